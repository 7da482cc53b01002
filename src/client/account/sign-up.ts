import { encodeBase64url } from "../../crypto/base64url.ts";
import { wrapAccountKeys, wrapRootKey } from "../../crypto/client/account-keys.ts";
import { makeSecretKey } from "../../crypto/client/secret-key.ts";
import { deriveSigningPair, makeSigningSeed } from "../../crypto/client/sign.ts";
import { deriveStoreKey } from "../../crypto/client/store-frame.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt, type Token } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, changeDevice, type Open } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import { type Settings, surroundingsOf } from "../settings.ts";
import { encodeEntries } from "../store/entries.ts";
import { writeFrames } from "../store/frames.ts";
import { wipe } from "../store/store.ts";
import { adoptSigned } from "../sync/commit.ts";
import { allEntries } from "../sync/keep.ts";
import { signDeed } from "../sync/sign.ts";
import { send } from "../transport/http.ts";
import { isPassing } from "../transport/refusal.ts";
import {
  type AccountKeysAnswer,
  type CompleteSignUpWire,
  completeSignUpOperation,
  requestSignUpOperation,
  type SessionAnswer,
  type SignUpRefusal,
} from "../transport/session-operations.ts";
import { emptyHeld } from "../vault/held.ts";
import { makeCore, parseAddress, parseName, readDevice } from "./begin.ts";
import type { DeviceState } from "./device-state.ts";
import { makeNewAccount, type NewAccount } from "./new-account.ts";
import { deriveFrom } from "./proof.ts";
import { heldSession, makeToken } from "./session.ts";
import { enter } from "./sign-in.ts";
import { openWith } from "./unlock.ts";

export interface SignUp {
  /** As `requestSignUp` answered. */
  readonly signUp: string;
  readonly address: string;
  /** From the mail: eight digits. */
  readonly code: string;
  readonly password: string;
  readonly name: string;
  readonly deviceName: string;
}

/** Has a code mailed to an address. The answer is the same for one that is known already. */
export async function requestSignUp(
  settings: Settings,
  address: string,
): Promise<{ readonly signUp: string; readonly expiresAt: Date }> {
  const input = { address: parseAddress(address) };
  const { signUp, expiresAt } = await send(surroundingsOf(settings), requestSignUpOperation, { input }, null);
  return { signUp, expiresAt: new Date(expiresAt) };
}

/**
 * Makes an account, all of it here, and has it taken. What is needed to sign in is in the store before anything is sent,
 * so a lost answer costs nothing. Throws CODE_REFUSED, ADDRESS_TAKEN, STORE_FOREIGN where somebody is signed in already.
 */
export async function signUpDevice(settings: Settings, input: SignUp): Promise<Core> {
  const newcomer = { address: parseAddress(input.address), name: parseName(input.name, "name") };
  const deviceName = parseName(input.deviceName, "deviceName");
  if (input.password.length === 0) refuseInput("password");
  const known = await readDevice(settings);
  if (known?.session) throw new SealgraphError("STORE_FOREIGN");
  if (known) await wipe(settings.store);

  const { now } = surroundingsOf(settings);
  const user = makeId(now());
  const account = makeNewAccount({ ...newcomer, user, now: now() });
  const device = freshDevice(settings, newcomer, deviceName, user, now());
  const { sealed, loginKey } = await sealKeys(account, input.password, device);
  const core = await makeCore(settings, { ...device, accountKeys: sealed });
  core.open = openNew(core, account);
  const refreshToken = makeToken();
  const wire = wireOf(core, core.open, account, input, newcomer.name, loginKey, refreshToken);
  await changeDevice(core, {});
  const outcome = await sendSignUp(core, wire.input);
  if (!("refusal" in outcome)) {
    await keepNew(core, core.open, outcome.session, refreshToken, wire.signed);
    return core;
  }
  // Refused after an answer was lost: then the account may be the one that was just made.
  if (outcome.lost && (await entered(core, input.password))) return core;
  await wipe(settings.store);
  throw new SealgraphError(outcome.refusal === "ADDRESS_TAKEN" ? "ADDRESS_TAKEN" : "CODE_REFUSED");
}

function freshDevice(
  settings: Settings,
  { address, name }: { readonly address: string; readonly name: string },
  deviceName: string,
  user: DeviceState["user"],
  now: number,
): DeviceState {
  return {
    origin: surroundingsOf(settings).origin,
    address,
    name,
    tenant: null,
    user,
    device: makeId(now),
    deviceName,
    deviceSeed: makeSigningSeed(),
    secretKey: makeSecretKey(),
    createdAt: now,
    accountKeys: null,
    candidateKeys: null,
    session: null,
    ended: null,
  };
}

async function sealKeys(account: NewAccount, password: string, device: DeviceState) {
  const { keys, accountVault } = account;
  const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
  const { unlockKey, login } = await deriveFrom(password, device, parameters);
  const wraps = wrapAccountKeys(keys, { user: device.user, keyGeneration: 1, vault: accountVault, epoch: 1 });
  const sealed: AccountKeysAnswer = {
    wrapGeneration: 1,
    keyGeneration: 1,
    parameters,
    rootKey: wrapRootKey(unlockKey, device.user, 1, keys.rootKey),
    signingSeed: wraps.signingSeed,
    encryptionSeed: wraps.xwingSeed,
    accountVault,
    accountVaultEpoch: 1,
    accountVaultKey: wraps.vaultKey,
  };
  return { sealed, loginKey: login.publicKey };
}

function openNew(core: Core, account: NewAccount): Open {
  const { user, device } = core.device;
  const held = emptyHeld();
  held.tenant = { links: [account.tenant.signed], states: [account.tenant.state] };
  for (const vault of account.vaults) held.vaults.set(vault.vault, vault);
  const frameKey = { storeKey: deriveStoreKey(account.keys.rootKey, user, device), user, device };
  return {
    user,
    device,
    accountVault: account.accountVault,
    accountVaultEpoch: 1,
    rootKey: account.keys.rootKey,
    keys: account.keys,
    own: account.own,
    keyRing: new Map(),
    held,
    frames: writeFrames(core.around.store, frameKey, 0, 0),
    plaintexts: new Map(),
    deed: null,
    states: new Map(),
    headsNotedAt: core.around.now(),
  };
}

function wireOf(
  core: Core,
  open: Open,
  account: NewAccount,
  input: SignUp,
  name: string,
  loginKey: Uint8Array,
  refreshToken: Token,
) {
  const vault = formatUuid(account.accountVault);
  const deed = { mutationId: vault, vaults: [{ vault, changes: account.entries, epochStart: null }] };
  const signed = signDeed(open, deed, core.around.now());
  const [accountVault] = signed.wire.vaults;
  const sealed = core.device.accountKeys;
  if (accountVault === undefined || sealed === null) throw new SealgraphError("NOT_SIGNED_IN");
  const wire: CompleteSignUpWire = {
    signUp: input.signUp,
    code: input.code,
    user: formatUuid(core.device.user),
    name,
    personSalt: encodeBase64url(account.personSalt),
    device: {
      device: formatUuid(core.device.device),
      name: core.device.deviceName,
      publicKey: encodeBase64url(deriveSigningPair(core.device.deviceSeed).publicKey),
    },
    keys: {
      parameters: encodeBase64url(sealed.parameters),
      loginKey: encodeBase64url(loginKey),
      rootKey: encodeBase64url(sealed.rootKey),
      signingSeed: encodeBase64url(sealed.signingSeed),
      encryptionSeed: encodeBase64url(sealed.encryptionSeed),
      encryptionKey: encodeBase64url(account.own.xwing),
      accountVaultKey: encodeBase64url(sealed.accountVaultKey),
    },
    links: account.links,
    accountVault,
    refreshTokenHash: encodeBase64url(tokenHash(refreshToken)),
  };
  return { input: wire, signed };
}

type Outcome = { readonly session: SessionAnswer } | { readonly refusal: SignUpRefusal; readonly lost: boolean };

/** The same again while no answer comes; says whether an answer was lost before a refusal. */
async function sendSignUp(core: Core, input: CompleteSignUpWire): Promise<Outcome> {
  const until = performance.now() + core.around.patience;
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await send(core.around, completeSignUpOperation, { input }, null);
      return "refusal" in answer ? { ...answer, lost: attempt > 0 } : answer;
    } catch (error) {
      const pause = backOff(attempt, core.around.random, 200, 5_000);
      if (!isPassing(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}

async function keepNew(
  core: Core,
  open: Open,
  session: SessionAnswer,
  refreshToken: Token,
  signed: ReturnType<typeof signDeed>,
): Promise<void> {
  await changeDevice(core, { session: heldSession(session, refreshToken), tenant: session.tenant });
  adoptSigned(open, signed);
  await open.frames.rewrite(encodeEntries(allEntries(open.held)));
}

async function entered(core: Core, password: string): Promise<boolean> {
  try {
    const rootKey = await enter(core, password, true);
    core.open = null;
    await openWith(core, rootKey);
    return true;
  } catch (error) {
    if (error instanceof SealgraphError && error.code === "WRONG_CREDENTIALS") return false;
    throw error;
  }
}
