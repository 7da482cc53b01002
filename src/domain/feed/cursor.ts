/**
 * Where a reader of a feed stands: the revision, so hidden that it does not tell how much happens at companies that the reader
 * does not see; and bound to its partner. The same place has the same text: that something happens elsewhere shows, as another text.
 */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { keyUnder } from "../second-factor/seed.ts";

const cipher = "aes-256-ecb";
const purpose = "sealgraph feed cursor";

/** One block: 12 bytes of the partner's hash, which a forger would have to hit, and the revision. */
export function encodeFeedCursor(secret: Uint8Array, partner: TenantId, revision: number): string {
  const block = Buffer.concat([markOf(partner), Buffer.alloc(4)]);
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
  if (!block.subarray(0, 12).equals(markOf(partner))) throw new Failure("INVALID_CURSOR");
  return block.readUInt32BE(12);
}

const markOf = (partner: TenantId): Buffer => createHash("sha256").update(partner).digest().subarray(0, 12);
