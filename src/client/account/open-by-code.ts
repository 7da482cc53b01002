import { equalBytes } from "../../crypto/bytes.ts";
import { type CodeKeys, unwrapByCode } from "../../crypto/client/account-code.ts";
import { SealError } from "../../crypto/errors.ts";
import { loginAction } from "../../crypto/login-proof.ts";
import { policiesHash } from "../../crypto/policies.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { placeName, statedFor } from "../policy/binding.ts";
import type { Settings } from "../settings.ts";
import { memoryStore } from "../store/memory.ts";
import { checkNoted, checkNotedTenant } from "../sync/check-noted.ts";
import { take, verify } from "../sync/take.ts";
import { type OpenedAnswer, openByAccountCodeOperation } from "../transport/account-code-operations.ts";
import { send } from "../transport/http.ts";
import type { ChallengeAnswer, SignInRefusal } from "../transport/session-operations.ts";
import { emptyStaged, stageRoster, stageVault } from "../vault/staged.ts";
import { makeCore } from "./begin.ts";
import type { DeviceState } from "./device-state.ts";
import { closeAccount, openAccount } from "./open.ts";
import { checkSameUser, requestChallenge, signProof } from "./proof.ts";
import { showFactor } from "./show-factor.ts";

/** An account as its code opens it: tenant and account vault, verified. Nothing of it is in the device's store. */
export interface OpenedByCode {
  readonly core: Core;
  readonly open: Open;
  /** Token of the step that a second factor was shown to; null where none was asked for. */
  readonly secondFactor: string | null;
}

/**
 * Proves the code, and opens what comes of it in the order of PROTOCOL §3.7. Throws ServerCaught where the wrap, the keys
 * or the account vault are not this account's, or older than noted.
 */
export async function openByCode(
  settings: Settings,
  device: DeviceState,
  keys: CodeKeys,
  challenge: ChallengeAnswer,
): Promise<OpenedByCode | { readonly refusal: SignInRefusal }> {
  const core = await makeCore({ ...settings, store: memoryStore() }, device);
  const ask = (on: ChallengeAnswer, token: string | null) => {
    const proof = signProof(core.around, device, keys.login, on, loginAction.OPEN_BY_CODE, null);
    const input = { ...proof, ...(token !== null && { secondFactor: token }) };
    return send(core.around, openByAccountCodeOperation, { input }, null);
  };
  let secondFactor: string | null = null;
  let answer = await ask(challenge, null);
  if ("step" in answer) {
    secondFactor = await showFactor(core.around, answer.step, "SIGN_IN");
    const another = await requestChallenge(core.around, device.address);
    checkSameUser(device, another);
    answer = await ask(another, secondFactor);
  }
  if ("step" in answer) throw new SealgraphError("SECOND_FACTOR_REFUSED");
  if ("refusal" in answer) return answer;
  const { accountKeys } = answer;
  // What this device knew of before, if it did.
  if (accountKeys.wrapGeneration < (device.accountKeys?.wrapGeneration ?? 0)) throw new ServerCaught("WENT_BACK", null);
  core.device = { ...device, accountKeys, candidateKeys: null };
  const open = await openAccount(core, unwrapOrCatch(device, keys, answer));
  try {
    takeAccount(open, answer, core.around.now());
  } catch (error) {
    closeAccount(core);
    // What was shown is not kept: there is no store for it yet.
    throw error instanceof ServerCaught ? new ServerCaught(error.check, null) : error;
  }
  return { core, open, secondFactor };
}

function unwrapOrCatch({ user }: DeviceState, { wrapKey }: CodeKeys, { accountKeys, generation, wrap }: OpenedAnswer) {
  try {
    return unwrapByCode(wrapKey, { user, keyGeneration: accountKeys.keyGeneration, codeGeneration: generation }, wrap);
  } catch (error) {
    if (error instanceof SealError) throw new ServerCaught("WRONG_KEYS", null);
    throw error;
  }
}

function takeAccount(
  open: Open,
  { rosters, accountVault, accountKeys, policyDocuments }: OpenedAnswer,
  now: number,
): void {
  const staged = emptyStaged({ whole: true, fromKnown: true });
  for (const roster of rosters) stageRoster(staged, roster);
  stageVault(staged, accountVault, () => 0);
  const { caught, tenant } = take(open, staged, verify(open, staged, new Map(), now), now);
  const { pins } = open.held;
  if (pins === null) throw new ServerCaught("MISMATCH", null);
  const more: Evidence[] = [...caught];
  checkNotedTenant(open, pins, tenant.after, now, more);
  checkNoted(open, pins, [], staged, now, more);
  if (more[0]) throw new ServerCaught(more[0].check, null);
  const { wrapGeneration, keyGeneration } = pins.account.entry;
  if (wrapGeneration !== accountKeys.wrapGeneration || keyGeneration !== accountKeys.keyGeneration) {
    throw new ServerCaught("WENT_BACK", null);
  }
  takeDocuments(open, policyDocuments);
}

/** Those that the rosters state. Where one is missing, whoever asks what binds the user finds out. */
function takeDocuments(open: Open, documents: readonly Uint8Array[]): void {
  const stated = statedFor(open);
  for (const document of documents) {
    const hash = policiesHash(document);
    for (const { place, ...its } of stated)
      if (equalBytes(its.hash, hash)) open.held.policies.set(placeName(place), { place, hash, document });
  }
}
