import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { concat, equalBytes } from "../../crypto/bytes.ts";
import { unwrapRootKey } from "../../crypto/client/account-keys.ts";
import { openSession, type SessionPlace, sealSession } from "../../crypto/client/session.ts";
import { envelopeOverhead } from "../../crypto/envelope.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import { asSymmetricKey, type SymmetricKey } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { notePerson } from "../company/own-person.ts";
import { type Core, changeDevice, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { knownBinding } from "../policy/binding.ts";
import { demandRecentUse, keepUse, useNow } from "../policy/idle.ts";
import { proveQueue } from "../queue/prove.ts";
import { fetchAll } from "../sync/fetch.ts";
import { notePosition } from "../sync/position.ts";
import { drainSpool } from "../sync/spool.ts";
import { isPassing } from "../transport/refusal.ts";
import { type AccountKeysAnswer, viewerOperation } from "../transport/session-operations.ts";
import { closeAccount, openAccount } from "./open.ts";
import { checkParameters, deriveFrom } from "./proof.ts";
import { call } from "./session.ts";
import { enterRotated, settleRotation } from "./settle-rotation.ts";
import { enter } from "./sign-in.ts";

/**
 * Opens the account with its password: by what the device has, and where that is out of date, by signing in again.
 * Throws WRONG_CREDENTIALS, DEVICE_REVOKED, STORE_DAMAGED, UNREACHABLE where a first content has still to be fetched.
 */
export function unlock(core: Core, password: string): Promise<void> {
  return inTurn(core, async () => {
    if (core.open) return;
    const rootKey =
      (await rootKeyHere(core, password)) ??
      (await enterRotated(core, password)) ??
      (await rootKeyThere(core, password));
    await openWith(core, rootKey);
    core.onUnlocked?.();
  });
}

/** Opens the account by the key that `makeSession` gave. Throws WRONG_SESSION, LOCKED where a policy ended it. */
export function unlockWithSession(core: Core, text: string): Promise<void> {
  return inTurn(core, async () => {
    if (core.open) return;
    const sealed = await core.around.store.get("session");
    const { user, device } = core.device;
    let rootKey: SymmetricKey;
    try {
      const key = asSymmetricKey(parseBase64url(text.trim(), 64));
      rootKey = openOneOf(key, { user, device }, sessionsIn(sealed));
    } catch (error) {
      if (error instanceof ProtocolError || error instanceof SealError) throw new SealgraphError("WRONG_SESSION");
      throw error;
    }
    await openWith(core, rootKey);
    await demandRecentUse(core);
    core.onUnlocked?.();
  });
}

/** How many session keys a device has at once; the eldest ends where one more is made. */
const mostSessions = 16;
/** Bytes of a root key, sealed. */
const sessionBytes = 32 + envelopeOverhead;

/** Seals the root key into the store, beside those of other sessions, and gives the key that opens it, which only its caller keeps. */
export async function makeSession(core: Core): Promise<string> {
  const { rootKey, user, device } = opened(core);
  const { store } = core.around;
  const key = asSymmetricKey(randomBytes(32));
  const others = sessionsIn(await store.get("session")).slice(0, mostSessions - 1);
  await keepUse(core);
  await store.put("session", concat(sealSession(key, { user, device }, rootKey), ...others));
  return encodeBase64url(key);
}

/** The newest first. */
function sessionsIn(sealed: Uint8Array | null): Uint8Array[] {
  const whole = sealed ?? new Uint8Array();
  const count = Math.floor(whole.length / sessionBytes);
  return Array.from({ length: count }, (_, i) => whole.subarray(i * sessionBytes, (i + 1) * sessionBytes));
}

/** Throws SealError where none of them is this key's. */
function openOneOf(key: SymmetricKey, place: SessionPlace, sessions: readonly Uint8Array[]): SymmetricKey {
  for (const sealed of sessions) {
    try {
      return asSymmetricKey(openSession(key, place, sealed));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  throw new SealError();
}

/** How long what is under way may keep an account from being locked, in milliseconds; and one that is opened meanwhile. */
const lockPatience = 1_000;

/**
 * Forgets every key and plaintext, after what is under way, but soon in any case: a server that does not answer keeps no account open.
 * What comes from now on is kept as it comes. Throws STORE_FAILED where the store would not have it, which is locked all the same: then
 * session keys are good for it still.
 */
export async function lock(core: Core): Promise<void> {
  const { open } = core;
  const late = setInterval(() => closeAccount(core), lockPatience);
  try {
    await inTurn(core, async () => {
      // Also of one that was closed meanwhile: whoever unlocks may have their turn next.
      await (core.open ?? open)?.frames.settled();
      // Up to where was read is for the next run alone.
      await notePosition(core).catch(() => {});
      closeAccount(core);
      await core.around.store.put("session", null);
    });
  } finally {
    clearInterval(late);
  }
}

/** Opens what is here, and fetches where nothing is. */
export async function openWith(core: Core, rootKey: SymmetricKey): Promise<void> {
  useNow(core);
  const open = await openAccount(core, rootKey);
  open.toldPolicies = knownBinding(open);
  try {
    await settleRotation(core);
    await drainSpool(core, open);
    if (open.held.pins === null) await fetchAll(core);
    await proveQueue(core, open);
    await checkGenerations(core);
    await notePerson(core);
  } catch (error) {
    // With nothing verified there is nothing to show; with something, what is here opens whatever the server says.
    const isOver = error instanceof SealgraphError && error.code === "KEYS_CHANGED";
    if (open.held.pins !== null && error instanceof SealgraphError && !isOver)
      return core.events.emit("trouble", error);
    closeAccount(core);
    throw error;
  }
}

/** By the sealed keys that the device has; those of an unanswered change of password too. Null where none opens. */
async function rootKeyHere(core: Core, password: string): Promise<SymmetricKey | null> {
  const { accountKeys, candidateKeys, user } = core.device;
  for (const keys of [accountKeys, candidateKeys]) {
    if (keys === null) continue;
    const { unlockKey } = await deriveFrom(password, core.device, keys.parameters);
    try {
      return unwrapRootKey(unlockKey, user, keys.wrapGeneration, keys.rootKey);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  return null;
}

async function rootKeyThere(core: Core, password: string): Promise<SymmetricKey> {
  try {
    return await enter(core, password, true);
  } catch (error) {
    if (isPassing(error)) throw new SealgraphError("WRONG_CREDENTIALS");
    throw error;
  }
}

/**
 * The generation that the account vault notes is that of the sealed keys: where it is not, they are fetched, and then it
 * has to be. While a session lives nobody else has changed them: they are the ones that this device had, or those that it
 * made last and has no answer for. Throws ServerCaught: WENT_BACK when the server gives older ones than noted, MISMATCH when
 * it gives ones that this device never had.
 */
export async function checkGenerations(core: Core): Promise<void> {
  const noted = () => opened(core).held.pins?.account.entry.wrapGeneration ?? 0;
  const { accountKeys, candidateKeys, session } = core.device;
  if (accountKeys?.wrapGeneration === noted() && candidateKeys === null) return;
  if (session === null) return;
  const viewer = await call(core, viewerOperation, {});
  checkParameters(viewer.accountKeys.parameters);
  if (viewer.accountKeys.wrapGeneration > noted()) await fetchAll(core);
  const known = Math.max(noted(), accountKeys?.wrapGeneration ?? 0);
  if (viewer.accountKeys.wrapGeneration < known || noted() < viewer.accountKeys.wrapGeneration) {
    throw new ServerCaught("WENT_BACK", null);
  }
  if (![accountKeys, candidateKeys].some((own) => own && areSame(own, viewer.accountKeys))) {
    throw new ServerCaught("MISMATCH", null);
  }
  await changeDevice(core, { accountKeys: viewer.accountKeys, candidateKeys: null, name: viewer.name });
}

const areSame = (own: AccountKeysAnswer, shown: AccountKeysAnswer): boolean =>
  (Object.keys(own) as (keyof AccountKeysAnswer)[]).every((name) => {
    const [mine, its] = [own[name], shown[name]];
    return mine instanceof Uint8Array && its instanceof Uint8Array ? equalBytes(mine, its) : mine === its;
  });
