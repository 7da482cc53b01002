import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface UserRow {
  user: UserId;
  address: string;
  name: string;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  createdAt: Date;
}

const loadViewerStatement = statement<UserRow>(
  "user_load_viewer",
  `select id as "user", address, name, role, is_primary as "primary", created_at from "user"
   where tenant_id = current_tenant() and id = current_actor()`,
);
export const loadViewer = () => bind(loadViewerStatement);

const loadTenantStatement = statement<{ tenant: TenantId; createdAt: Date }>(
  "user_load_tenant",
  "select id as tenant, created_at from tenant where id = current_tenant()",
);
export const loadTenant = () => bind(loadTenantStatement);
