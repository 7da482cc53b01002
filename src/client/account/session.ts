import { encodeBase64url } from "../../crypto/base64url.ts";
import { deriveSigningPair, signRefreshProof } from "../../crypto/client/sign.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { asChallenge, asToken, type Token } from "../../crypto/keys.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { type Core, changeDevice, isFormer } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { type Operation, send } from "../transport/http.ts";
import { asksForRefresh, hasRunOut } from "../transport/refusal.ts";
import { requestStepUpOperation } from "../transport/second-factor-operations.ts";
import { type RefreshWire, refreshSessionOperation, type SessionAnswer } from "../transport/session-operations.ts";
import type { HeldSession } from "./device-state.ts";
import { showFactor } from "./show-factor.ts";

/** An access token with less left than this, in milliseconds, is renewed before it is used. */
const margin = 20_000;

/** A token that the client makes itself (PROTOCOL §3.4). */
export function makeToken(): Token {
  return asToken(randomBytes(32));
}

/** Access tokens live about as long as this, in milliseconds; what a clock makes of theirs is believed in between. */
const [shortest, longest, likely] = [60_000, 3_600_000, 10 * 60_000];

/** The session that an answer opens at `now` of this device's clock, with the refresh token whose hash was sent. */
export function heldSession(answer: SessionAnswer, refreshToken: Token, now: number): HeldSession {
  const left = answer.accessTokenExpiresAt - now;
  // By a clock that is off, every token would be dead already, or live for years.
  const lives = left >= shortest && left <= longest ? left : likely;
  return {
    session: answer.session,
    accessToken: answer.accessToken,
    accessExpiresAt: now + lives,
    refreshToken,
    nextRefreshToken: null,
  };
}

/** How often in a row a token is renewed that has run out again before it was used. */
const mostRenewals = 3;

/**
 * Sends an operation with the session's access token, which is renewed before when it is about to run out, and after when the
 * server says so: again where it ran out on the way, because the device slept in between. Where the server asks for a second
 * factor first, and the settings say whom to ask, it is asked for. Throws NOT_SIGNED_IN, SESSION_ENDED, DEVICE_REVOKED,
 * STEP_UP_REQUIRED or what `send` throws.
 *
 * @param visit the share of another company that this is about, for a guest of it (PROTOCOL §4.12).
 */
export async function call<V extends object, R>(
  core: Core,
  operation: Operation<V, R>,
  variables: V,
  visit: string | null = null,
): Promise<R> {
  try {
    return await callOnce(core, operation, variables, visit);
  } catch (error) {
    if (!(error instanceof SealgraphError) || error.code !== "STEP_UP_REQUIRED") throw error;
    // Nothing was done: the server asks before it looks at anything else.
    if (core.around.secondFactor === null) throw markUndone(error);
  }
  await stepUp(core).catch((error: unknown) => {
    throw markUndone(error);
  });
  return callOnce(core, operation, variables, visit);
}

const undone = new WeakSet<object>();

function markUndone(error: unknown): unknown {
  if (typeof error === "object" && error !== null) undone.add(error);
  return error;
}

/** Whether an error of `call` says that a second factor was not shown, and so nothing was done. */
export const isUndone = (error: unknown): boolean => typeof error === "object" && error !== null && undone.has(error);

/** Shows a second factor to this session. SECOND_FACTOR_NEEDED, SECOND_FACTOR_REFUSED; NOT_FOUND where the user has none. */
export async function stepUp(core: Core): Promise<void> {
  await showFactor(core.around, await callOnce(core, requestStepUpOperation, {}), "STEP_UP");
}

async function callOnce<V extends object, R>(
  core: Core,
  operation: Operation<V, R>,
  variables: V,
  visit: string | null = null,
): Promise<R> {
  let token = await accessToken(core);
  for (let renewals = 0; ; renewals++) {
    try {
      return await send(core.around, operation, variables, token, visit);
    } catch (error) {
      const mayRenew = renewals === 0 ? asksForRefresh(error) : hasRunOut(error) && renewals < mostRenewals;
      if (!mayRenew) throw await noteEnd(core, asMember(core, renewals === 0 ? error : afterRenewal(error)));
    }
    token = await renew(core, token);
  }
}

/** What is asked of a company by somebody who is in it no more. */
function asMember({ open }: Core, error: unknown): unknown {
  const refused = error instanceof SealgraphError && (error.code === "WRONG_SURFACE" || error.code === "READ_ONLY");
  return refused && open && isFormer(open) ? new SealgraphError("USER_REMOVED") : error;
}

/** What it means that a renewed token is not taken: that it runs out again and again says nothing about the session. */
function afterRenewal(error: unknown): unknown {
  if (hasRunOut(error)) return new SealgraphError("UNAVAILABLE");
  return asksForRefresh(error) ? new SealgraphError("SESSION_ENDED") : error;
}

/** An access token that is good for a while. */
export async function accessToken(core: Core): Promise<string> {
  const session = standing(core);
  if (session.accessExpiresAt - core.around.now() > margin) return session.accessToken;
  return renew(core, session.accessToken);
}

/** A token other than `spent`; callers at the same time share one refresh. */
export function renew(core: Core, spent: string): Promise<string> {
  const session = standing(core);
  if (session.accessToken !== spent) return Promise.resolve(session.accessToken);
  core.renewing ??= refresh(core).finally(() => {
    core.renewing = null;
  });
  return core.renewing;
}

/** Notes that the session is over, and says so to listeners; anything else passes through. */
export async function noteEnd(core: Core, error: unknown): Promise<unknown> {
  if (!(error instanceof SealgraphError)) return error;
  const { code } = error;
  if ((code === "SESSION_ENDED" || code === "DEVICE_REVOKED") && core.device.session !== null) {
    await changeDevice(core, { session: null, ended: code });
    core.events.emit("signedOut", { reason: code });
  }
  return error;
}

function standing(core: Core): HeldSession {
  const { session, ended } = core.device;
  if (session) return session;
  throw new SealgraphError(ended === "DEVICE_REVOKED" || ended === "SESSION_ENDED" ? ended : "NOT_SIGNED_IN");
}

/** PROTOCOL §3.4. The next token is kept before it is named: asked again after a lost answer, it is the same one. */
async function refresh(core: Core): Promise<string> {
  const before = standing(core);
  const next = before.nextRefreshToken ?? makeToken();
  if (before.nextRefreshToken === null) {
    await changeDevice(core, { session: { ...before, nextRefreshToken: next } });
  }
  const answer = await askForRefresh(core, before, next);
  if (answer.session !== before.session || answer.user !== formatUuid(core.device.user)) {
    throw new SealgraphError("MALFORMED_ANSWER", { field: "session" });
  }
  await changeDevice(core, { session: heldSession(answer, next, core.around.now()), ended: null });
  return answer.accessToken;
}

async function askForRefresh(core: Core, session: HeldSession, next: Token): Promise<SessionAnswer> {
  const input = refreshInput(core, session, next);
  try {
    return await send(core.around, refreshSessionOperation, { input }, null);
  } catch (error) {
    throw await noteEnd(core, asksForRefresh(error) || isDue(error) ? new SealgraphError("SESSION_ENDED") : error);
  }
}

/** The next sign-in says why. */
const isDue = (error: unknown): boolean =>
  error instanceof SealgraphError && (error.code === "PASSWORD_TOO_OLD" || error.code === "SECOND_FACTOR_REQUIRED");

function refreshInput(core: Core, session: HeldSession, next: Token): RefreshWire {
  const { device } = core;
  const proof = {
    origin: core.around.origin,
    user: device.user,
    device: device.device,
    session: parseUuid(session.session),
    current: tokenHash(session.refreshToken),
    next: tokenHash(next),
    clientNonce: asChallenge(randomBytes(32)),
    time: core.around.now(),
  };
  const { bytes, signature } = signRefreshProof(proof, deriveSigningPair(device.deviceSeed));
  return {
    proof: encodeBase64url(bytes),
    deviceSignature: encodeBase64url(signature),
    refreshToken: encodeBase64url(session.refreshToken),
  };
}
