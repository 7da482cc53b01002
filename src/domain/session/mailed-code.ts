/** Codes that prove an address: mailed to it, good once, for minutes and five tries. */
import { createHash, randomInt } from "node:crypto";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { letter, type Reader } from "../letter.ts";
import { askAnyone } from "../transaction.ts";
import { openSignUp, trySignUp } from "./rows.ts";

/** What is written to an address: with the code, or where it has an account. */
export interface Letters {
  readonly toNew: "signUpCode" | "addressCode";
  readonly toKnown: "signUpKnown" | "addressTaken";
}

/**
 * Mails a code to an address. The answer, and the work, are the same for one that has an account: only the mail differs, and
 * is in the language of that account. Attempts are for the caller to count.
 */
export async function mailCode(
  { house, now }: Request,
  reader: Reader,
  letters: Letters,
): Promise<{ readonly id: string; readonly expiresAt: Date }> {
  const id = formatUuid(makeId(now.getTime()));
  const code = String(randomInt(100_000_000)).padStart(8, "0");
  const expiresAt = new Date(now.getTime() + spans.signUp);
  const [[row]] = await askAnyone(house, openSignUp(id, reader.address, hashCode(id, code), expiresAt, now));
  const known = row?.openSignUp ?? null;
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  await house.sendMail(
    known === null
      ? letter(reader, letters.toNew, { code, spaced })
      : letter({ ...reader, locale: known }, letters.toKnown),
  );
  return { id, expiresAt };
}

/** A code as people type it; null where it is none. */
export function parseCode(text: string): string | null {
  const code = text.replace(/[\s-]/g, "");
  return /^\d{8}$/.test(code) ? code : null;
}

/** The address that a code proves; null where it proves none. Throws `RATE_LIMITED`. */
export async function provenBy(request: Request, id: string, code: string): Promise<string | null> {
  await takeAttempts(request, [["sign-up code peer", request.peer, attempts.signUpCodePerPeer]]);
  const [[tried]] = await askAnyone(request.house, trySignUp(id, hashCode(id, code), request.now));
  return tried?.trySignUp ?? null;
}

/** What is kept of a code. It lives for minutes and five attempts, so a plain hash is enough. */
const hashCode = (id: string, code: string): Uint8Array => createHash("sha256").update(`${id} ${code}`).digest();
