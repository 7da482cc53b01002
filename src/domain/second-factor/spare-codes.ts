import { createHmac, randomInt } from "node:crypto";
import { parseUuid } from "../../crypto/uuid.ts";
import type { UserId } from "../../ids.ts";
import type { House } from "../context.ts";
import { keyUnder } from "./seed.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const howMany = 10;

/** Ten new codes as people write them, and what is kept of each. PROTOCOL §3.12. */
export function makeSpareCodes(house: House, user: UserId): { codes: string[]; hashes: Uint8Array[] } {
  const bare = Array.from({ length: howMany }, () =>
    Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join(""),
  );
  return {
    codes: bare.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`),
    hashes: bare.map((code) => hashOf(house, user, code)),
  };
}

/** What is kept of a code as it was typed; null where it is none. */
export function spareCodeHash(house: House, user: UserId, typed: string): Uint8Array | null {
  if (typed.length > 64) return null;
  const code = typed.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? hashOf(house, user, code) : null;
}

const hashOf = ({ serverSecret }: House, user: UserId, code: string): Uint8Array =>
  createHmac("sha256", keyUnder(serverSecret, "sealgraph spare code")).update(parseUuid(user)).update(code).digest();
