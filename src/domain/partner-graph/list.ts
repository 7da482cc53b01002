import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request, StaffActor } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import type { Connection } from "../page.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { demandOwn, parsePlace, sealPlace } from "./cursor.ts";
import {
  type CompanyFilterInput,
  type CompanyOrderInput,
  type Filter,
  familiesOf,
  type OrderField,
  parseFilter,
} from "./filter.ts";
import {
  about,
  addUp,
  type CompanyTextRow,
  familyOfOrder,
  findCompanies,
  listCompanies,
  listIds,
  type TotalsRow,
} from "./list-rows.ts";
import { families } from "./numbers.ts";
import { type CheckedCompany, checkAll } from "./recovery.ts";
import { listGround } from "./recovery-rows.ts";

/** A company as staff are shown it. */
export interface CompanyRow extends Omit<CompanyTextRow, "labels"> {
  readonly labels: readonly string[];
}

const companyFrom = ({ labels, ...row }: CompanyTextRow): CompanyRow => ({ ...row, labels: JSON.parse(labels) });

export interface ListArgs {
  readonly filter?: CompanyFilterInput | null | undefined;
  readonly orderBy?: CompanyOrderInput | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

interface Asked {
  readonly filter: Filter;
  readonly by: OrderField;
  readonly descending: boolean;
  readonly first: number;
}

/**
 * A page of the companies in the caller's scope. As many statements for whatever number of them.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_CURSOR`, and as `askAsPartner` does.
 */
export async function readCompanies(request: Request, args: ListArgs): Promise<Connection<CompanyRow>> {
  const asked: Asked = {
    filter: parseFilter(args.filter),
    by: args.orderBy?.by ?? "NAME",
    descending: args.orderBy?.direction === "DESCENDING",
    first: parseFirst(args.first, bounds.nodesPerPage),
  };
  const isByRecovery = asked.by === "RECOVERY" || asked.filter.recovery !== null;
  const after = args.after == null ? null : placeIn(asked, args.after);
  const checked = isByRecovery ? await readReadinessOfAll(request) : [];
  const wanted = [...familiesOf(asked.filter), familyOfOrder(asked.by)].filter((family) => family !== null);
  const list = listCompanies({
    ...asked,
    families: new Set(wanted),
    among: amongOf(asked.filter, checked),
    after,
    limit: asked.first + 1,
    states: {
      failed: tenantsIn(checked, "FAILED"),
      warned: tenantsIn(checked, "WARNING"),
    },
  });
  const { answers, actor } = await askAsPartner(request, list);
  demandRight(actor, "posture.read");
  const [rows] = answers;
  const owner = ownerOf(actor, asked);
  if (args.after != null) demandOwn(request.house.serverSecret, owner, args.after);
  const edges = rows.slice(0, asked.first).map(({ key, ...row }) => ({
    cursor: sealPlace(request.house.serverSecret, owner, [key, row.tenant]),
    node: companyFrom(row),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > asked.first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Sums, and how many companies there are in each state of readiness. */
export interface Totals extends TotalsRow {
  readonly recovery: Readonly<Record<"ok" | "warning" | "failed", number>>;
  /** All companies that were added up: for what else is to be. */
  readonly matching: () => Promise<TenantId[]>;
}

/** Of all companies in the caller's scope that meet the filter. Throws as `readCompanies` does. */
export async function readTotals(request: Request, given: CompanyFilterInput | null | undefined): Promise<Totals> {
  const filter = parseFilter(given);
  const checked = await readReadinessOfAll(request);
  const among = amongOf(filter, checked);
  const { answers } = await askAsPartner(
    request,
    addUp(filter, new Set(families), among, {
      failed: tenantsIn(checked, "FAILED"),
      warned: tenantsIn(checked, "WARNING"),
    }),
  );
  const [sums] = answers[0];
  if (!sums) throw new Failure("INTERNAL");
  const { failed, warning, ...rest } = sums;
  const matching = () => readMatching(request, filter);
  return { ...rest, failed, warning, recovery: { ok: sums.companies - failed - warning, warning, failed }, matching };
}

/** All companies in the caller's scope that meet the filter. Throws as `readCompanies` does. */
export async function readMatching(request: Request, filter: Filter): Promise<TenantId[]> {
  const checked = filter.recovery === null ? [] : await readReadinessOfAll(request);
  const list = listIds(filter, new Set(familiesOf(filter)), amongOf(filter, checked));
  const { answers, actor } = await askAsPartner(request, list);
  demandRight(actor, "posture.read");
  return answers[0].map(({ tenant }) => tenant);
}

/** Throws `NOT_FOUND` for whatever is no company in the caller's scope, and as `readCompanies` does. */
export async function readCompany(request: Request, named: string): Promise<CompanyRow> {
  const [company] = await readCompaniesOf(request, [parseId<TenantId>(named, "tenant")]);
  if (!company) throw new Failure("NOT_FOUND");
  return company;
}

/** Companies by id, in the order asked for; null for whatever is none in the caller's scope. */
export async function readCompaniesOf(request: Request, tenants: readonly TenantId[]): Promise<(CompanyRow | null)[]> {
  const { answers, actor } = await askAsPartner(request, about(tenants), findCompanies());
  demandRight(actor, "posture.read");
  const found = new Map(answers[1].map((row) => [row.tenant, companyFrom(row)]));
  return tenants.map((tenant) => found.get(tenant) ?? null);
}

async function readReadinessOfAll(request: Request): Promise<CheckedCompany[]> {
  const { answers, actor } = await askAsPartner(request, listGround());
  demandRight(actor, "posture.read");
  return checkAll(request, answers[0]);
}

const tenantsIn = (checked: readonly CheckedCompany[], state: CheckedCompany["state"]): TenantId[] =>
  checked.filter((each) => each.state === state).map(({ tenant }) => tenant);

/** Those whose readiness is as the filter asks. */
const amongOf = ({ recovery }: Filter, checked: readonly CheckedCompany[]): TenantId[] | null =>
  recovery && checked.filter(({ state }) => recovery.includes(state)).map(({ tenant }) => tenant);

const ownerOf = ({ partner, user }: StaffActor, { filter, by, descending }: Asked) => ({
  partner: partner.partner,
  user,
  list: [by, descending, filter],
});

const position = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function placeIn({ by }: Asked, cursor: string) {
  const [key, tenant] = parsePlace(cursor, [by === "NAME" ? /^\P{Cc}{0,200}$/u : /^-?\d{1,17}$/, position]);
  return { key: key as string, tenant: tenant as string };
}
