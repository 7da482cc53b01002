import { loadTenant, type TenantRow } from "../company/rows.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { loadViewer, type UserRow } from "./rows.ts";

export type { TenantRow, UserRow };

/** The user whose session asks. */
export async function readViewer(request: Request): Promise<UserRow> {
  const { answers } = await ask(request, loadViewer());
  return answers[0][0] as UserRow;
}

/** The caller's tenant. */
export async function readTenant(request: Request): Promise<TenantRow> {
  const { answers } = await ask(request, loadTenant());
  return answers[0][0] as TenantRow;
}
