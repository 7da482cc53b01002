import { equalBytes } from "../../crypto/bytes.ts";
import { tokenHash } from "../../crypto/hash.ts";
import { asSignature, asSigningPublicKey, asToken } from "../../crypto/keys.ts";
import { parseRefreshProof, verifyRefreshProof } from "../../crypto/refresh-proof.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { DeviceId, SessionId, UserId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { auditedOfStranger } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { isPasswordTooOld } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { isFactorMissing } from "../second-factor/demand.ts";
import { listFactors } from "../second-factor/rows.ts";
import { beforeSession } from "../transaction.ts";
import { endSession, enterBySession, isForPartner, touchDevice, updateTokens } from "./rows.ts";
import { holds } from "./sign-in.ts";
import { makeAccessToken, type Session } from "./tokens.ts";

export interface RefreshSessionInput {
  readonly proof: Uint8Array;
  readonly deviceSignature: Uint8Array;
  readonly refreshToken: Uint8Array;
}

/**
 * A new access token under the device's key (PROTOCOL §3.4). The refresh token that is current rotates to the next that
 * the proof names; the one before, with the same next, asks for an answer that was lost; any other was spent or stolen,
 * and ends the session.
 *
 * @throws Failure `UNAUTHENTICATED`, `SESSION_ENDED`, `DEVICE_REVOKED`, `NETWORK_REFUSED`, `SECOND_FACTOR_REQUIRED`, `PASSWORD_TOO_OLD`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function refreshSession(request: Request, input: RefreshSessionInput): Promise<Session> {
  const proof = proving(() => parseRefreshProof(input.proof));
  const signature = proving(() => asSignature(input.deviceSignature));
  const presented = proving(() => tokenHash(asToken(input.refreshToken)));
  if (!equalBytes(presented, proof.current)) throw new Failure("INVALID_PROOF", undefined, { reason: "MISMATCH" });
  await takeAttempts(request, [["refresh peer", request.peer, attempts.refreshPerPeer]]);

  const id = formatUuid(proof.session) as SessionId;
  const outcome = await beforeSession(request, async (tx) => {
    const [[held], [policy], factors, [partner]] = await tx.run(
      enterBySession(id),
      loadEntryPolicy(request.ip),
      listFactors(),
      isForPartner(id),
    );
    const asked = { origin: request.house.publicUrl, user: proof.user, device: proof.device, session: proof.session };
    const ours = held && formatUuid(proof.user) === held.userId && formatUuid(proof.device) === held.deviceId;
    const signed =
      ours && holds(() => verifyRefreshProof(input.proof, signature, asSigningPublicKey(held.deviceKey), asked));
    if (!held || !signed) throw new Failure("UNAUTHENTICATED");
    if (held.endReason === "DEVICE_REVOKED") throw new Failure("DEVICE_REVOKED");
    if (held.endReason !== null || held.expiresAt <= tx.now) throw new Failure("SESSION_ENDED");

    const current = equalBytes(held.refreshHash, proof.current);
    const askedAgain =
      held.previousRefreshHash !== null &&
      equalBytes(held.previousRefreshHash, proof.current) &&
      equalBytes(held.refreshHash, proof.next);
    const whose = { user: held.userId, device: held.deviceId };
    if (!current && !askedAgain) {
      await tx.finish(
        endSession(id, tx.now, "REFRESH_REUSED"),
        auditedOfStranger(tx.now, { kind: "SESSION_ENDED_BY_REUSE", ...whose }),
      );
      return "SESSION_ENDED";
    }
    if (policy && !policy.comesFromAllowed) {
      await tx.finish(auditedOfStranger(tx.now, { kind: "REFRESH_FROM_NETWORK_REFUSED", ...whose }));
      return "NETWORK_REFUSED";
    }
    if (partner?.is && !policy?.staff) {
      await tx.finish(
        endSession(id, tx.now, "PORTAL_RESTRICTED"),
        auditedOfStranger(tx.now, { kind: "SESSION_ENDED_BY_LOST_ROLE", ...whose }),
      );
      return "SESSION_ENDED";
    }
    if (policy && isFactorMissing(policy, factors, tx.now)) {
      await tx.finish(
        endSession(id, tx.now, "SECOND_FACTOR_REQUIRED"),
        auditedOfStranger(tx.now, { kind: "SESSION_ENDED_BY_MISSING_FACTOR", ...whose }),
      );
      return "SECOND_FACTOR_REQUIRED";
    }
    if (policy && isPasswordTooOld(policy, tx.now)) {
      await tx.finish(
        endSession(id, tx.now, "PASSWORD_TOO_OLD"),
        auditedOfStranger(tx.now, { kind: "SESSION_ENDED_BY_PASSWORD_AGE", ...whose }),
      );
      return "PASSWORD_TOO_OLD";
    }
    const { accessToken, accessHash, accessExpiresAt } = makeAccessToken(tx.now, held.expiresAt);
    await tx.finish(
      updateTokens(id, { accessHash, accessExpiresAt, previousRefreshHash: proof.current, refreshHash: proof.next }),
      touchDevice(held.deviceId, tx.now),
    );
    return {
      session: id,
      user: held.userId as UserId,
      tenant: held.tenantId,
      device: held.deviceId as DeviceId,
      accessToken,
      accessTokenExpiresAt: accessExpiresAt,
      expiresAt: held.expiresAt,
    };
  });
  if (typeof outcome === "string") {
    if (outcome !== "NETWORK_REFUSED") request.house.doorbell.ring([id]);
    throw new Failure(outcome);
  }
  return outcome;
}
