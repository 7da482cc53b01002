import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asChallenge, asHash, asSignature, asSigningPublicKey } from "../../crypto/keys.ts";
import {
  type LoginProof,
  loginAction,
  parseLoginProof,
  type Surface as SurfaceCode,
  surface,
  verifyLoginProof,
} from "../../crypto/login-proof.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { DeviceId, UserId } from "../../ids.ts";
import { isFirst, takeAttempts } from "../attempts.ts";
import { type AuditEvent, audited } from "../audit/event.ts";
import { noteAttempt } from "../audit/note.ts";
import { attempts } from "../bounds.ts";
import { isPortal, type Request, type Surface } from "../context.ts";
import { parseLength, parseText, proving } from "../invalid.ts";
import { isPasswordTooOld, sessionLength } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { isFactorDemanded, isFactorMissing } from "../second-factor/demand.ts";
import { countFactorStep, listFactors } from "../second-factor/rows.ts";
import { type SecondFactorNeeded, stepHash } from "../second-factor/step.ts";
import { beforeSession } from "../transaction.ts";
import { lockStatus } from "../user/rows.ts";
import { askForFactor, proofRefused, refuseBarred, refuseCaller, type SignInRefused } from "./door.ts";
import { openSession } from "./open-session.ts";
import {
  type AccountKeysRow,
  endSessionsOfDevice,
  enterByChallenge,
  insertDevice,
  loadAccountKeys,
  touchDevice,
} from "./rows.ts";
import type { Session } from "./tokens.ts";

export interface SignInInput {
  readonly proof: Uint8Array;
  readonly loginSignature: Uint8Array;
  readonly deviceSignature: Uint8Array;
  readonly deviceName: string;
  readonly refreshTokenHash: Uint8Array;
  /** Token of a step that was shown a second factor. */
  readonly secondFactor?: Uint8Array | null;
}

export type SignInResult =
  | { readonly __typename: "SignedIn"; readonly session: Session; readonly accountKeys: AccountKeysRow }
  | SecondFactorNeeded
  /** The session serves a change of password, and what that needs. */
  | { readonly __typename: "PasswordTooOld"; readonly session: Session; readonly accountKeys: AccountKeysRow }
  /** The session serves to add a second factor. */
  | { readonly __typename: "SecondFactorMissing"; readonly session: Session; readonly accountKeys: AccountKeysRow }
  | SignInRefused;

/**
 * Opens a session for a device that proves password and Secret Key (PROTOCOL §3.3). A challenge serves once, whatever
 * comes of it. Wrong password, wrong Secret Key, unknown user and spent challenge are one answer, and the same work. A user
 * who is asked for a second factor gets nothing else before it was shown to the step that is named (PROTOCOL §3.12).
 */
export async function signIn(request: Request, input: SignInInput): Promise<SignInResult> {
  const proof = proving(() => parseLoginProof(input.proof));
  const name = parseText(input.deviceName, "deviceName", 1, 100);
  const refreshHash = proving(() => asHash(input.refreshTokenHash));
  const stepToken = stepHash(input.secondFactor);
  surfaceOf(proof.surface);
  const user = formatUuid(proof.user) as UserId;
  const device = formatUuid(proof.device) as DeviceId;
  await takeSignIn(request, user);
  const outcome = await beforeSession(request, async (tx) => {
    const [[held]] = await tx.run(enterByChallenge(proof.challenge, user, device, tx.now));
    const proven = verifySignIn(request, input, proof, held?.loginKey ?? nobodysKey);
    const caller = { user, device };
    const refuse = (refusal: SignInRefused["refusal"], kind: AuditKind) => refuseCaller(tx, caller, refusal, kind);
    if (!held || !proven) return refuse("PROOF_REFUSED", "SIGN_IN_REFUSED");
    if (held.deviceKey && !equalBytes(held.deviceKey, proof.deviceKey))
      return refuse("PROOF_REFUSED", "SIGN_IN_ON_OTHER_DEVICE_KEY_REFUSED");
    if (held.deviceRevoked) return refuse("DEVICE_REVOKED", "SIGN_IN_ON_REVOKED_DEVICE_REFUSED");
    const [[viewer], [policy], factors, [step]] = await tx.run(
      lockStatus(),
      loadEntryPolicy(request.ip),
      listFactors(),
      countFactorStep(stepToken, device, "SIGN_IN", true, tx.now),
    );
    if (!viewer || !policy) return proofRefused;
    const { status } = viewer;
    const barred = await refuseBarred(tx, caller, { status, policy, surface: surfaceOf(proof.surface) });
    if (barred) return barred;
    const shown = step?.countFactorStep === true;
    if (isFactorDemanded(factors) && !shown) return askForFactor(tx, request.house, caller, "SIGN_IN", factors);
    const holder = { tenant: held.tenantId, user, device };
    const due = isFactorMissing(policy, factors, tx.now)
      ? "FACTOR"
      : isPasswordTooOld(policy, tx.now)
        ? "PASSWORD"
        : null;
    const its: Exclude<Surface, "SERVICE"> = status === "REMOVED" ? "FORMER" : (due ?? surfaceOf(proof.surface));
    const opened = { surface: its, length: sessionLength(policy), proven: shown };
    const { session, insert } = openSession(holder, refreshHash, tx.now, opened);
    const [replaced] = await tx.run(endSessionsOfDevice(device, tx.now, "REPLACED"));
    const events: AuditEvent[] = [
      ...(held.deviceKey ? [] : [{ kind: "DEVICE_ADDED", device } as const]),
      ...replaced.map(() => ({ kind: "SESSION_REPLACED", device }) as const),
      { kind: signedIn[its] },
    ];
    const [[accountKeys]] = await tx.finish(
      loadAccountKeys(),
      held.deviceKey ? touchDevice(device, tx.now) : insertDevice(device, name, proof.deviceKey, tx.now),
      insert,
      ...audited({ actor: { user, device, surface: its }, now: tx.now }, ...events),
    );
    request.house.doorbell.ring(replaced.map((row) => row.id));
    return { __typename: answers[its], session, accountKeys: accountKeys as AccountKeysRow } as const;
  });
  return outcome;
}

const answers = {
  APP: "SignedIn",
  PORTAL: "SignedIn",
  PARTNER: "SignedIn",
  FORMER: "SignedIn",
  PASSWORD: "PasswordTooOld",
  FACTOR: "SecondFactorMissing",
} as const satisfies Record<Exclude<Surface, "SERVICE">, string>;

const signedIn = {
  APP: "SIGNED_IN",
  PORTAL: "SIGNED_IN_TO_PORTAL",
  PARTNER: "SIGNED_IN_AS_STAFF",
  FORMER: "SIGNED_IN_AS_FORMER_MEMBER",
  PASSWORD: "SIGNED_IN_WITH_OLD_PASSWORD",
  FACTOR: "SIGNED_IN_WITHOUT_SECOND_FACTOR",
} as const satisfies Record<Exclude<Surface, "SERVICE">, AuditKind>;

/** Takes an attempt to sign in as a user. That there are none left is said in the user's log once a span. Throws `RATE_LIMITED`. */
async function takeSignIn(request: Request, user: UserId): Promise<void> {
  try {
    await takeAttempts(request, [
      ["sign-in user", user, attempts.signInPerUser],
      ["sign-in peer", request.peer, attempts.signInPerPeer],
    ]);
  } catch (error) {
    const isLimit = error instanceof Failure && error.code === "RATE_LIMITED";
    if (isLimit && (await isFirst(request, "sign-in limited", user, attempts.signInPerUser.span)))
      await noteAttempt(request, { kind: "SIGN_IN_LIMITED", user });
    throw error;
  }
}

/** Throws `BAD_USER_INPUT` for surfaces that this version does not serve. PROTOCOL §3.3. */
function surfaceOf(code: SurfaceCode): "APP" | "PORTAL" | "PARTNER" {
  if (code === surface.APP) return "APP";
  if (code === surface.PORTAL) return "PORTAL";
  if (code === surface.PARTNER) return "PARTNER";
  throw new Failure("BAD_USER_INPUT", "This server has no such surface.");
}

/** What a proof in such a session says: who was removed signs as in the app. */
export const surfaceCode = (its: Surface): SurfaceCode =>
  surface[isPortal(its) ? (its as "PORTAL" | "PARTNER") : "APP"];

/** For users that do not exist: their proofs are verified like any other, in vain. It is the base point, of no known seed. */
export const nobodysKey = Uint8Array.from([0x58, ...new Array<number>(31).fill(0x66)]);

function verifySignIn(request: Request, input: SignInInput, proof: LoginProof, loginKey: Uint8Array): boolean {
  return holds(() =>
    verifyLoginProof(
      input.proof,
      { login: asSignature(input.loginSignature), device: asSignature(input.deviceSignature) },
      asSigningPublicKey(loginKey),
      {
        origin: request.house.publicUrl,
        user: proof.user,
        device: proof.device,
        deviceKey: proof.deviceKey,
        surface: proof.surface,
        action: loginAction.SIGN_IN,
        challenge: asChallenge(parseLength(proof.challenge, "challenge", 32)),
        context: null,
      },
    ),
  );
}

/** Whether a check passes. What is no protocol error is thrown on. */
export function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
