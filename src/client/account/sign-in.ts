import { encodeBase64url } from "../../crypto/base64url.ts";
import { unwrapRootKey } from "../../crypto/client/account-keys.ts";
import type { Approval } from "../../crypto/client/approval.ts";
import { parseSecretKey } from "../../crypto/client/secret-key.ts";
import { makeSigningSeed } from "../../crypto/client/sign.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { asId, type SecretKey, type SymmetricKey } from "../../crypto/keys.ts";
import { loginAction } from "../../crypto/login-proof.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, changeDevice } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { wipe } from "../store/store.ts";
import { send } from "../transport/http.ts";
import {
  type AccountKeysAnswer,
  type ChallengeAnswer,
  type SignInRefusal,
  signInOperation,
  signOutOperation,
} from "../transport/session-operations.ts";
import { addMissingFactor } from "./add-missing-factor.ts";
import { makeCore, parseAddress, parseName, readDevice } from "./begin.ts";
import type { DeviceState, Surface } from "./device-state.ts";
import { checkParameters, checkSameUser, deriveFrom, requestChallenge, signProof } from "./proof.ts";
import { heldSession, makeToken } from "./session.ts";
import { showFactor } from "./show-factor.ts";

export interface SignIn {
  readonly address: string;
  readonly password: string;
  /** As written in the Emergency Kit. May be left out where the store has it. */
  readonly secretKey?: string;
  /** Shown in the list of devices. */
  readonly deviceName: string;
  /**
   * What the session is for: `PORTAL` also administers the company, `PARTNER` does so as well, and serves a partner's staff. Where
   * nothing is said, as before, or `APP`.
   */
  readonly surface?: Surface;
  /** For the company that does not take the password any more, because of its age: the next one. Else it is left alone. */
  readonly newPassword?: string;
}

/**
 * Signs a device in (PROTOCOL §3.3), and gives the root key that its answer holds. A device that the store knows keeps
 * its id and key, unless it was revoked: then it begins as a new one, with nothing in its store
 * but what was not sent yet.
 *
 * Throws WRONG_CREDENTIALS, KDF_OUT_OF_BOUNDS, STORE_FOREIGN, INVALID_INPUT, SERVER_CAUGHT,
 * NETWORK_REFUSED, PORTAL_RESTRICTED, PASSWORD_TOO_OLD where no new one was given.
 */
export async function signInDevice(settings: Settings, input: SignIn): Promise<{ core: Core; rootKey: SymmetricKey }> {
  const address = parseAddress(input.address);
  const deviceName = parseName(input.deviceName, "deviceName");
  const known = await readDevice(settings);
  const secretKey = secretKeyFor(input, known);
  const core = await makeCore(settings, known ?? (await strangeDevice(settings, address, deviceName, secretKey)));
  // The account may have another address since this device was here last: but it is the same account.
  if (known && known.address !== address && (await userAt(core, address)) !== formatUuid(known.user)) {
    throw new SealgraphError("STORE_FOREIGN");
  }
  core.renewsPassword = input.newPassword !== undefined;
  core.device = { ...core.device, address, secretKey, surface: input.surface ?? core.device.surface ?? "APP" };
  try {
    return { core, rootKey: await enterKnown(core, input, known) };
  } catch (error) {
    if (!(error instanceof SealgraphError) || error.code !== "DEVICE_REVOKED") throw error;
  }
  // What was changed on it and not sent is still the account's.
  await wipe(settings.store, ["queue"]);
  const { queueGeneration } = core.device;
  const { surface = "APP" } = core.device;
  core.device = { ...(await strangeDevice(settings, address, deviceName, secretKey)), queueGeneration, surface };
  return { core, rootKey: await enter(core, input.password, false) };
}

const userAt = async ({ around }: Core, address: string): Promise<string> =>
  formatUuid((await requestChallenge(around, address)).user);

/** Without a Secret Key given, also by the one of new account keys whose answer was lost (PROTOCOL §3.10). */
async function enterKnown(core: Core, input: SignIn, known: DeviceState | null): Promise<SymmetricKey> {
  try {
    return await enter(core, input.password, known !== null);
  } catch (error) {
    const refused = error instanceof SealgraphError && error.code === "WRONG_CREDENTIALS";
    if (!refused || input.secretKey !== undefined || !known?.rotation) throw error;
  }
  const { secretKey, createdAt } = known.rotation;
  core.device = { ...core.device, secretKey, createdAt };
  return enter(core, input.password, true);
}

/**
 * Signs in a device that was approved, as a new one of the approving device's user, with its memory (PROTOCOL §3.8).
 * Nothing is kept before the server took the proof. Throws WRONG_CREDENTIALS, KDF_OUT_OF_BOUNDS, SERVER_CAUGHT.
 */
export async function signInApproved(
  settings: Settings,
  { address, deviceName }: Pick<SignIn, "address" | "deviceName">,
  { user, secretKey, memory }: Approval,
  password: string,
): Promise<{ core: Core; rootKey: SymmetricKey }> {
  const device = await strangeDevice(settings, address, deviceName, secretKey);
  const core = await makeCore(settings, { ...device, user, handed: memory });
  return { core, rootKey: await enter(core, password, true) };
}

/**
 * Signs in with what the device has, keeps the session and the account's sealed keys, and gives the root key. Throws
 * WRONG_CREDENTIALS where the server refuses the proof, DEVICE_REVOKED, SECOND_FACTOR_NEEDED, SECOND_FACTOR_REFUSED,
 * SECOND_FACTOR_REQUIRED where the company demands one and nobody can be asked,
 * SERVER_CAUGHT where what it gives does not open.
 */
export async function enter(core: Core, password: string, known: boolean): Promise<SymmetricKey> {
  const challenge = await requestChallenge(core.around, core.device.address);
  if (known) checkSameUser(core.device, challenge);
  core.device = { ...core.device, user: challenge.user };
  const { unlockKey, login } = await deriveFrom(password, core.device, challenge.parameters);
  const refreshToken = makeToken();
  const ask = (on: ChallengeAnswer, secondFactor?: string) => {
    const input = {
      ...signProof(core.around, core.device, login, on, loginAction.SIGN_IN, null),
      deviceName: core.device.deviceName,
      refreshTokenHash: encodeBase64url(tokenHash(refreshToken)),
      ...(secondFactor !== undefined && { secondFactor }),
    };
    return send(core.around, signInOperation, { input }, null);
  };
  let answer = await ask(challenge);
  if ("step" in answer) {
    const token = await showFactor(core.around, answer.step, "SIGN_IN");
    const another = await requestChallenge(core.around, core.device.address);
    checkSameUser(core.device, another);
    answer = await ask(another, token);
  }
  if ("step" in answer) throw new SealgraphError("SECOND_FACTOR_REFUSED");
  if ("refusal" in answer) throw refusedAs(answer.refusal);
  const { session, accountKeys, due } = answer;
  const passwordTooOld =
    due === "FACTOR" ? await addMissingFactor(core.around, session.accessToken) : due === "PASSWORD";
  if (passwordTooOld && !core.renewsPassword) {
    // What it was opened for is not done with it.
    await send(core.around, signOutOperation, {}, session.accessToken).catch(() => {});
    throw new SealgraphError("PASSWORD_TOO_OLD");
  }
  core.passwordTooOld = passwordTooOld;
  if (session.user !== formatUuid(core.device.user) || session.device !== formatUuid(core.device.device)) {
    throw new SealgraphError("MALFORMED_ANSWER", { field: "session" });
  }
  checkParameters(accountKeys.parameters);
  const rootKey = unwrapOrCatch(core, unlockKey, accountKeys);
  const { accountKeys: before } = core.device;
  const { wrapGeneration, keyGeneration } = accountKeys;
  if (before && (wrapGeneration < before.wrapGeneration || keyGeneration < before.keyGeneration)) {
    throw new ServerCaught("WENT_BACK", null);
  }
  const { rotation } = core.device;
  const isOpen = rotation && wrapGeneration < rotation.keys.wrapGeneration;
  await changeDevice(core, {
    session: heldSession(session, refreshToken, core.around.now()),
    tenant: session.tenant,
    accountKeys,
    candidateKeys: null,
    rotation: isOpen ? rotation : null,
    // A device that begins has nothing yet that is sealed under other keys.
    storeGeneration: before ? (core.device.storeGeneration ?? 1) : keyGeneration,
    queueGeneration: core.device.queueGeneration ?? keyGeneration,
    ended: null,
  });
  return rootKey;
}

function unwrapOrCatch(core: Core, unlockKey: SymmetricKey, keys: AccountKeysAnswer): SymmetricKey {
  try {
    return unwrapRootKey(unlockKey, core.device.user, keys.wrapGeneration, keys.rootKey);
  } catch (error) {
    if (error instanceof SealError) throw new ServerCaught("WRONG_KEYS", null);
    throw error;
  }
}

function refusedAs(refusal: SignInRefusal): SealgraphError {
  return new SealgraphError(refusal === "PROOF_REFUSED" ? "WRONG_CREDENTIALS" : refusal);
}

function secretKeyFor({ secretKey }: SignIn, known: DeviceState | null): SecretKey {
  if (secretKey === undefined) return known?.secretKey ?? refuseInput("secretKey");
  try {
    return parseSecretKey(secretKey);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("secretKey");
    throw error;
  }
}

/** A device that nobody knows yet; its user is known once a challenge says so. */
export async function strangeDevice(
  settings: Settings,
  address: string,
  deviceName: string,
  secretKey: SecretKey,
): Promise<DeviceState> {
  const now = (settings.clock ?? (() => new Date()))().getTime();
  return {
    origin: new URL(settings.url).origin,
    address,
    name: null,
    tenant: null,
    user: asId(new Uint8Array(16)),
    device: makeId(now),
    deviceName,
    deviceSeed: makeSigningSeed(),
    secretKey,
    createdAt: now,
    accountKeys: null,
    candidateKeys: null,
    session: null,
    ended: null,
  };
}
