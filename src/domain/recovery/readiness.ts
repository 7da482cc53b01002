import { Failure } from "../../errors.ts";
import { lowestId, type UserId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { listDocumentsAt } from "../policy/rows.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { checkCompany, checkUser, type ReadinessCheck, statedBy } from "./checks.ts";
import { listUserReadiness, loadCompanyReadiness } from "./readiness-rows.ts";

export interface RecoveryReadiness {
  readonly checks: readonly ReadinessCheck[];
  readonly users: Connection<{ readonly user: UserId; readonly checks: readonly ReadinessCheck[] }>;
}

/**
 * Whether a recovery would succeed, before it has to: of the company, and of one page of its members. In as many statements for
 * whatever number of them. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function readReadiness(
  request: Request,
  args: { readonly first: number; readonly after?: string | null },
): Promise<RecoveryReadiness> {
  const asked = parsePage(args, "ID");
  const { answers, actor } = await ask(
    request,
    loadViewer(),
    loadCompanyReadiness(),
    listUserReadiness(asked.after ?? lowestId, asked.first + 1),
    listDocumentsAt([{ scope: "TENANT", id: "" }]),
  );
  const [[viewer], [company], users, documents] = answers;
  demandAdministrator(actor, viewer);
  if (!company) throw new Failure("INTERNAL");
  const checked = users.map((row) => ({ user: row.user, checks: checkUser(row) }));
  return {
    checks: checkCompany(company, statedBy(company, documents), request.now),
    users: connectionOf(checked, asked, ({ user }) => user),
  };
}
