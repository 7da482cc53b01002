import type { TenantId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { loadTenant, loadViewer, type UserRow } from "./rows.ts";

export type { UserRow };

/** The user whose session asks. */
export async function readViewer(request: Request): Promise<UserRow> {
  const { answers } = await ask(request, loadViewer());
  return answers[0][0] as UserRow;
}

/** The caller's tenant. */
export async function readTenant(request: Request): Promise<{ tenant: TenantId; createdAt: Date }> {
  const { answers } = await ask(request, loadTenant());
  return answers[0][0] as { tenant: TenantId; createdAt: Date };
}
