import { makeVaultKey, sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeNewEpoch } from "../../crypto/client/next-link.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { writeEntry } from "../account/seal-entry.ts";
import { type Core, keyToWrite, type Open, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldVault } from "../vault/held.ts";
import type { EpochStart, VaultDeed } from "./deed.ts";

/** What begins the next epoch of a profile, in one commit with the account vault (PROTOCOL §5.5). */
export interface ProfileEpoch {
  /** The new key, noted in the account vault. */
  readonly noted: VaultDeed;
  readonly start: EpochStart;
}

/**
 * Signs the link by which the next epoch of a profile begins, and seals the key before under the new one. Throws NOT_FOUND,
 * VAULT_FROZEN, BUSY as `keyToWrite` does.
 *
 * @param roster the profile's as it stands before that link.
 */
export function makeProfileEpoch(
  core: Core,
  open: Open,
  profile: HeldVault,
  roster: RosterState = newestState(profile.chain),
): ProfileEpoch {
  const account = vaultOf(open, "ACCOUNT");
  const pin = open.held.pins?.ownVaults.get(profile.vault);
  const { tenant } = open.held;
  if (pin === undefined || tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const before = keyToWrite(open, profile);
  const [epoch, key] = [before.epoch + 1, makeVaultKey()];
  const link = makeNewEpoch(roster, {
    user: open.user,
    signing: open.own.signing,
    vaultKey: key,
    tenantHead: newestState(tenant).head,
    time: core.around.now(),
  });
  const noted = writeEntry(open, account, parseUuid(pin.record), { ...pin.entry, epoch, key });
  return {
    noted: { vault: account.vault, changes: [noted], epochStart: null },
    start: { signed: link.signed, epoch, previousKey: sealPreviousKey(key, { vault: profile.id, epoch }, before.key) },
  };
}
