import { equalBytes } from "../../crypto/bytes.ts";
import type { AccountKeys } from "../../crypto/client/account-keys.ts";
import { checkKeyCommitment, openPreviousKey } from "../../crypto/client/epoch.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { profileClass } from "../../crypto/link.ts";
import { newestState } from "./chain.ts";
import type { HeldVault, NewestKey } from "./held.ts";
import type { Pins } from "./pins.ts";

/** The keys of a vault by epoch, as far as they were needed. Only while unlocked. */
export interface KeyRing {
  get(vault: string, epoch: number): SymmetricKey | undefined;
  set(vault: string, epoch: number, key: SymmetricKey): void;
  keys(): Iterable<SymmetricKey>;
}

export function makeKeyRing(): KeyRing {
  const vaults = new Map<string, Map<number, SymmetricKey>>();
  return {
    get: (vault, epoch) => vaults.get(vault)?.get(epoch),
    set: (vault, epoch, key) => {
      vaults.set(vault, (vaults.get(vault) ?? new Map<number, SymmetricKey>()).set(epoch, key));
    },
    *keys() {
      for (const keys of vaults.values()) yield* keys.values();
    },
  };
}

/** The account vault's own key (PROTOCOL §3.5). */
export function accountVaultKey(keys: AccountKeys, epoch: number): NewestKey {
  return { epoch, key: keys.vaultKey };
}

/**
 * The newest key of a profile, as its account vault states it, after checking that genesis, class and key are the ones
 * noted there (PROTOCOL §3.7). Throws MISMATCH, WRONG_EPOCH or WRONG_COMMITMENT.
 */
export function pinnedKey(pins: Pins, vault: HeldVault): NewestKey {
  const pin = pins.ownVaults.get(vault.vault)?.entry;
  if (pin === undefined) throw new ProtocolError("MISMATCH", "a vault that is not noted");
  const state = newestState(vault.chain);
  if (!equalBytes(pin.genesis, state.genesis)) throw new ProtocolError("MISMATCH", "genesis");
  if (vault.class === "SHARE" || pin.class !== profileClass[vault.class])
    throw new ProtocolError("MISMATCH", "class of a vault");
  checkNewestKey(vault, pin);
  return pin;
}

/** Throws WRONG_EPOCH or WRONG_COMMITMENT unless this is the key of the epoch in force. */
export function checkNewestKey(vault: HeldVault, { epoch, key }: NewestKey): void {
  const state = newestState(vault.chain);
  if (state.epoch === null || state.epoch.epoch !== epoch) throw new ProtocolError("WRONG_EPOCH", "key of a vault");
  checkKeyCommitment(key, vault.id, state.epoch);
}

/** An old key is the one that the roster stated when its epoch was in force. */
function checkOldKey(vault: HeldVault, epoch: number, key: SymmetricKey): void {
  const state = vault.chain.states.find((each) => each.epoch?.epoch === epoch);
  if (!state?.epoch) throw new ProtocolError("WRONG_EPOCH", "key of a vault");
  checkKeyCommitment(key, vault.id, state.epoch);
}

/**
 * The key of an epoch, by the chain of keys down from the newest (PROTOCOL §5.5). Throws WRONG_EPOCH where the chain
 * does not reach, SealError where it does not open, WRONG_COMMITMENT where it is not the one that was stated.
 */
export function keyOfEpoch(ring: KeyRing, vault: HeldVault, newest: NewestKey, epoch: number): SymmetricKey {
  const known = ring.get(vault.vault, epoch);
  if (known) return known;
  if (epoch > newest.epoch || epoch < 1) throw new ProtocolError("WRONG_EPOCH", "key of a vault");
  let { key } = newest;
  for (let at = newest.epoch; at > epoch; at--) {
    const envelope = vault.epochKeys.get(at);
    if (envelope === undefined) throw new ProtocolError("WRONG_EPOCH", "key of a vault");
    key = openPreviousKey(key, { vault: vault.id, epoch: at }, envelope);
    checkOldKey(vault, at - 1, key);
  }
  ring.set(vault.vault, epoch, key);
  return key;
}
