import type { TenantId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { demandRight } from "../partner/rights.ts";
import { about } from "../partner-graph/list-rows.ts";
import { ask, askAsPartner } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { listManaged, listPublished, type PublishedRow } from "./rows.ts";
import { type Counter, counters } from "./sums.ts";

export interface HealthSum {
  readonly sum: number;
  readonly people: number;
}

/** What is made known; null of what is not. */
export type HealthSums = Readonly<Record<Counter, HealthSum | null>>;

/** What is made known of the caller's company; null before there is anything. Throws `WRONG_SURFACE`, `FORBIDDEN`. */
export async function readHealth(request: Request): Promise<HealthSums | null> {
  const { answers, actor } = await ask(request, loadViewer(), listPublished());
  const [[viewer], rows] = answers;
  demandAdministrator(actor, viewer);
  return rows.length > 0 ? sumsOf(rows) : null;
}

/** What is made known of companies, in their order; null where there is nothing, or it is none in scope. Throws `FORBIDDEN`. */
export async function readHealthOf(request: Request, tenants: readonly TenantId[]): Promise<(HealthSums | null)[]> {
  const { actor, answers } = await askAsPartner(request, about(tenants), listManaged(tenants));
  demandRight(actor, "posture.read");
  const of = new Map<TenantId, PublishedRow[]>();
  for (const row of answers[1]) of.set(row.tenantId, [...(of.get(row.tenantId) ?? []), row]);
  return tenants.map((tenant) => {
    const rows = of.get(tenant);
    return rows ? sumsOf(rows) : null;
  });
}

/** The same of several companies: what is made known of each is added up, and nothing else. Null where there is nothing. */
export async function readHealthTotals(request: Request, tenants: readonly TenantId[]): Promise<HealthSums | null> {
  const sums = (await readHealthOf(request, tenants)).filter((each) => each !== null);
  if (sums.length === 0) return null;
  return Object.fromEntries(
    counters.map((counter) => {
      const known = sums.flatMap((each) => each[counter] ?? []);
      const added = { sum: total(known.map(({ sum }) => sum)), people: total(known.map(({ people }) => people)) };
      return [counter, known.length > 0 ? added : null];
    }),
  ) as unknown as HealthSums;
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const sumsOf = (rows: readonly PublishedRow[]): HealthSums =>
  Object.fromEntries(
    counters.map((counter) => {
      const row = rows.find((each) => each.counter === counter);
      return [counter, row ? { sum: row.sum, people: row.people } : null];
    }),
  ) as unknown as HealthSums;
