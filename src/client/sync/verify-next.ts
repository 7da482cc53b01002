import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { manifestHash } from "../../crypto/manifest.ts";
import { findFormer, findGuest } from "../../crypto/roster-state.ts";
import { abandonsHeld, isAbandonedByWriter } from "../vault/abandoned.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { handedVault } from "../vault/handed.ts";
import type { Held, HeldVault, VaultUpdate } from "../vault/held.ts";
import { linksOf, type Staged, type StagedVault } from "../vault/staged.ts";
import { ResetShown, type SharedVault, verifyVault } from "../vault/verify.ts";
import { isSame } from "./take-rosters.ts";

/** The revisions that were known when something was asked for: an answer below them is no answer to that. */
export type Asked = ReadonlyMap<string, number>;

/** The next state of a vault; null where nothing new came. */
export function verifyNext(
  held: Held,
  each: StagedVault,
  staged: Staged,
  tenant: Chain | null,
  asked: Asked,
  share: SharedVault | null = null,
): VaultUpdate | null {
  const known = held.vaults.get(each.vault);
  const handed = handedVault(held, each.vault, each.class);
  if (staged.afresh.has(each.vault)) {
    const update = verifyVault(known, each, linksOf(staged, each.vault), tenant, staged, handed, share);
    checkNotFormer(held, tenant, update);
    return update;
  }
  if (abandonsHeld(held, each)) throw new ResetShown(each.vault);
  // It says itself that it is older: what is held stays, and is brought to it (PROTOCOL §5.8).
  const least = (known?.head ?? share?.last?.head)?.manifest.revision ?? 0;
  if (each.restoring && each.revision < least) return null;
  if (each.revision < (asked.get(each.vault) ?? 0)) throw new ProtocolError("WENT_BACK", "revision");
  // Also of all there is from the beginning: own commits may have gone by while it was on its way.
  const isBehind = each.revision < (known?.head?.manifest.revision ?? 0);
  if ((!staged.whole || isBehind) && known && isOld(known, each, staged)) return null;
  const update = verifyVault(known, each, linksOf(staged, each.vault), tenant, staged, handed, share);
  checkNotFormer(held, tenant, update);
  return update;
}

/** Whether what came is below what is held, or just that: an own commit that comes back as a page. */
function isOld(known: HeldVault, each: StagedVault, staged: Staged): boolean {
  if (known.head === null) return false;
  if (each.revision < known.head.manifest.revision) return true;
  if (each.head === null) return false;
  const same = equalBytes(manifestHash(each.head.manifest), known.head.hash);
  return same && linksOf(staged, each.vault).every(({ seq }) => seq < known.chain.links.length);
}

/**
 * A frozen vault stays as it is. Throws ResetShown where somebody who may write it has abandoned the head that is held.
 */
export function isLeft(held: Held, { afresh }: Staged, each: StagedVault): boolean {
  if (!held.frozen.has(each.vault) || afresh.has(each.vault)) return false;
  if (isAbandonedByWriter(held, each)) throw new ResetShown(each.vault);
  return true;
}

/**
 * Who knew that a key was taken takes no new head by it (PROTOCOL §4.7), whatever its roster says so far. Of an account
 * that has gone elsewhere the tenant there says which keys are good. Of a share, which others write to, it counts what came with
 * the heads of then: who takes a key from somebody knows no head that they signed just before. Throws AFTER_CUT.
 */
function checkNotFormer(
  { tenant, synced }: Held,
  now: Chain | null,
  { before, vault: { class: its, head, chain } }: VaultUpdate,
): void {
  // A vault that was never held shows nothing of what was there when the key was taken.
  if (tenant === null || now === null || head === null || before === undefined || !isSame(tenant, now)) return;
  if (before.head && equalBytes(before.head.hash, head.hash)) return;
  const { key, user } = head.manifest.author;
  // A guest may have been in the company once, by the same keys: the share alone says who they are (PROTOCOL §4.12).
  if (findGuest(newestState(chain), user)) return;
  const state = its === "SHARE" ? tenant.states[synced] : newestState(tenant);
  const known = state && findFormer(state, key);
  // Once the roster has followed, its cut says which head stands.
  if (known && !findFormer(newestState(chain), key)) throw new ProtocolError("AFTER_CUT", "manifest");
}
