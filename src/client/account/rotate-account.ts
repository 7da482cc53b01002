import { equalBytes } from "../../crypto/bytes.ts";
import { makeSecretKey } from "../../crypto/client/secret-key.ts";
import { type Core, changeDevice, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { checkNotUsedBefore } from "../policy/former-passwords.ts";
import { checkNewPassword } from "../policy/rules.ts";
import { answerTo } from "../sync/commit-answer.ts";
import { fetchAll } from "../sync/fetch.ts";
import { followAsFarAsPossible } from "../sync/follow-keys.ts";
import { settle } from "../sync/settle.ts";
import type { CommitAnswer } from "../transport/commit-operations.ts";
import { rotateAccountOperation } from "../transport/rotation-operation.ts";
import { dangerously } from "./dangerously.ts";
import { makeNewAccountKeys, type NewAccountKeys } from "./new-account-keys.ts";
import { proveHere } from "./prove-here.ts";
import { settleRotation, takeUp } from "./settle-rotation.ts";
import { checkGenerations } from "./unlock.ts";

export interface RotatePasswords {
  readonly currentPassword: string;
  readonly newPassword: string;
}

const mostRounds = 10;

/**
 * New Secret Key, password, root key, account keys and account vault key, in one transaction (PROTOCOL §3.10); then every
 * profile follows, and what is cut off goes on with the next sync. The new Secret Key is in the store before anything is
 * sent: where an answer is lost, the new password unlocks by signing in with it.
 *
 * Throws WRONG_CREDENTIALS, INVALID_INPUT, VAULT_FROZEN, and UNREACHABLE (then nobody knows yet). Once it resolves the
 * account has its new keys, whatever `status().rotation` says is left to do.
 */
export function rotateAccount(
  core: Core,
  { currentPassword, newPassword }: RotatePasswords,
): Promise<{ readonly sessionsEnded: number }> {
  return inTurn(core, async () => {
    if (newPassword.length === 0 || newPassword === currentPassword) refuseInput("newPassword");
    await settleRotation(core);
    await settle(core);
    await checkGenerations(core);
    const current = await proveHere(core, currentPassword);
    await fetchAll(core);
    await checkNewPassword(core, opened(core), newPassword);
    await checkNotUsedBefore(core, opened(core), { current: currentPassword, next: newPassword });
    // One Secret Key for all tries, those of an earlier run included: whichever of them is done, this device has it.
    const secretKey = core.device.rotation?.secretKey ?? makeSecretKey();
    for (let round = 0; round < mostRounds; round++) {
      const open = opened(core);
      const made = await makeNewAccountKeys(core, open, current, secretKey, newPassword);
      await changeDevice(core, { rotation: { secretKey, keys: made.keys, createdAt: core.around.now() } });
      core.rotating = { keys: made.keys, takeUp: () => takeUp(core, made) };
      const answer = await dangerously(core, rotateAccountOperation, { input: made.wire }, async () => {
        core.rotating = null;
        await changeDevice(core, { rotation: null });
      });
      if (answer.type === "AccountRotated") {
        checkEcho(made, answer.committed);
        await takeUp(core, made);
        await followAsFarAsPossible(core);
        return { sessionsEnded: answer.sessionsEnded };
      }
      core.rotating = null;
      await changeDevice(core, { rotation: null });
      if (answer.type === "SignInRefused") throw new SealgraphError("WRONG_CREDENTIALS");
      if (answer.type === "StaleAccountKeys") {
        await fetchAll(core);
        throw new SealgraphError("CONFLICT", { wrapGeneration: answer.wrapGeneration });
      }
      await answerTo(core, open, null, answer);
    }
    throw new SealgraphError("BUSY");
  });
}

/** Believed only with the hash of what was signed. */
function checkEcho({ deed }: NewAccountKeys, committed: CommitAnswer): void {
  const heads = committed.type === "Committed" ? committed.heads : [];
  for (const [vault, hash] of deed.hashes) {
    const answered = heads.find((head) => head.vault === vault);
    if (!answered || !equalBytes(answered.hash, hash)) throw new ServerCaught("MISMATCH", null);
  }
}
