import type { DeviceId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

const enterByCodeStatement = statement<{
  tenantId: TenantId;
  /** Null without a code. */
  loginKey: Uint8Array | null;
  deviceKey: Uint8Array | null;
  deviceRevoked: boolean;
}>("account_code_enter_by_code", "select * from enter_by_code($1, $2, $3, $4)");
export const enterByCode = (challenge: Uint8Array, user: UserId, device: DeviceId, now: Date) =>
  bind(enterByCodeStatement, challenge, user, device, now);

export interface AccountCodeRow {
  generation: number;
  keyGeneration: number | null;
  loginKey: Uint8Array | null;
  rootKey: Uint8Array | null;
  /** Null: it was removed or used. */
  createdAt: Date | null;
}

const findAccountCodeStatement = statement<AccountCodeRow>(
  "account_code_find",
  `select generation, key_generation, login_key, root_key, created_at from account_code
   where tenant_id = current_tenant() and user_id = current_actor()`,
);
export const findAccountCode = () => bind(findAccountCodeStatement);

/** Whoever makes, removes or uses a code holds the account locked. */
const putAccountCodeStatement = statement(
  "account_code_put",
  `insert into account_code (tenant_id, user_id, generation, key_generation, login_key, root_key, created_at)
   values (current_tenant(), current_actor(), $1, $2, $3, $4, $5)
   on conflict on constraint account_code_key do update set generation = excluded.generation,
     key_generation = excluded.key_generation, login_key = excluded.login_key, root_key = excluded.root_key,
     created_at = excluded.created_at`,
);
export const putAccountCode = (code: {
  readonly generation: number;
  readonly keyGeneration: number;
  readonly loginKey: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly createdAt: Date;
}) => bind(putAccountCodeStatement, code.generation, code.keyGeneration, code.loginKey, code.rootKey, code.createdAt);

const emptyAccountCodeStatement = statement(
  "account_code_empty",
  `update account_code set key_generation = null, login_key = null, root_key = null, created_at = null
   where tenant_id = current_tenant() and user_id = current_actor()`,
);
export const emptyAccountCode = () => bind(emptyAccountCodeStatement);

/** In the order in which commits lock them. */
const lockVaultsStatement = statement(
  "account_code_lock_vaults",
  "select from vault where tenant_id = current_tenant() and user_id = current_actor() order by id for update",
);
/** The actor's own. No share comes to be due by a password, and none is waited for. */
export const lockVaults = () => bind(lockVaultsStatement);

const lockOwnAccountStatement = statement<{ wrapGeneration: number; accountVault: string }>(
  "account_code_lock_own_account",
  `select wrap_generation, account_vault from account_key
   where tenant_id = current_tenant() and user_id = current_actor() for update`,
);
export const lockOwnAccount = () => bind(lockOwnAccountStatement);

const lockOwnDeviceStatement = statement<{ revokedAt: Date | null }>(
  "account_code_lock_own_device",
  `select revoked_at from device
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 for no key update`,
);
export const lockOwnDevice = (device: DeviceId) => bind(lockOwnDeviceStatement, device);
