import { deriveQueueKey } from "../../crypto/client/queue-mark.ts";
import { makeSecretKey } from "../../crypto/client/secret-key.ts";
import { makeSigningSeed } from "../../crypto/client/sign.ts";
import { deriveStoreKey } from "../../crypto/client/store-frame.ts";
import type { Token } from "../../crypto/keys.ts";
import { makeId, makeUserId } from "../../crypto/uuid.ts";
import type { Locale } from "../../words/locale.ts";
import { verifyInvitation } from "../company/invitation.ts";
import { type Core, changeDevice, type Open } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { backOff, wait } from "../pace.ts";
import { newQueueLog } from "../queue/log.ts";
import { type Settings, surroundingsOf } from "../settings.ts";
import { newAskedKeys } from "../shares/asked-keys.ts";
import { encodeEntries } from "../store/entries.ts";
import { writeFrames } from "../store/frames.ts";
import { wipe } from "../store/store.ts";
import { adoptSigned } from "../sync/commit-answer.ts";
import { allEntries } from "../sync/keep.ts";
import type { SignedDeed } from "../sync/sign.ts";
import { send } from "../transport/http.ts";
import { type InvitationRefusal, invitationRefused } from "../transport/invitation-operation.ts";
import { isPassing } from "../transport/refusal.ts";
import {
  type CompleteSignUpWire,
  completeSignUpOperation,
  requestSignUpOperation,
  type SessionAnswer,
  type SignUpRefusal,
} from "../transport/session-operations.ts";
import { emptyHeld } from "../vault/held.ts";
import { makeKeyRing } from "../vault/keys.ts";
import { makeCore, parseAddress, parseName, readDevice } from "./begin.ts";
import type { DeviceState } from "./device-state.ts";
import { parseLocale } from "./locale.ts";
import { makeNewAccount, type NewAccount } from "./new-account.ts";
import { heldSession, makeToken } from "./session.ts";
import { enter } from "./sign-in.ts";
import { type SignUp, sealKeys, wireOf } from "./sign-up-wire.ts";
import { openWith } from "./unlock.ts";

/**
 * Has a code mailed to an address, in a language: `en` unless said. The answer is the same for one that is known already, which
 * is written to in its own. INVALID_INPUT.
 */
export async function requestSignUp(
  settings: Settings,
  address: string,
  options: { readonly locale?: Locale } = {},
): Promise<{ readonly signUp: string; readonly expiresAt: Date }> {
  const { locale } = options;
  const input = { address: parseAddress(address), ...(locale !== undefined && { locale: parseLocale(locale) }) };
  const { signUp, expiresAt } = await send(surroundingsOf(settings), requestSignUpOperation, { input }, null);
  return { signUp, expiresAt: new Date(expiresAt) };
}

/** How often a join is signed anew because the company's roster has moved. */
const mostRounds = 12;

/**
 * Makes an account, all of it here, and has it taken. What is needed to sign in is in the store before anything is sent,
 * so a lost answer costs nothing. Throws CODE_REFUSED, ADDRESS_TAKEN, INVITATION_REFUSED, STORE_FOREIGN where the store has
 * an account already, SERVER_CAUGHT where the server shows another company than the invitation's.
 */
export async function signUpDevice(settings: Settings, input: SignUp, rounds = mostRounds): Promise<Core> {
  const { invitation: link } = input;
  const around = surroundingsOf(settings);
  const invitation = link === undefined ? null : await verifyInvitation(around, link);
  const address = parseAddress(input.address);
  if (invitation && invitation.address !== address) {
    throw invitationRefused("OTHER_ADDRESS");
  }
  const newcomer = { address, name: invitation?.name ?? parseName(input.name ?? "", "name") };
  const deviceName = parseName(input.deviceName, "deviceName");
  if (input.password.length === 0) refuseInput("password");
  if (input.locale !== undefined) parseLocale(input.locale);
  const known = await readDevice(settings);
  if (known?.session || known?.ended) throw new SealgraphError("STORE_FOREIGN");
  // A sign-up of before that came to nothing.
  if (known) await wipe(settings.store);

  const { now } = around;
  const user = makeUserId();
  const account = makeNewAccount({ ...newcomer, user, now: now() }, invitation);
  const device = freshDevice(settings, newcomer, deviceName, user, now());
  const { sealed, loginKey } = await sealKeys(account, input.password, device);
  const core = await makeCore(settings, { ...device, accountKeys: sealed });
  core.open = openNew(core, account);
  const refreshToken = makeToken();
  const wire = wireOf(core, core.open, account, input, newcomer.name, loginKey, refreshToken);
  await changeDevice(core, {});
  const outcome = await sendSignUp(core, wire.input);
  if ("session" in outcome) {
    await keepNew(core, core.open, outcome.session, refreshToken, wire.signed);
    return core;
  }
  // Refused after an answer was lost: then the account may be the one that was just made.
  if (outcome.lost && (await entered(core, input.password))) return core;
  await wipe(settings.store);
  if ("refusal" in outcome)
    throw new SealgraphError(outcome.refusal === "ADDRESS_TAKEN" ? "ADDRESS_TAKEN" : "CODE_REFUSED");
  // Somebody signed in the company meanwhile: nothing was spent.
  if (outcome.invitation === "STALE_ROSTER" && rounds > 1) {
    await wait(backOff(mostRounds - rounds, around.random, 200, 5_000));
    return signUpDevice(settings, input, rounds - 1);
  }
  throw invitationRefused(outcome.invitation);
}

/** A device of a new account, which the server knows nothing of yet. */
export function freshDevice(
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
    queueGeneration: 1,
    accountKeys: null,
    candidateKeys: null,
    session: null,
    ended: null,
  };
}

/** The new account, open. */
export function openNew(core: Core, account: NewAccount): Open {
  const { user, device } = core.device;
  const held = emptyHeld();
  held.tenant = account.tenantChain;
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
    keyRing: makeKeyRing(),
    held,
    frames: writeFrames(core.around.store, frameKey, 0, 0),
    plaintexts: new Map(),
    deed: null,
    queue: [],
    queueLog: newQueueLog(core.around.store, deriveQueueKey(account.keys.signingSeed, user)),
    failures: 0,
    restoring: new Set(),
    linkedAt: new Map(),
    shareKeys: newAskedKeys(),
    guestsSeen: new Map(),
    shown: new Map(),
    states: new Map(),
    headsNotedAt: 0,
  };
}

type Outcome =
  | { readonly session: SessionAnswer }
  | { readonly refusal: SignUpRefusal; readonly lost: boolean }
  | { readonly invitation: InvitationRefusal; readonly lost: boolean };

/** The same again while no answer comes; says whether an answer was lost before a refusal. */
async function sendSignUp(core: Core, input: CompleteSignUpWire): Promise<Outcome> {
  const until = performance.now() + core.around.patience;
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await send(core.around, completeSignUpOperation, { input }, null);
      return "session" in answer ? answer : { ...answer, lost: attempt > 0 };
    } catch (error) {
      const pause = backOff(attempt, core.around.random, 200, 5_000);
      if (!isPassing(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}

/** Keeps what the server has taken. */
export async function keepNew(
  core: Core,
  open: Open,
  session: SessionAnswer,
  refreshToken: Token,
  signed: SignedDeed,
): Promise<void> {
  await changeDevice(core, { session: heldSession(session, refreshToken, core.around.now()), tenant: session.tenant });
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
