/** What a share is called: sealed for its recipients, by a name that its roster states (PROTOCOL §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import { openShareName } from "../../crypto/client/share.ts";
import { SealError } from "../../crypto/errors.ts";
import { sealedHash } from "../../crypto/hash.ts";
import { findName } from "../../crypto/roster-state.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldShare } from "../vault/held.ts";

/** The name that the roster states, opened; null where it cannot be yet. */
export function nameOf({ id, keys, name, chain }: HeldShare): string | null {
  const key = name && keys.get(name.epoch);
  if (!name || !key || !isStatedName(name.envelope, { chain })) return null;
  try {
    return openShareName(key, { share: id, epoch: name.epoch }, name.envelope);
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Whether a sealed name is the one that the roster states. */
export function isStatedName(envelope: Uint8Array | null, { chain }: Pick<HeldShare, "chain">): boolean {
  const stated = findName(newestState(chain))?.name;
  return envelope !== null && stated instanceof Uint8Array && equalBytes(sealedHash(envelope), stated);
}
