import type { TenantId, UserId, VaultId } from "../../ids.ts";
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

const resignStatement = statement(
  "moving_resign",
  `update "user" set is_primary = false, status = 'REMOVED' where tenant_id = current_tenant() and id = current_actor()`,
);
/** Of somebody who leaves a tenant in which nobody else is. */
export const resign = () => bind(resignStatement);

const wasHereStatement = statement<{ wasHere: boolean }>(
  "moving_was_here",
  `select exists (select from "user" where tenant_id = current_tenant() and id = $1) as was_here`,
);
export const wasHere = (user: UserId) => bind(wasHereStatement, user);
