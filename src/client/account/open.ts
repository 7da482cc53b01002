import { parseBase64url } from "../../crypto/base64url.ts";
import { deriveOwnKeys, unwrapAccountKeys } from "../../crypto/client/account-keys.ts";
import { parseHandedMemory } from "../../crypto/client/approval.ts";
import { deriveQueueKey } from "../../crypto/client/queue-mark.ts";
import { deriveStoreKey } from "../../crypto/client/store-frame.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, changeDevice, inTurn, type Open, queueKeyOf } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { countCaught } from "../evidence.ts";
import { openWaiting } from "../queue/prove.ts";
import { countQueued, firstWaiting } from "../queue/queue.ts";
import { refreshShown } from "../queue/shown.ts";
import { newAskedKeys } from "../shares/asked-keys.ts";
import { encodeEntries } from "../store/entries.ts";
import { readFrames, writeFrames } from "../store/frames.ts";
import { openSent, readOutbox } from "../sync/deed.ts";
import { allEntries } from "../sync/keep.ts";
import { readPosition } from "../sync/position.ts";
import { rebuild } from "../sync/rebuild.ts";
import type { AccountKeysAnswer } from "../transport/session-operations.ts";
import { checkStated } from "../vault/former.ts";
import { accountVaultKey, checkNewestKey, keyOfEpoch, makeKeyRing } from "../vault/keys.ts";
import { readPins } from "../vault/pins.ts";

/**
 * Opens the account with its root key: own keys, the local store, everything in it verified again in the order of
 * PROTOCOL §3.7. Throws STORE_DAMAGED, or ServerCaught where the sealed keys are not this account's.
 */
export async function openAccount(core: Core, rootKey: SymmetricKey): Promise<Open> {
  const sealed = core.device.accountKeys;
  if (sealed === null) throw new SealgraphError("NOT_SIGNED_IN");
  const { user, device } = core.device;
  const { keys, own } = unwrap(rootKey, core, sealed);
  if ((core.device.storeGeneration ?? 1) !== sealed.keyGeneration) await beginAnew(core, sealed.keyGeneration);
  const frameKey = { storeKey: deriveStoreKey(rootKey, user, device), user, device };
  const { contents, next, size } = await readFrames(core.around.store, frameKey);
  const { held, wholeUpTo } = await rebuild(contents);
  held.handed = core.device.handed ?? null;
  const frames = writeFrames(core.around.store, frameKey, next, size);
  const { queue, queueLog } = await openWaiting(core, deriveQueueKey(keys.signingSeed, user), sealed.keyGeneration);
  if (wholeUpTo < contents.length || contents.length === 0) await frames.rewrite(encodeEntries(allEntries(held)));
  const open: Open = {
    user,
    device,
    accountVault: sealed.accountVault,
    accountVaultEpoch: sealed.accountVaultEpoch,
    rootKey,
    keys,
    own,
    keyRing: makeKeyRing(),
    held,
    frames,
    plaintexts: new Map(),
    deed: null,
    queue,
    queueLog,
    failures: 0,
    restoring: new Set(),
    linkedAt: new Map(),
    shareKeys: newAskedKeys(),
    guestsSeen: new Map(),
    shown: new Map(),
    states: new Map(),
    headsNotedAt: 0,
  };
  readOwnAccount(open);
  core.open = open;
  await takeUpQueue(core, open);
  return open;
}

/**
 * The store is sealed under a root key of before (PROTOCOL §3.10): what it holds is fetched anew, and has to go on from
 * what this device had seen. What was signed and has no answer yet stays.
 */
async function beginAnew(core: Core, storeGeneration: number): Promise<void> {
  const { store } = core.around;
  const memory = (await readPosition(store))?.memory;
  if (memory) await changeDevice(core, { handed: parseHandedMemory(parseBase64url(memory)) });
  await store.put("session", null);
  await store.put("position", null);
  await store.replace("spool", 0, []);
  await store.replace("held", 0, []);
  // How far they were verified stays, and is the least that may come back.
  await store.replace("companies", 0, []);
  core.spooledCursor = null;
  await changeDevice(core, { storeGeneration });
}

/** What earlier runs changed and could not send, and what they sent without an answer: until somebody answers, it waits. */
async function takeUpQueue(core: Core, open: Open): Promise<void> {
  const sent = await core.around.store.get("outbox");
  const proven = core.device.queueGeneration === core.device.accountKeys?.keyGeneration;
  open.deed = sent && (proven ? openSent(queueKeyOf(open), sent) : readOutbox(sent)).deed;
  // Only profiles are changed by what waits: anything else was put there by somebody else.
  const account = formatUuid(open.accountVault);
  if (open.queue.some(({ deed }) => deed.vaults.some(({ vault }) => vault === account))) {
    throw new SealgraphError("STORE_DAMAGED", { part: "queue" });
  }
  if (open.queue.length === 0) return;
  core.reachable = firstWaiting(open.queue) === undefined;
  refreshShown(core, open);
}

function unwrap(rootKey: SymmetricKey, core: Core, sealed: AccountKeysAnswer) {
  const place = {
    user: core.device.user,
    keyGeneration: sealed.keyGeneration,
    vault: sealed.accountVault,
    epoch: sealed.accountVaultEpoch,
  };
  const wraps = {
    signingSeed: sealed.signingSeed,
    xwingSeed: sealed.encryptionSeed,
    vaultKey: sealed.accountVaultKey,
  };
  try {
    const keys = unwrapAccountKeys(rootKey, place, wraps);
    return { keys, own: deriveOwnKeys(keys) };
  } catch (error) {
    if (error instanceof SealError) throw new ServerCaught("WRONG_KEYS", null);
    throw error;
  }
}

/** What the account vault in the store says; nothing where the store is empty. */
function readOwnAccount(open: Open): void {
  const vault = open.held.vaults.get(formatUuid(open.accountVault));
  if (vault === undefined || open.held.tenant === null) return;
  try {
    checkStated(vault.chain, open.held.tenant, open.user, open.own);
    const newest = accountVaultKey(open.keys, open.accountVaultEpoch);
    checkNewestKey(vault, newest);
    open.held.pins = readPins(vault, vault.records.values(), (epoch) => keyOfEpoch(open.keyRing, vault, newest, epoch));
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SealError) {
      throw new SealgraphError("STORE_DAMAGED", { part: "held" });
    }
    throw error;
  }
}

/**
 * Forgets everything secret, at once. Keys are overwritten, as far as a runtime allows, when nothing is under way with them any more:
 * what was begun with a key is not gone on with by zeros. Whoever has their turn behind that, as who unlocks has, finds the store written.
 */
export function closeAccount(core: Core): void {
  const { open } = core;
  if (open === null) return;
  core.noted = { evidence: countCaught(open.held.evidence), ...countQueued(open.queue, open.deed) };
  core.open = null;
  // New keys that were sent are taken up by the new password from now on: the one of before may be known to others.
  core.rotating = null;
  void inTurn(core, () => {
    overwriteKeys(open);
    return open.frames.settled();
  });
}

function overwriteKeys({ rootKey, keys, keyRing, own }: Open): void {
  for (const key of [rootKey, ...Object.values(keys), ...keyRing.keys(), own.signing.secretKey]) key.fill(0);
}
