/** The ways to a client: with a new account, on a new device, and by what this one keeps. */
import type { ShowCode } from "./account/account-code.ts";
import { makeCore, readDevice } from "./account/begin.ts";
import { changePassword } from "./account/change-password.ts";
import { finishRecovery, type Recover, recoverDevice } from "./account/recover.ts";
import { type ApprovalWanted, askForApproval } from "./account/request-approval.ts";
import { type SignIn, signInApproved, signInDevice } from "./account/sign-in.ts";
import { signUpDevice } from "./account/sign-up.ts";
import type { SignUp } from "./account/sign-up-wire.ts";
import { openWith } from "./account/unlock.ts";
import { type Client, makeClient } from "./client.ts";
import type { EmergencyKit } from "./kit/kit.ts";
import { settleAsNewcomer } from "./recovery/entrust/newcomer.ts";
import type { Settings } from "./settings.ts";
import { fetchNow } from "./sync/fetch-now.ts";
import { syncOnce } from "./sync/sync.ts";

/** Makes an account. What the kit says is to be kept on paper, now. */
export async function completeSignUp(
  settings: Settings,
  input: SignUp,
): Promise<{ readonly client: Client; readonly emergencyKit: EmergencyKit }> {
  const core = await signUpDevice(settings, input);
  await settleAsNewcomer(core);
  const client = makeClient(core);
  return { client, emergencyKit: client.emergencyKit() };
}

/** Signs a device in, unlocks it and fetches everything. */
export async function signIn(settings: Settings, input: SignIn): Promise<Client> {
  const signedIn = await signInDevice(settings, input);
  const { core } = signedIn;
  if (!core.passwordTooOld || input.newPassword === undefined) return begin(signedIn);
  await openWith(core, signedIn.rootKey);
  // What the next password has to be stands in documents that a new device has to be shown first.
  await fetchNow(core);
  await changePassword(core, { current: input.password, next: input.newPassword });
  core.passwordTooOld = false;
  await syncOnce(core);
  return makeClient(core);
}

/** A new device that waits to be approved by another of its account (PROTOCOL §3.8). */
export interface ApprovalRequest {
  /** Six, to be shown to the person, who types them on a device that is signed in and unlocked. */
  readonly words: readonly string[];
  readonly expiresAt: Date;
  /**
   * Waits for the approval; then only the password is missing. Throws NOT_APPROVED when the time is over, the request was
   * cancelled or `signal` was aborted, SERVER_CAUGHT where somebody approved who had not the words.
   */
  waitForApproval(signal?: AbortSignal): Promise<{
    /** Signs in, unlocks and fetches everything. WRONG_CREDENTIALS: it may be called again. */
    signIn(password: string): Promise<Client>;
  }>;
  /** Takes the request away. */
  cancel(): Promise<void>;
}

/** Asks, from a device with an empty store, to be approved instead of being given the Secret Key by hand. */
export async function requestApproval(settings: Settings, input: ApprovalWanted): Promise<ApprovalRequest> {
  const { words, expiresAt, wanted, wait, cancel } = await askForApproval(settings, input);
  return {
    words,
    expiresAt,
    cancel,
    waitForApproval: async (signal) => {
      const approval = await wait(signal);
      return { signIn: async (password) => begin(await signInApproved(settings, wanted, approval, password)) };
    },
  };
}

async function begin({ core, rootKey }: Awaited<ReturnType<typeof signInDevice>>): Promise<Client> {
  await openWith(core, rootKey);
  await syncOnce(core);
  return makeClient(core);
}

/**
 * Recovers an account whose password or Secret Key is lost, by its account code: gives it the new password and a new
 * Secret Key, which the kit shows, signs this device in and all others out. The code is used up by it. With `newCode` the
 * account gets another one, which is given to it to be shown, and then here; null where there was none asked for, or it
 * was not made: `accountCode.make` tries again. Throws ACCOUNT_CODE_REFUSED, INVALID_INPUT, POLICY_DENIED, STORE_FOREIGN, SERVER_CAUGHT,
 * UNREACHABLE (then nobody knows yet: the same again, with the same password, finds out).
 */
export async function recoverAccount(
  settings: Settings,
  input: Recover & { readonly newCode?: ShowCode },
): Promise<{ readonly client: Client; readonly emergencyKit: EmergencyKit; readonly accountCode: string | null }> {
  const { core, rootKey } = await recoverDevice(settings, input);
  await openWith(core, rootKey);
  await syncOnce(core);
  await finishRecovery(core);
  const client = makeClient(core);
  const { newCode, password } = input;
  const accountCode = newCode ? await client.accountCode.make(password, newCode).catch(() => null) : null;
  return { client, emergencyKit: client.emergencyKit(), accountCode };
}

/** The account that the store holds, locked; null where there is none. */
export async function openClient(settings: Settings): Promise<Client | null> {
  const device = await readDevice(settings);
  return device?.accountKeys ? makeClient(await makeCore(settings, device)) : null;
}
