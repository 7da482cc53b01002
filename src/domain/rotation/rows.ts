import type { VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { NewAccountKeys } from "../session/account-keys.ts";
import { sharesOf } from "../share/due-rows.ts";

export interface OwnVaultRow {
  id: VaultId;
  class: "ACCOUNT" | "PERSONAL" | "BUSINESS" | "SHARE";
  revision: number;
  head: Uint8Array | null;
}

/** In the order in which commits lock them. */
const lockOwnVaultsStatement = statement<OwnVaultRow>(
  "rotation_lock_own_vaults",
  `select id, class, revision, head from vault where tenant_id = current_tenant() and id = any(array(
     select v.id from vault v where v.tenant_id = current_tenant() and v.user_id = current_actor()
     union ${sharesOf("array[current_actor()]", "'{}'")}))
   order by id for update`,
);
/** And the shares that come to be due, when the actor goes or replaces keys. */
export const lockOwnVaults = () => bind(lockOwnVaultsStatement);

const lockTenantRosterStatement = statement<{ state: Uint8Array }>(
  "rotation_lock_tenant_roster",
  "select state from roster where tenant_id = current_tenant() and id = current_tenant() for update",
);
export const lockTenantRoster = () => bind(lockTenantRosterStatement);

const updateAccountKeysStatement = statement(
  "rotation_update_account_keys",
  `update account_key set wrap_generation = $1, key_generation = $2, parameters = $3, login_key = $4, root_key = $5,
     signing_seed = $6, encryption_seed = $7, signing_key = $8, encryption_key = $9, account_vault_epoch = $10, account_vault_key = $11, password_set_at = $12
   where tenant_id = current_tenant() and user_id = current_actor()`,
);
export const updateAccountKeys = (
  { wrapGeneration, keyGeneration, epoch }: { wrapGeneration: number; keyGeneration: number; epoch: number },
  signingKey: Uint8Array,
  keys: NewAccountKeys,
  now: Date,
) =>
  bind(
    updateAccountKeysStatement,
    ...[wrapGeneration, keyGeneration, keys.parameters, keys.loginKey, keys.rootKey, keys.signingSeed],
    ...[keys.encryptionSeed, signingKey, keys.encryptionKey, epoch, keys.accountVaultKey, now],
  );

/** The profiles' rosters name keys now that the tenant's does not: until they follow, nothing is written there. */
const setBehindStatement = statement(
  "rotation_set_behind",
  "update vault set behind = true where tenant_id = current_tenant() and user_id = current_actor() and class <> 'ACCOUNT'",
);
export const setBehind = () => bind(setBehindStatement);

const insertTenantLinkStatement = statement(
  "rotation_insert_tenant_link",
  `with moved as (
     update roster set seq = $1, head = $2, state = $3 where tenant_id = current_tenant() and id = current_tenant() returning id
   )
   insert into roster_link (tenant_id, roster_id, seq, hash, link, signatures, created_at)
   select current_tenant(), id, $1, $2, $4, $5, $6 from moved`,
);
export const insertTenantLink = ({ link, hash, bytes, signatures }: ParsedLink, state: Uint8Array, now: Date) =>
  bind(insertTenantLinkStatement, link.seq, hash, state, bytes, Buffer.concat(signatures), now);

const refuseDeviceRequestsStatement = statement("rotation_refuse_device_requests", "select refuse_device_requests($1)");
export const refuseDeviceRequests = (now: Date) => bind(refuseDeviceRequestsStatement, now);
