/** TOTP seeds as they are kept: sealed, so that a stolen database makes no codes. PROTOCOL §3.12. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { parseUuid } from "../../crypto/uuid.ts";
import type { FactorId, UserId } from "../../ids.ts";
import type { House } from "../context.ts";

/** What a seed belongs to: under another user or factor it does not open. */
interface Place {
  readonly user: UserId;
  readonly factor: FactorId;
}

const cipher = "aes-256-gcm";

export function sealSeed({ serverSecret }: House, place: Place, seed: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, keyUnder(serverSecret, "sealgraph second factor seed"), nonce);
  sealing.setAAD(placeBytes(place));
  return Buffer.concat([nonce, sealing.update(seed), sealing.final(), sealing.getAuthTag()]);
}

/** Null where it was not sealed under this secret for this factor of this user. */
export function openSeed({ serverSecret }: House, place: Place, sealed: Uint8Array): Uint8Array | null {
  const opening = createDecipheriv(
    cipher,
    keyUnder(serverSecret, "sealgraph second factor seed"),
    sealed.subarray(0, 12),
    {
      authTagLength: 16,
    },
  );
  opening.setAAD(placeBytes(place));
  opening.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([opening.update(sealed.subarray(12, -16)), opening.final()]);
  } catch {
    return null;
  }
}

/** A key of one purpose. */
export const keyUnder = (secret: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), purpose, 32));

const placeBytes = ({ user, factor }: Place): Uint8Array => Buffer.concat([parseUuid(user), parseUuid(factor)]);
