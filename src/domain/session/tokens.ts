import { randomBytes } from "node:crypto";
import { tokenHash } from "../../crypto/hash.ts";
import { asToken } from "../../crypto/keys.ts";
import type { DeviceId, SessionId, TenantId, UserId } from "../../ids.ts";
import { spans } from "../bounds.ts";

/** A session as its device is told of it. */
export interface Session {
  readonly session: SessionId;
  readonly user: UserId;
  readonly tenant: TenantId;
  readonly device: DeviceId;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly expiresAt: Date;
}

/** A new access token: 32 random bytes, of which only the hash is kept. PROTOCOL §3.4. It never outlives its session. */
export function makeAccessToken(
  now: Date,
  sessionExpiresAt: Date,
): { accessToken: string; accessHash: Uint8Array; accessExpiresAt: Date } {
  const token = asToken(new Uint8Array(randomBytes(32)));
  return {
    accessToken: Buffer.from(token).toString("base64url"),
    accessHash: tokenHash(token),
    accessExpiresAt: new Date(Math.min(now.getTime() + spans.accessToken, sessionExpiresAt.getTime())),
  };
}
