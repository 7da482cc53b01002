import type { TenantId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { about, listNumbers, type PostureRow } from "./list-rows.ts";
import type { Family } from "./numbers.ts";
import { type CheckedCompany, checkAll } from "./recovery.ts";
import { type GroundRow, listGround } from "./recovery-rows.ts";

/** What is asked of a company: numbers of a family, or its readiness. */
export type Asked = Family | "RECOVERY";

/** How a company stands, as far as it was asked for: numbers of other families are 0. */
export interface Posture extends PostureRow {
  /** Null where it was not asked for. */
  readonly recovery: CheckedCompany | null;
}

/**
 * How companies stand, in as many statements for whatever number of them, and whatever is asked. Null for whatever is no company in
 * the caller's scope.
 */
export async function readPostures(
  request: Request,
  tenants: readonly TenantId[],
  asked: ReadonlySet<Asked>,
): Promise<(Posture | null)[]> {
  const wanted = new Set([...asked].filter((each) => each !== "RECOVERY"));
  const numbers = listNumbers(tenants, wanted);
  const { rows, grounds } = asked.has("RECOVERY")
    ? await withGround(request, tenants, numbers)
    : { rows: await alone(request, tenants, numbers), grounds: [] };
  const checked = new Map((await checkAll(request, grounds)).map((each) => [each.tenant, each]));
  const found = new Map(rows.map((row) => [row.tenant, row]));
  return tenants.map((tenant) => {
    const row = found.get(tenant);
    return row ? { ...row, recovery: checked.get(tenant) ?? null } : null;
  });
}

async function withGround(
  request: Request,
  tenants: readonly TenantId[],
  numbers: ReturnType<typeof listNumbers>,
): Promise<{ rows: PostureRow[]; grounds: GroundRow[] }> {
  const { answers, actor } = await askAsPartner(request, about(tenants), numbers, listGround());
  demandRight(actor, "posture.read");
  return { rows: answers[1], grounds: answers[2] };
}

async function alone(request: Request, tenants: readonly TenantId[], numbers: ReturnType<typeof listNumbers>) {
  const { answers, actor } = await askAsPartner(request, about(tenants), numbers);
  demandRight(actor, "posture.read");
  return answers[1];
}
