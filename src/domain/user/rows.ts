import type { UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface UserRow {
  user: UserId;
  address: string;
  name: string;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  status: "ACTIVE" | "SUSPENDED" | "REMOVED";
  createdAt: Date;
}

const loadViewerStatement = statement<UserRow>(
  "user_load_viewer",
  `select id as "user", address, name, role, is_primary as "primary", status, created_at from "user"
   where tenant_id = current_tenant() and id = current_actor()`,
);
export const loadViewer = () => bind(loadViewerStatement);

const lockStatusStatement = statement<Pick<UserRow, "status">>(
  "user_lock_status",
  `select status from "user" where tenant_id = current_tenant() and id = current_actor() for share`,
);
/** What the user's status is until the transaction ends: whoever takes it away waits, and then finds what was opened. */
export const lockStatus = () => bind(lockStatusStatement);
