/** New account keys that were sent: finding out what became of them, and taking them up (PROTOCOL §3.10). */

import { equalBytes } from "../../crypto/bytes.ts";
import { unwrapRootKey } from "../../crypto/client/account-keys.ts";
import { deriveStoreKey } from "../../crypto/client/store-frame.ts";
import { SealError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { type Core, changeDevice, queueKeyOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { encodeEntries } from "../store/entries.ts";
import { writeFrames } from "../store/frames.ts";
import { allEntries } from "../sync/keep.ts";
import { viewerOperation } from "../transport/session-operations.ts";
import { adopt } from "../vault/held.ts";
import { accountVaultKey, keyOfEpoch } from "../vault/keys.ts";
import { memoryOf } from "../vault/memory.ts";
import { readPins } from "../vault/pins.ts";
import type { NewAccountKeys } from "./new-account-keys.ts";
import { closeAccount } from "./open.ts";
import { deriveFrom } from "./proof.ts";
import { call } from "./session.ts";
import { enter } from "./sign-in.ts";

/**
 * Finds out whether new account keys whose answer was lost are in force; nothing where none were sent. Throws
 * KEYS_CHANGED where they are, and only the new password opens them: then the account is locked.
 */
export async function settleRotation(core: Core): Promise<void> {
  const { rotation, session } = core.device;
  if (!rotation || session === null) return;
  const { accountKeys } = await call(core, viewerOperation, {});
  if (equalBytes(accountKeys.rootKey, rotation.keys.rootKey)) {
    const { rotating } = core;
    if (core.open && rotating && rotating.keys === rotation.keys) return rotating.takeUp();
    closeAccount(core);
    throw new SealgraphError("KEYS_CHANGED");
  }
  // Overtaken: it can never be done any more. Otherwise it still may.
  if (accountKeys.wrapGeneration >= rotation.keys.wrapGeneration) await changeDevice(core, { rotation: null });
}

/**
 * Makes new account keys the ones that are open, and seals the store under them. A crash on the way leaves a store that
 * begins anew, with the memory of what was held.
 */
export async function takeUp(core: Core, { next, deed, secretKey, keys }: NewAccountKeys): Promise<void> {
  const { open } = core;
  if (open === null) throw new SealgraphError("LOCKED");
  const { user, device } = core.device;
  const { store } = core.around;
  await open.frames.settled();
  const { held } = open;
  held.tenant = next.held.tenant;
  for (const update of deed.updates) adopt(held, update);
  const account = deed.updates.find(({ vault }) => vault.class === "ACCOUNT")?.vault;
  if (account === undefined) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const newest = accountVaultKey(next.keys, next.accountVaultEpoch);
  held.pins = readPins(account, account.records.values(), (epoch) => keyOfEpoch(next.keyRing, account, newest, epoch));
  const frames = writeFrames(store, { storeKey: deriveStoreKey(next.rootKey, user, device), user, device }, 0, 0);
  const { deed: sent, queue, queueLog, shown, states, headsNotedAt } = open;
  core.open = { ...next, held, frames, deed: sent, queue, queueLog, shown, states, headsNotedAt };
  core.rotating = null;
  await store.put("session", null);
  const before = core.device.handed ?? null;
  const createdAt = core.device.rotation?.createdAt ?? core.around.now();
  const handed = memoryOf(core.open);
  await changeDevice(core, { secretKey, createdAt, accountKeys: keys, candidateKeys: null, rotation: null, handed });
  await queueLog.renew(queueKeyOf(core.open));
  await frames.rewrite(encodeEntries(allEntries(held)));
  await changeDevice(core, {
    storeGeneration: keys.keyGeneration,
    queueGeneration: keys.keyGeneration,
    handed: before,
  });
  for (const key of [open.rootKey, ...Object.values(open.keys), open.own.signing.secretKey]) key.fill(0);
}

/**
 * The root key of new account keys whose answer was lost, where this is their password: by signing in with them. Null
 * where it is not, or there are none. Throws WRONG_CREDENTIALS where they are not in force.
 */
export async function enterRotated(core: Core, password: string): Promise<SymmetricKey | null> {
  const { rotation, user } = core.device;
  if (!rotation) return null;
  const { secretKey, keys } = rotation;
  const { unlockKey } = await deriveFrom(password, { secretKey, user }, keys.parameters);
  try {
    unwrapRootKey(unlockKey, user, keys.wrapGeneration, keys.rootKey);
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
  const before = core.device;
  core.device = { ...before, secretKey, createdAt: rotation.createdAt };
  try {
    return await enter(core, password, true);
  } catch (error) {
    core.device = before;
    throw error;
  }
}
