import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { DeviceId, SessionId, TenantId, UserId } from "../../ids.ts";
import type { Bound } from "../batch.ts";
import { spans } from "../bounds.ts";
import type { Surface } from "../context.ts";
import { insertSession } from "./rows.ts";
import { makeAccessToken, type Session } from "./tokens.ts";

/** A new session with its first access token, and the statement that keeps it. `proven`: it was shown a second factor. */
export function openSession(
  holder: { readonly tenant: TenantId; readonly user: UserId; readonly device: DeviceId },
  refreshHash: Uint8Array,
  now: Date,
  {
    surface = "APP",
    length = spans.session,
    proven = false,
  }: { readonly surface?: Surface; readonly length?: number; readonly proven?: boolean } = {},
): { session: Session; insert: Bound<unknown> } {
  const id = formatUuid(makeId(now.getTime())) as SessionId;
  const expiresAt = new Date(now.getTime() + Math.min(length, spans.session));
  const { accessToken, accessHash, accessExpiresAt } = makeAccessToken(now, expiresAt);
  const { tenant, user, device } = holder;
  return {
    session: { session: id, user, tenant, device, accessToken, accessTokenExpiresAt: accessExpiresAt, expiresAt },
    insert: insertSession(
      {
        session: id,
        user,
        device,
        accessHash,
        accessExpiresAt,
        refreshHash,
        expiresAt,
        surface,
        factorProvenAt: proven ? now : null,
      },
      now,
    ),
  };
}
