import type { TenantId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { about } from "./list-rows.ts";
import { count, type Family, type Numbers, numbersIn } from "./numbers.ts";
import { type CheckedCompany, checkAll } from "./recovery.ts";
import { listGround } from "./recovery-rows.ts";
import { type Standing, standingIn } from "./standing.ts";

/** What is asked of a company: what a family has, or its readiness. */
export type Asked = Family | "RECOVERY";

/** How a company stands, as far as it was asked for: numbers of other families are 0, and of the rest nothing stands. */
export interface Posture extends Numbers, Standing {
  readonly tenant: TenantId;
  /** Null where it was not asked for. */
  readonly recovery: CheckedCompany | null;
}

/**
 * How companies stand, in as many statements for whatever number of them, and whatever is asked. Nothing of whatever is no company in
 * the caller's scope.
 */
export async function readPostures(
  request: Request,
  tenants: readonly TenantId[],
  asked: ReadonlySet<Asked>,
): Promise<Posture[]> {
  const wanted = new Set([...asked].filter((each) => each !== "RECOVERY"));
  const { rows, grounds } = asked.has("RECOVERY")
    ? await withGround(request, tenants, wanted)
    : { rows: await alone(request, tenants, wanted), grounds: [] };
  const checked = new Map((await checkAll(request, grounds)).map((each) => [each.tenant, each]));
  const numbersOf = numbersIn(rows);
  const standingOf = await standingIn(rows);
  return tenants.map((tenant) => ({
    tenant,
    ...numbersOf(tenant),
    ...standingOf(tenant),
    recovery: checked.get(tenant) ?? null,
  }));
}

async function withGround(request: Request, tenants: readonly TenantId[], wanted: ReadonlySet<Family>) {
  const { answers, actor } = await askAsPartner(request, about(tenants), count(wanted), listGround());
  demandRight(actor, "posture.read");
  return { rows: answers[1], grounds: answers[2] };
}

async function alone(request: Request, tenants: readonly TenantId[], wanted: ReadonlySet<Family>) {
  const { answers, actor } = await askAsPartner(request, about(tenants), count(wanted));
  demandRight(actor, "posture.read");
  return answers[1];
}
