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
import { takeAttempts } from "../attempts.ts";
import { attempts } from "../bounds.ts";
import type { Request, Surface } from "../context.ts";
import { parseLength, parseText, proving } from "../invalid.ts";
import { type DoorRefusal, isPasswordTooOld, refusedAtTheDoor, sessionLength } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/rows.ts";
import { beforeSession } from "../transaction.ts";
import { lockStatus } from "../user/rows.ts";
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
}

export type SignInRefused = {
  readonly __typename: "SignInRefused";
  readonly refusal: "PROOF_REFUSED" | "DEVICE_REVOKED" | "USER_SUSPENDED" | DoorRefusal;
};
export type SignInResult =
  | { readonly __typename: "SignedIn"; readonly session: Session; readonly accountKeys: AccountKeysRow }
  /** The session serves a change of password, and what that needs. */
  | { readonly __typename: "PasswordTooOld"; readonly session: Session; readonly accountKeys: AccountKeysRow }
  | SignInRefused;

export const proofRefused: SignInRefused = { __typename: "SignInRefused", refusal: "PROOF_REFUSED" };

/**
 * Opens a session for a device that proves password and Secret Key (PROTOCOL §3.3). A challenge serves once, whatever
 * comes of it. Wrong password, wrong Secret Key, unknown user and spent challenge are one answer, and the same work.
 */
export async function signIn(request: Request, input: SignInInput): Promise<SignInResult> {
  const proof = proving(() => parseLoginProof(input.proof));
  const name = parseText(input.deviceName, "deviceName", 1, 100);
  const refreshHash = proving(() => asHash(input.refreshTokenHash));
  surfaceOf(proof.surface);
  const user = formatUuid(proof.user) as UserId;
  const device = formatUuid(proof.device) as DeviceId;
  await takeAttempts(request, [
    ["sign-in user", user, attempts.signInPerUser],
    ["sign-in peer", request.peer, attempts.signInPerPeer],
  ]);
  const outcome = await beforeSession(request, async (tx) => {
    const [[held]] = await tx.run(enterByChallenge(proof.challenge, user, device, tx.now));
    const proven = verifySignIn(request, input, proof, held?.loginKey ?? nobodysKey);
    if (!held || !proven) return proofRefused;
    if (held.deviceKey && !equalBytes(held.deviceKey, proof.deviceKey)) return proofRefused;
    if (held.deviceRevoked) return { __typename: "SignInRefused", refusal: "DEVICE_REVOKED" } as const;
    const [[viewer], [policy]] = await tx.run(lockStatus(), loadEntryPolicy(request.ip));
    if (!viewer || !policy) return proofRefused;
    const barred = bars[viewer.status] ?? refusedAtTheDoor(policy, surfaceOf(proof.surface));
    if (barred) return { __typename: "SignInRefused", refusal: barred } as const;
    const holder = { tenant: held.tenantId, user, device };
    const isTooOld = isPasswordTooOld(policy, tx.now);
    const its = viewer.status === "REMOVED" ? "FORMER" : isTooOld ? "PASSWORD" : surfaceOf(proof.surface);
    const { session, insert } = openSession(holder, refreshHash, tx.now, {
      surface: its,
      length: sessionLength(policy),
    });
    const [replaced, , , [accountKeys]] = await tx.finish(
      endSessionsOfDevice(device, tx.now, "REPLACED"),
      held.deviceKey ? touchDevice(device, tx.now) : insertDevice(device, name, proof.deviceKey, tx.now),
      insert,
      loadAccountKeys(),
    );
    request.house.doorbell.ring(replaced.map((row) => row.id));
    const __typename = its === "PASSWORD" ? "PasswordTooOld" : "SignedIn";
    return { __typename, session, accountKeys: accountKeys as AccountKeysRow } as const;
  });
  return outcome;
}

/** Told only to whoever has proven to be that user. */
const bars = { ACTIVE: null, SUSPENDED: "USER_SUSPENDED", REMOVED: null } as const;

/** Throws `BAD_USER_INPUT` for surfaces that this version does not serve. PROTOCOL §3.3. */
export function surfaceOf(code: SurfaceCode): Surface {
  if (code === surface.APP) return "APP";
  if (code === surface.PORTAL) return "PORTAL";
  throw new Failure("BAD_USER_INPUT", "This server has no such surface.");
}

/** What a proof in such a session says: who was removed signs as in the app. */
export const surfaceCode = (its: Surface): SurfaceCode => surface[its === "PORTAL" ? "PORTAL" : "APP"];

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
