/** Companies by what has to be counted first: all in the caller's scope are counted, and then stand in order here. */
import type { TenantId } from "../../ids.ts";
import type { Request, StaffActor } from "../context.ts";
import { demandRight } from "../partner/rights.ts";
import type { ReadinessState } from "../recovery/checks.ts";
import { askAsPartner } from "../transaction.ts";
import { type Filter, isInRanges, isStanding, type OrderField } from "./filter.ts";
import { type OutlineRow, outline, type Place } from "./list-rows.ts";
import { count, type Family, type Numbers, numbersIn } from "./numbers.ts";
import { checkAll } from "./recovery.ts";
import { listGround } from "./recovery-rows.ts";
import { standingIn } from "./standing.ts";

/** A company with all that was counted of it. */
export type CountedCompany = OutlineRow &
  Numbers & {
    /** Null where nobody asked. */
    readonly recovery: ReadinessState | null;
  };

/** Every company in the caller's scope that meets the filter, with these numbers. */
export async function readCounted(
  request: Request,
  filter: Filter,
  wanted: ReadonlySet<Family>,
  withRecovery: boolean,
): Promise<{ readonly actor: StaffActor; readonly companies: CountedCompany[] }> {
  const plain = [outline(filter), count(wanted)] as const;
  const asked = withRecovery
    ? await askAsPartner(request, ...plain, listGround())
    : await askAsPartner(request, ...plain);
  demandRight(asked.actor, "posture.read");
  const [outlines, counted, grounds = []] = asked.answers;
  const among = new Set(outlines.map(({ tenant }) => tenant));
  const checked = await checkAll(
    request,
    grounds.filter(({ tenant }) => among.has(tenant)),
  );
  const states = new Map(checked.map(({ tenant, state }) => [tenant, state]));
  const numbersOf = numbersIn(counted);
  const standingOf = await standingIn(counted);
  const companies = outlines
    .map((row) => ({ ...row, ...numbersOf(row.tenant), recovery: states.get(row.tenant) ?? null }))
    .filter((company) => isInRanges(filter, company))
    .filter(({ tenant }) => isStanding(filter, standingOf(tenant)))
    .filter(({ recovery }) => filter.recovery === null || (recovery !== null && filter.recovery.includes(recovery)));
  return { actor: asked.actor, companies };
}

/** What has to be counted for an order. */
export const familyOfOrder: Readonly<Partial<Record<OrderField, Family>>> = {
  PEOPLE: "PEOPLE",
  WITHOUT_SECOND_FACTOR: "PEOPLE",
  OLDEST_BACKUP: "BACKUPS",
  LAST_ACTIVE: "DEVICES",
};

const ranks = { OK: 0, WARNING: 1, FAILED: 2 } as const;

/** What it stands by, as text: what a cursor carries. */
function keyOf(company: CountedCompany, by: OrderField): string {
  switch (by) {
    case "NAME":
      return company.name;
    case "SINCE":
      return company.since;
    case "PEOPLE":
      return String(company.people);
    case "SEATS_TAKEN":
      return String(company.seatsTaken);
    case "RECOVERY":
      return String(ranks[company.recovery ?? "FAILED"]);
    case "OLDEST_BACKUP":
      return String(company.oldestBackup?.getTime() ?? -1);
    case "WITHOUT_SECOND_FACTOR":
      return String(company.withoutSecondFactor);
    case "LAST_ACTIVE":
      return String(company.lastActiveAt?.getTime() ?? -1);
  }
}

/** The places of companies in order, those behind `after`. */
export function placesIn(
  companies: readonly CountedCompany[],
  by: OrderField,
  descending: boolean,
  after: Place | null,
): { readonly key: string; readonly tenant: TenantId }[] {
  const sign = descending ? -1 : 1;
  const compare = by === "NAME" ? byBytes : byNumber;
  const order = (a: Place, b: Place) =>
    sign * (compare(a.key, b.key) || (a.tenant < b.tenant ? -1 : a.tenant > b.tenant ? 1 : 0));
  return companies
    .map((company) => ({ key: keyOf(company, by), tenant: company.tenant }))
    .filter((place) => after === null || order(place, after) > 0)
    .sort(order);
}

/** As the database compares names. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** Below 2^53. */
const byNumber = (a: string, b: string): number => Number(a) - Number(b);
