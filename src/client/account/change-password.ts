import { encodeBase64url } from "../../crypto/base64url.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { loginAction, loginContext } from "../../crypto/login-proof.ts";
import { type Core, changeDevice, inTurn, type Open, opened } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { checkNotUsedBefore, noteFormer } from "../policy/former-passwords.ts";
import { checkNewPassword } from "../policy/rules.ts";
import { adoptAnswer, answerTo } from "../sync/commit-answer.ts";
import { fetchAll } from "../sync/fetch.ts";
import { settle } from "../sync/settle.ts";
import type { SignedDeed } from "../sync/sign.ts";
import { type ChangePasswordWire, changePasswordOperation } from "../transport/session-operations.ts";
import { dangerously } from "./dangerously.ts";
import { type Candidate, newPassword, signNoted } from "./new-password.ts";
import { checkSameUser, requestChallenge, signProof } from "./proof.ts";
import { proveHere, sealedKeys } from "./prove-here.ts";
import { checkGenerations } from "./unlock.ts";

const mostRounds = 10;

/**
 * Gives the account a new password, in one transaction by compare-and-swap on the wrap generation (PROTOCOL §3.5): the
 * other devices' sessions end, this one's goes on. Until the answer is known the store keeps both candidates, and either
 * password unlocks. Throws WRONG_CREDENTIALS, INVALID_INPUT, POLICY_DENIED, UNREACHABLE (then nobody knows yet).
 */
export function changePassword(
  core: Core,
  passwords: { readonly current: string; readonly next: string },
): Promise<{ readonly sessionsEnded: number }> {
  return inTurn(core, async () => {
    await settleBefore(core);
    await checkGenerations(core);
    const open = opened(core);
    const current = await proveHere(core, passwords.current);
    await checkNotUsedBefore(core, open, passwords);
    for (let round = 0; round < mostRounds; round++) {
      const candidate = await makeCandidate(core, open, passwords.next);
      const { wire, signed } = await signChange(core, open, current, candidate);
      await changeDevice(core, { candidateKeys: candidate.keys });
      const answer = await dangerously(core, changePasswordOperation, { input: wire }, () =>
        changeDevice(core, { candidateKeys: null }),
      );
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

/** What waits goes on waiting where the server takes nothing but a new password. */
async function settleBefore(core: Core): Promise<void> {
  try {
    await settle(core);
  } catch (error) {
    if (!(error instanceof SealgraphError) || error.code !== "PASSWORD_TOO_OLD") throw error;
  }
}

async function makeCandidate(core: Core, open: Open, password: string): Promise<Candidate> {
  if (password.length === 0) refuseInput("next");
  await checkNewPassword(core, open, password);
  return newPassword(core.device, sealedKeys(core), open.rootKey, password);
}

async function signChange(
  core: Core,
  open: Open,
  current: Unlock,
  { keys, loginKey }: Candidate,
): Promise<{ wire: ChangePasswordWire; signed: SignedDeed }> {
  const challenge = await requestChallenge(core.around, core.device.address);
  checkSameUser(core.device, challenge);
  const signed = signNoted(core, open, keys.wrapGeneration, noteFormer(core, open, current.login.publicKey));
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
    accountVault: signed.accountVault,
    clientMutationId: signed.mutationId,
  };
  return { wire, signed: signed.deed };
}
