import type { TenantId, UserId, VaultId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { bind, statement } from "../batch.ts";

const enterOwnTenantStatement = statement<{ enterOwnTenant: boolean }>(
  "moving_enter_own_tenant",
  "select enter_own_tenant($1, $2)",
);
export const enterOwnTenant = (tenant: TenantId, now: Date) => bind(enterOwnTenantStatement, tenant, now);

const bringAccountStatement = statement("moving_bring_account", "select bring_account($1, $2::uuid[])");
/** In the tenant that was entered: the actor's user has to stand there already. */
export const bringAccount = (origin: TenantId, vaults: readonly VaultId[]) =>
  bind(bringAccountStatement, origin, vaults);

const endLeftTenantStatement = statement<{ endLeftTenant: boolean }>(
  "moving_end_left_tenant",
  "select end_left_tenant($1)",
);
export const endLeftTenant = (origin: TenantId) => bind(endLeftTenantStatement, origin);

const lockUserStatement = statement(
  "moving_lock_user",
  `select from "user" where tenant_id = current_tenant() and id = current_actor() for update`,
);
/** Whoever signs in holds this row until it is done. */
export const lockUser = () => bind(lockUserStatement);

const resignStatement = statement(
  "moving_resign",
  `update "user" set is_primary = false, status = 'REMOVED' where tenant_id = current_tenant() and id = current_actor()`,
);
/** Of somebody who leaves a tenant in which nobody else is. */
export const resign = () => bind(resignStatement);

const forgetLeftBusinessStatement = statement("moving_forget_left_business", "select forget_left_business()");
/** What they left there when they went is made room for, and so is that they were deleted: the row stands already. */
export const forgetLeftBusiness = () => bind(forgetLeftBusinessStatement);

const arriveStatement = statement<{ id: string }>(
  "moving_arrive",
  `insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at, locale)
   values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8)
   on conflict on constraint user_key do update
     set address = excluded.address, name = excluded.name, role = excluded.role, is_primary = excluded.is_primary,
         person_salt = excluded.person_salt, status = 'ACTIVE', removed_seq = null, locale = excluded.locale
     where "user".status = 'REMOVED'
   returning id`,
);
/** A user who comes, or comes back, also to where they were deleted since; no row where they are a member already. */
export const arriveAs = (u: Arriving, now: Date) =>
  bind(arriveStatement, u.user, u.address, u.name, u.role, u.primary, u.personSalt, now, u.locale);

export interface Arriving {
  readonly user: UserId;
  readonly address: string;
  readonly name: string;
  readonly role: "ADMINISTRATOR" | "USER";
  readonly primary: boolean;
  readonly personSalt: Uint8Array;
  readonly locale: Locale;
}
