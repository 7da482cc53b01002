import type { DeviceId, SessionId, TenantId, UserId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { bind, statement } from "../batch.ts";
import type { Surface } from "../context.ts";

const openSignUpStatement = statement<{ openSignUp: Locale | null }>(
  "session_open_sign_up",
  "select open_sign_up($1, $2, $3, $4, $5)",
);
export const openSignUp = (id: string, address: string, codeHash: Uint8Array, expiresAt: Date, now: Date) =>
  bind(openSignUpStatement, id, address, codeHash, expiresAt, now);

const trySignUpStatement = statement<{ trySignUp: string | null }>(
  "session_try_sign_up",
  "select try_sign_up($1, $2, $3)",
);
export const trySignUp = (id: string, codeHash: Uint8Array, now: Date) => bind(trySignUpStatement, id, codeHash, now);

const enterNewTenantStatement = statement<{ enterNewTenant: boolean }>(
  "session_enter_new_tenant",
  "select enter_new_tenant($1, $2, $3, $4)",
);
export const enterNewTenant = (signUp: string, tenant: TenantId, user: UserId, now: Date) =>
  bind(enterNewTenantStatement, signUp, tenant, user, now);

const openChallengeStatement = statement<{ userId: UserId; parameters: Uint8Array }>(
  "session_open_challenge",
  "select * from open_challenge($1, $2, $3, $4)",
);
export const openChallenge = (address: string, challenge: Uint8Array, expiresAt: Date, now: Date) =>
  bind(openChallengeStatement, address, challenge, expiresAt, now);

const enterByChallengeStatement = statement<{
  tenantId: TenantId;
  loginKey: Uint8Array;
  deviceKey: Uint8Array | null;
  deviceRevoked: boolean;
}>("session_enter_by_challenge", "select * from enter_by_challenge($1, $2, $3, $4)");
export const enterByChallenge = (challenge: Uint8Array, user: UserId, device: DeviceId, now: Date) =>
  bind(enterByChallengeStatement, challenge, user, device, now);

const enterBySessionStatement = statement<{
  tenantId: TenantId;
  userId: UserId;
  deviceId: DeviceId;
  deviceKey: Uint8Array;
  refreshHash: Uint8Array;
  previousRefreshHash: Uint8Array | null;
  expiresAt: Date;
  endReason: string | null;
}>("session_enter_by_session", "select * from enter_by_session($1)");
export const enterBySession = (session: SessionId) => bind(enterBySessionStatement, session);

export interface NewSession {
  readonly session: SessionId;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly accessHash: Uint8Array;
  readonly accessExpiresAt: Date;
  readonly surface: Surface;
  readonly refreshHash: Uint8Array;
  readonly expiresAt: Date;
  readonly factorProvenAt: Date | null;
}

const insertSessionStatement = statement(
  "session_insert",
  `insert into session (tenant_id, id, user_id, device_id, surface, access_hash, access_expires_at, refresh_hash, expires_at, created_at, factor_proven_at, networks)
   values (current_tenant(), $1, $2, $3, $9, $4, $5, $6, $7, $8, $10,
     (select p.allowed_networks from user_policy p where p.tenant_id = current_tenant() and p.user_id = $2))`,
);
export const insertSession = (s: NewSession, now: Date) =>
  bind(
    insertSessionStatement,
    s.session,
    s.user,
    s.device,
    s.accessHash,
    s.accessExpiresAt,
    s.refreshHash,
    s.expiresAt,
    now,
    s.surface,
    s.factorProvenAt,
  );

/** No token outlives its session, should that have been cut short meanwhile. */
const updateTokensStatement = statement(
  "session_update_tokens",
  `update session set former_access_hash = access_hash, former_access_expires_at = access_expires_at,
     access_hash = $2, access_expires_at = least($3, expires_at), previous_refresh_hash = $4, refresh_hash = $5
   where tenant_id = current_tenant() and id = $1`,
);
export const updateTokens = (
  session: SessionId,
  t: { accessHash: Uint8Array; accessExpiresAt: Date; previousRefreshHash: Uint8Array; refreshHash: Uint8Array },
) => bind(updateTokensStatement, session, t.accessHash, t.accessExpiresAt, t.previousRefreshHash, t.refreshHash);

const isForPartnerStatement = statement<{ is: boolean }>(
  "session_is_for_partner",
  `select surface = 'PARTNER' as "is" from session where tenant_id = current_tenant() and id = $1`,
);
export const isForPartner = (session: SessionId) => bind(isForPartnerStatement, session);

export type EndReason =
  | "SIGNED_OUT"
  | "DEVICE_REVOKED"
  | "PASSWORD_CHANGED"
  | "REFRESH_REUSED"
  | "REPLACED"
  | "PORTAL_RESTRICTED"
  | "PASSWORD_TOO_OLD"
  | "SECOND_FACTOR_REQUIRED";

const endSessionStatement = statement<{ id: SessionId }>(
  "session_end",
  `update session set ended_at = $2, end_reason = $3
   where tenant_id = current_tenant() and id = $1 and user_id = current_actor() and ended_at is null returning id`,
);
export const endSession = (session: SessionId, now: Date, reason: EndReason) =>
  bind(endSessionStatement, session, now, reason);

/** A device has one session at a time: a new sign-in replaces the one before. */
const endSessionsOfDeviceStatement = statement<{ id: SessionId }>(
  "session_end_of_device",
  `update session set ended_at = $2, end_reason = $3
   where tenant_id = current_tenant() and user_id = current_actor() and device_id = $1 and ended_at is null returning id`,
);
export const endSessionsOfDevice = (device: DeviceId, now: Date, reason: EndReason) =>
  bind(endSessionsOfDeviceStatement, device, now, reason);

const endOtherSessionsStatement = statement<{ id: SessionId }>(
  "session_end_others",
  `update session set ended_at = $2, end_reason = $3
   where tenant_id = current_tenant() and user_id = current_actor() and id <> $1 and ended_at is null returning id`,
);
export const endOtherSessions = (session: SessionId, now: Date, reason: EndReason) =>
  bind(endOtherSessionsStatement, session, now, reason);

const openForAllStatement = statement(
  "session_open_for_all",
  "update session set surface = 'APP' where tenant_id = current_tenant() and id = $1 and surface = 'PASSWORD'",
);
/** What was for a change of password alone is for everything that the app does. */
export const openForAll = (session: SessionId) => bind(openForAllStatement, session);

const openBehindFactorStatement = statement(
  "session_open_behind_factor",
  "update session set surface = $2 where tenant_id = current_tenant() and id = $1 and surface = 'FACTOR'",
);
/** What was for adding a second factor alone is for everything that the app does, or for what is due next. */
export const openBehindFactor = (session: SessionId, surface: "APP" | "PASSWORD") =>
  bind(openBehindFactorStatement, session, surface);

const insertDeviceStatement = statement(
  "session_insert_device",
  `insert into device (tenant_id, id, user_id, name, public_key, created_at, last_seen_at)
   values (current_tenant(), $1, current_actor(), $2, $3, $4, $4)`,
);
export const insertDevice = (device: DeviceId, name: string, publicKey: Uint8Array, now: Date) =>
  bind(insertDeviceStatement, device, name, publicKey, now);

const touchDeviceStatement = statement(
  "session_touch_device",
  "update device set last_seen_at = $2 where tenant_id = current_tenant() and id = $1",
);
export const touchDevice = (device: DeviceId, now: Date) => bind(touchDeviceStatement, device, now);

const lockAccountStatement = statement<{
  wrapGeneration: number;
  keyGeneration: number;
  loginKey: Uint8Array;
  accountVault: string;
  deviceKey: Uint8Array;
}>(
  "session_lock_account",
  `select k.wrap_generation, k.key_generation, k.login_key, k.account_vault, d.public_key as device_key
   from account_key k join device d on d.tenant_id = k.tenant_id and d.id = $1
   where k.tenant_id = current_tenant() and k.user_id = current_actor() for update of k`,
);
export const lockAccount = (device: DeviceId) => bind(lockAccountStatement, device);

const updatePasswordStatement = statement(
  "session_update_password",
  `update account_key set wrap_generation = $1, parameters = $2, login_key = $3, root_key = $4, password_set_at = $5
   where tenant_id = current_tenant() and user_id = current_actor()`,
);
export const updatePassword = (
  generation: number,
  k: { parameters: Uint8Array; loginKey: Uint8Array; rootKey: Uint8Array },
  now: Date,
) => bind(updatePasswordStatement, generation, k.parameters, k.loginKey, k.rootKey, now);

const spendChallengeStatement = statement<{ spendChallenge: boolean }>(
  "session_spend_challenge",
  "select spend_challenge($1, $2)",
);
export const spendChallenge = (challenge: Uint8Array, now: Date) => bind(spendChallengeStatement, challenge, now);

export interface AccountKeysRow {
  userId: UserId;
  wrapGeneration: number;
  keyGeneration: number;
  parameters: Uint8Array;
  rootKey: Uint8Array;
  signingSeed: Uint8Array;
  encryptionSeed: Uint8Array;
  signingKey: Uint8Array;
  encryptionKey: Uint8Array;
  accountVault: string;
  accountVaultEpoch: number;
  accountVaultKey: Uint8Array;
}

const loadAccountKeysStatement = statement<AccountKeysRow>(
  "session_load_account_keys",
  `select user_id, wrap_generation, key_generation, parameters, root_key, signing_seed, encryption_seed, signing_key, encryption_key,
          account_vault, account_vault_epoch, account_vault_key
   from account_key where user_id = current_actor()`,
);
export const loadAccountKeys = () => bind(loadAccountKeysStatement);

/** By either token that it can be entered by. */
const endSessionOfTokenStatement = statement(
  "session_end_of_token",
  `update session set ended_at = $2, end_reason = 'SIGNED_OUT'
   where tenant_id = current_tenant() and (access_hash = $1 or former_access_hash = $1) and user_id = current_actor()`,
);
export const endSessionOfToken = (accessHash: Uint8Array, now: Date) =>
  bind(endSessionOfTokenStatement, accessHash, now);
