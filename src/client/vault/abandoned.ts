import type { Rung } from "../../crypto/descent.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { type Manifest, parseManifest } from "../../crypto/manifest.ts";
import { mayWrite } from "../../crypto/roster-state.ts";
import { hasAbandoned } from "../../crypto/successor.ts";
import { newestState } from "./chain.ts";
import { handedHead } from "./handed.ts";
import type { Held } from "./held.ts";
import type { StagedVault } from "./staged.ts";
import { openHead } from "./verify.ts";

/**
 * Whether a head that was shown abandons the one that is held (PROTOCOL §5.8). It has a signature, and nothing else of it is
 * believed by that: the vault is asked for afresh, and then all of it has to hold.
 */
export const abandonsHeld = (held: Held, shown: StagedVault): boolean => readReset(held, shown) !== null;

/** The same by somebody who may write the vault as far as is known. */
export function isAbandonedByWriter(held: Held, shown: StagedVault): boolean {
  const author = readReset(held, shown)?.author;
  const chain = held.vaults.get(shown.vault)?.chain;
  return author !== undefined && chain !== undefined && mayWrite(newestState(chain), author.user, author.key);
}

/** Of a vault that is not held: what was before it was lost, or what was handed. */
const topKnown = (held: Held, vault: string): Rung | null =>
  held.shares.get(vault)?.last?.ladder[0] ?? handedHead(held, vault);

function readReset(held: Held, { vault, head: shown }: StagedVault): Manifest | null {
  const head = held.vaults.get(vault)?.head;
  const known = head ? { revision: head.manifest.revision, hash: head.hash } : topKnown(held, vault);
  if (!shown || !known) return null;
  try {
    return hasAbandoned(parseManifest(shown.manifest), known) ? openHead(shown).manifest : null;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
