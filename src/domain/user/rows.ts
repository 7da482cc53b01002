import type { UserId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { bind, statement } from "../batch.ts";

export interface UserRow {
  user: UserId;
  address: string;
  name: string;
  role: "ADMINISTRATOR" | "USER";
  primary: boolean;
  status: "ACTIVE" | "SUSPENDED" | "REMOVED";
  createdAt: Date;
  /** In what language they are written to. */
  locale: Locale;
}

const loadViewerStatement = statement<UserRow>(
  "user_load_viewer",
  `select id as "user", address, name, role, is_primary as "primary", status, created_at, locale from "user"
   where tenant_id = current_tenant() and id = current_actor()`,
);
export const loadViewer = () => bind(loadViewerStatement);

const lockStatusStatement = statement<Pick<UserRow, "status">>(
  "user_lock_status",
  `select status from "user" where tenant_id = current_tenant() and id = current_actor() for share`,
);
/** What the user's status is until the transaction ends: whoever takes it away waits, and then finds what was opened. */
export const lockStatus = () => bind(lockStatusStatement);

const setLocaleStatement = statement(
  "user_set_locale",
  `update "user" set locale = $1 where tenant_id = current_tenant() and id = current_actor()`,
);
export const setLocaleRow = (locale: Locale) => bind(setLocaleStatement, locale);
