/**
 * Where a reader of a feed stands: the revision, so hidden that it does not tell how much happens at companies that the reader
 * does not see, nor whether anything does; and bound to its partner.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { keyUnder } from "../second-factor/seed.ts";

const cipher = "aes-256-ecb";
const purpose = "sealgraph feed cursor";
const markLength = 8;

/**
 * Of an event: the same wherever it is shown. One block: 12 bytes of the partner's hash, of which a forger would have to hit the first
 * 8, and the revision.
 */
export const encodeEventCursor = (secret: Uint8Array, partner: TenantId, revision: number): string =>
  encode(secret, markOf(partner), revision);

/** Of a place: another text each time, with 4 bytes of chance in the place of the last of the hash. So it says not that it has moved. */
export const encodeFeedCursor = (secret: Uint8Array, partner: TenantId, revision: number): string =>
  encode(secret, Buffer.concat([markOf(partner).subarray(0, markLength), randomBytes(4)]), revision);

function encode(secret: Uint8Array, mark: Uint8Array, revision: number): string {
  const block = Buffer.concat([mark, Buffer.alloc(4)]);
  block.writeUInt32BE(revision, 12);
  const sealing = createCipheriv(cipher, keyUnder(secret, purpose), null).setAutoPadding(false);
  return Buffer.concat([sealing.update(block), sealing.final()]).toString("base64url");
}

/** Throws `INVALID_CURSOR` for what is none of this partner. */
export function parseFeedCursor(secret: Uint8Array, partner: TenantId, cursor: string): number {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== 16 || bytes.toString("base64url") !== cursor) throw new Failure("INVALID_CURSOR");
  const opening = createDecipheriv(cipher, keyUnder(secret, purpose), null).setAutoPadding(false);
  const block = Buffer.concat([opening.update(bytes), opening.final()]);
  if (!block.subarray(0, markLength).equals(markOf(partner).subarray(0, markLength)))
    throw new Failure("INVALID_CURSOR");
  return block.readUInt32BE(12);
}

const markOf = (partner: TenantId): Buffer => createHash("sha256").update(partner).digest().subarray(0, 12);
