import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { type CodeKeys, deriveCodeKeys, parseAccountCode, wrongGroup } from "../../crypto/client/account-code.ts";
import { makeSecretKey } from "../../crypto/client/secret-key.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { type AccountCode, asSymmetricKey, type SecretKey, type SymmetricKey, type Token } from "../../crypto/keys.ts";
import { loginAction, loginContext } from "../../crypto/login-proof.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, changeDevice } from "../core.ts";
import { errorCodes, refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { checkNewPassword } from "../policy/rules.ts";
import { type Settings, surroundingsOf } from "../settings.ts";
import { wipe } from "../store/store.ts";
import type { SignedDeed } from "../sync/sign.ts";
import {
  type RecoverAccountAnswer,
  type RecoverAccountWire,
  recoverAccountOperation,
} from "../transport/account-code-operations.ts";
import { send } from "../transport/http.ts";
import type { AccountKeysAnswer, ChallengeAnswer, SignInRefusal } from "../transport/session-operations.ts";
import { makeCore, parseAddress, parseName, readDevice } from "./begin.ts";
import { type DeviceState, encodeDeviceState, parseDeviceState } from "./device-state.ts";
import { type Candidate, newPassword, signNoted } from "./new-password.ts";
import { closeAccount } from "./open.ts";
import { type OpenedByCode, openByCode } from "./open-by-code.ts";
import { patiently } from "./patiently.ts";
import { checkSameUser, requestChallenge, signProof } from "./proof.ts";
import { heldSession, makeToken } from "./session.ts";
import { enter, strangeDevice } from "./sign-in.ts";

export interface Recover {
  readonly address: string;
  /** The account code as it stands on paper: 48 digits. */
  readonly code: string;
  /** The new one. */
  readonly password: string;
  /** Shown in the list of devices. A device that the store knows keeps its name. */
  readonly deviceName: string;
}

type Recovered = { readonly core: Core; readonly rootKey: SymmetricKey };

const mostRounds = 10;

/**
 * Recovers an account by its code (PROTOCOL §3.9): opens and verifies it, then gives it a new password and a new Secret
 * Key and uses the code up, in one transaction. The new Secret Key is in the store before anything is sent, and stays
 * there until `finishRecovery`: where an answer is lost, the same again signs in by it. A device that the store knows
 * keeps its id and what it holds, unless it was revoked.
 */
export async function recoverDevice(settings: Settings, input: Recover): Promise<Recovered> {
  const address = parseAddress(input.address);
  const deviceName = parseName(input.deviceName, "deviceName");
  const code = readCode(input.code);
  if (input.password.length === 0) refuseInput("password");
  const known = await readDevice(settings);
  const begun = await readBegun(settings);
  if ([known, begun].some((each) => each && each.address !== address)) throw new SealgraphError("STORE_FOREIGN");
  const stranger = () => strangeDevice(settings, address, deviceName, makeSecretKey());
  const device = known ?? begun ?? (await stranger());
  const from = { device, memory: known?.accountKeys ?? null, begun: begun?.secretKey ?? null };
  try {
    return await recoverAs(settings, from, input.password, code);
  } catch (error) {
    if (!(known ?? begun) || !(error instanceof SealgraphError) || error.code !== "DEVICE_REVOKED") throw error;
  }
  await wipe(settings.store, ["queue"]);
  const another = { ...(await stranger()), queueGeneration: known?.queueGeneration ?? 1 };
  return recoverAs(settings, { device: another, memory: null, begun: null }, input.password, code);
}

/** What a device brings along. */
interface From {
  readonly device: DeviceState;
  /** The sealed keys that it knew last: older ones are not believed. */
  readonly memory: AccountKeysAnswer | null;
  /** The Secret Key of an earlier try whose outcome is not known. It may be in force already, or any moment. */
  readonly begun: SecretKey | null;
}

/** Forgets how a recovery would be gone on with: it is done, and this device works. */
export const finishRecovery = (core: Core): Promise<void> => core.around.store.put("recovery", null);

async function recoverAs(
  settings: Settings,
  { device: before, memory, begun }: From,
  password: string,
  code: AccountCode,
): Promise<Recovered> {
  const around = surroundingsOf(settings);
  let mayBeDone = begun !== null;
  // One Secret Key for all tries: whichever of them is done, this device has it.
  // What is recovered is the account, and its session is the app's, wherever the device was signed in before.
  let device: DeviceState = { ...before, surface: "APP", secretKey: begun ?? makeSecretKey(), createdAt: around.now() };
  for (let round = 0; round < mostRounds; round++) {
    const challenge = await requestChallenge(around, device.address);
    if (memory || mayBeDone) checkSameUser(device, challenge);
    device = { ...device, user: challenge.user };
    const keys = deriveCodeKeys(code, device.user);
    const opened = await openByCode(settings, { ...device, accountKeys: memory }, keys, challenge);
    if ("refusal" in opened) {
      const done = mayBeDone ? await enterDone(settings, device, password, opened.refusal) : null;
      return done ?? refuse(opened.refusal);
    }
    const rootKey = asSymmetricKey(opened.open.rootKey.slice());
    let attempt: Attempt;
    try {
      attempt = await makeAttempt(opened, device, keys, password, rootKey);
    } finally {
      closeAccount(opened.core);
    }
    const next = { ...device, accountKeys: attempt.candidate.keys, candidateKeys: null, session: null, ended: null };
    await around.store.put("recovery", encodeDeviceState(next));
    mayBeDone = true;
    const { wire: input } = attempt;
    const answer = await patiently(around, () => send(around, recoverAccountOperation, { input }, null));
    if (answer.type === "AccountRecovered") return { core: await keepDone(settings, next, attempt, answer), rootKey };
    if (answer.type === "SignInRefused") {
      return (await enterDone(settings, next, password, answer.refusal)) ?? refuse(answer.refusal);
    }
  }
  throw new SealgraphError("BUSY");
}

interface Attempt {
  readonly wire: RecoverAccountWire;
  readonly candidate: Candidate;
  readonly deed: SignedDeed;
  readonly refreshToken: Token;
}

async function makeAttempt(
  { core: opened, secondFactor }: OpenedByCode,
  device: DeviceState,
  codeKeys: CodeKeys,
  password: string,
  rootKey: SymmetricKey,
): Promise<Attempt> {
  const { open, around } = opened;
  const sealed = opened.device.accountKeys;
  if (open === null || sealed === null) throw new SealgraphError("LOCKED");
  await checkNewPassword(opened, open, password);
  const candidate = await newPassword(device, sealed, rootKey, password);
  const { wrapGeneration, parameters, rootKey: rootWrap } = candidate.keys;
  const { loginKey } = candidate;
  const { deed, accountVault, mutationId } = signNoted(opened, open, wrapGeneration);
  const context = loginContext({ generation: wrapGeneration, parameters, loginKey, rootWrap });
  const challenge: ChallengeAnswer = await requestChallenge(around, device.address);
  checkSameUser(device, challenge);
  const refreshToken = makeToken();
  const wire = {
    ...signProof(around, device, codeKeys.login, challenge, loginAction.RECOVER, context),
    deviceName: device.deviceName,
    refreshTokenHash: encodeBase64url(tokenHash(refreshToken)),
    wrapGeneration,
    parameters: encodeBase64url(parameters),
    loginKey: encodeBase64url(loginKey),
    rootKey: encodeBase64url(rootWrap),
    accountVault,
    clientMutationId: mutationId,
    ...(secondFactor !== null && { secondFactor }),
  };
  return { wire, candidate, deed, refreshToken };
}

/** Believed only with the hash of what was signed, and for this device. */
async function keepDone(
  settings: Settings,
  device: DeviceState,
  { deed, refreshToken }: Attempt,
  { session, committed }: Extract<RecoverAccountAnswer, { type: "AccountRecovered" }>,
): Promise<Core> {
  if (session.user !== formatUuid(device.user) || session.device !== formatUuid(device.device)) {
    throw new SealgraphError("MALFORMED_ANSWER", { field: "session" });
  }
  const heads = committed.type === "Committed" ? committed.heads : [];
  for (const [vault, hash] of deed.hashes) {
    const answered = heads.find((head) => head.vault === vault);
    if (!answered || !equalBytes(answered.hash, hash)) throw new ServerCaught("MISMATCH", null);
  }
  const core = await makeCore(settings, device);
  await changeDevice(core, { session: heldSession(session, refreshToken, core.around.now()), tenant: session.tenant });
  return core;
}

/** By what an earlier try made, whose answer was lost: null where it was not done, or with another password. */
async function enterDone(
  settings: Settings,
  device: DeviceState,
  password: string,
  refusal: SignInRefusal,
): Promise<Recovered | null> {
  if (refusal !== "PROOF_REFUSED") return null;
  const core = await makeCore(settings, device);
  try {
    return { core, rootKey: await enter(core, password, true) };
  } catch (error) {
    if (error instanceof SealgraphError && error.code === "WRONG_CREDENTIALS") return null;
    throw error;
  }
}

function refuse(refusal: SignInRefusal): never {
  throw new SealgraphError(refusal === "PROOF_REFUSED" ? "ACCOUNT_CODE_REFUSED" : refusal);
}

/** Throws INVALID_INPUT, naming the group that is wrong. */
function readCode(text: string): AccountCode {
  const group = wrongGroup(text);
  if (group === null) return parseAccountCode(text);
  throw new SealgraphError(
    "INVALID_INPUT",
    { argument: "accountCode", group },
    `${errorCodes.INVALID_INPUT} (accountCode, group ${group})`,
  );
}

async function readBegun(settings: Settings): Promise<DeviceState | null> {
  const bytes = await settings.store.get("recovery");
  if (bytes === null) return null;
  const begun = parseDeviceState(bytes);
  if (begun.origin !== surroundingsOf(settings).origin) throw new SealgraphError("STORE_FOREIGN");
  return begun;
}
