import { encodeBase64url } from "../../crypto/base64url.ts";
import { unwrapRootKey, wrapRootKey } from "../../crypto/client/account-keys.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { SealError } from "../../crypto/errors.ts";
import { defaultKdf, encodeKdfParameters } from "../../crypto/kdf-parameters.ts";
import { asSalt } from "../../crypto/keys.ts";
import { loginAction, loginContext } from "../../crypto/login-proof.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { type Core, changeDevice, inTurn, type Open, opened, vaultOf } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import { adoptAnswer, answerTo, makeDeed, settle } from "../sync/commit.ts";
import { fetchAll } from "../sync/fetch.ts";
import { type SignedDeed, signDeed } from "../sync/sign.ts";
import { isPassing } from "../transport/refusal.ts";
import {
  type AccountKeysAnswer,
  type ChangePasswordAnswer,
  type ChangePasswordWire,
  changePasswordOperation,
} from "../transport/session-operations.ts";
import { checkSameUser, deriveFrom, requestChallenge, signProof } from "./proof.ts";
import { writeEntry } from "./seal-entry.ts";
import { call } from "./session.ts";
import { checkGenerations } from "./unlock.ts";

const mostRounds = 10;

/**
 * Gives the account a new password, in one transaction by compare-and-swap on the wrap generation (PROTOCOL §3.5): the
 * other devices' sessions end, this one's goes on. Until the answer is known the store keeps both candidates, and either
 * password unlocks. Throws WRONG_CREDENTIALS, INVALID_INPUT, UNREACHABLE (then nobody knows yet).
 */
export function changePassword(
  core: Core,
  passwords: { readonly current: string; readonly next: string },
): Promise<{ readonly sessionsEnded: number }> {
  return inTurn(core, async () => {
    await settle(core);
    await checkGenerations(core);
    const open = opened(core);
    const current = await proveHere(core, passwords.current);
    for (let round = 0; round < mostRounds; round++) {
      const candidate = await makeCandidate(core, open, passwords.next);
      const { wire, signed } = await signChange(core, open, current, candidate);
      await changeDevice(core, { candidateKeys: candidate.keys });
      const answer = await sendPatiently(core, wire);
      if (answer.type === "PasswordChanged") {
        adoptAnswer(core, open, signed, answer.committed);
        await changeDevice(core, { accountKeys: candidate.keys, candidateKeys: null });
        return { sessionsEnded: answer.sessionsEnded };
      }
      await changeDevice(core, { candidateKeys: null });
      if (answer.type === "SignInRefused") throw new SealgraphError("WRONG_CREDENTIALS");
      if (answer.type === "StaleWrapGeneration") {
        await fetchAll(core);
        throw new SealgraphError("WRONG_CREDENTIALS", { wrapGeneration: answer.wrapGeneration });
      }
      await answerTo(core, open, signed, answer);
    }
    throw new SealgraphError("BUSY");
  });
}

interface Candidate {
  readonly keys: AccountKeysAnswer;
  readonly loginKey: Unlock["login"]["publicKey"];
}

/** The current password, shown to be right by the wrap that it opens, before anything is asked of the server. */
async function proveHere(core: Core, password: string): Promise<Unlock> {
  const keys = sealedKeys(core);
  const unlock = await deriveFrom(password, core.device, keys.parameters);
  try {
    unwrapRootKey(unlock.unlockKey, core.device.user, keys.wrapGeneration, keys.rootKey);
  } catch (error) {
    if (error instanceof SealError) throw new SealgraphError("WRONG_CREDENTIALS");
    throw error;
  }
  return unlock;
}

async function makeCandidate(core: Core, open: Open, password: string): Promise<Candidate> {
  if (password.length === 0) refuseInput("next");
  const keys = sealedKeys(core);
  const wrapGeneration = keys.wrapGeneration + 1;
  const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
  const { unlockKey, login } = await deriveFrom(password, core.device, parameters);
  const rootKey = wrapRootKey(unlockKey, core.device.user, wrapGeneration, open.rootKey);
  return { keys: { ...keys, wrapGeneration, parameters, rootKey }, loginKey: login.publicKey };
}

async function signChange(
  core: Core,
  open: Open,
  current: Unlock,
  { keys, loginKey }: Candidate,
): Promise<{ wire: ChangePasswordWire; signed: SignedDeed }> {
  const challenge = await requestChallenge(core.around, core.device.address);
  checkSameUser(core.device, challenge);
  const account = vaultOf(open, "ACCOUNT");
  const pin = open.held.pins?.account;
  if (pin === undefined) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const entry = { ...pin.entry, wrapGeneration: keys.wrapGeneration };
  const change = writeEntry(open, account, parseUuid(pin.record), entry);
  const deed = makeDeed(core, [{ vault: account.vault, changes: [change], epochStart: null }]);
  const signed = signDeed(open, deed, core.around.now());
  const [accountVault] = signed.wire.vaults;
  if (accountVault === undefined) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const context = loginContext({
    generation: keys.wrapGeneration,
    parameters: keys.parameters,
    loginKey,
    rootWrap: keys.rootKey,
  });
  const wire = {
    ...signProof(core.around, core.device, current.login, challenge, loginAction.CHANGE_PASSWORD, context),
    wrapGeneration: keys.wrapGeneration,
    parameters: encodeBase64url(keys.parameters),
    loginKey: encodeBase64url(loginKey),
    rootKey: encodeBase64url(keys.rootKey),
    accountVault,
    clientMutationId: deed.mutationId,
  };
  return { wire, signed };
}

/** The same bytes again while no answer comes: one deed, however often it is sent. */
async function sendPatiently(core: Core, input: ChangePasswordWire): Promise<ChangePasswordAnswer> {
  const until = performance.now() + core.around.patience;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(core, changePasswordOperation, { input });
    } catch (error) {
      const pause = backOff(attempt, core.around.random, 200, 5_000);
      if (!isPassing(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}

function sealedKeys(core: Core): AccountKeysAnswer {
  const { accountKeys } = core.device;
  if (accountKeys === null) throw new SealgraphError("NOT_SIGNED_IN");
  return accountKeys;
}
