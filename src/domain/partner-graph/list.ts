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
  isCounted,
  type OrderField,
  parseFilter,
} from "./filter.ts";
import { about, type CompanyTextRow, findCompanies, isPlain, listCompanies, type Place } from "./list-rows.ts";
import { families, type NumberName, numberNames } from "./numbers.ts";
import { type CountedCompany, familyOfOrder, placesIn, readCounted } from "./ranked.ts";

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
  const after = args.after == null ? null : placeIn(asked, args.after);
  const { actor, rows } = await readPage(request, asked, after);
  const owner = ownerOf(actor, asked);
  if (args.after != null) demandOwn(request.house.serverSecret, owner, args.after);
  const edges = rows.slice(0, asked.first).map(({ key, company }) => ({
    cursor: sealPlace(request.house.serverSecret, owner, [key, company.tenant]),
    node: company,
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

interface Listed {
  readonly actor: StaffActor;
  /** One more than was asked for, where there is one. */
  readonly rows: readonly { readonly key: string; readonly company: CompanyRow }[];
}

/** The database finds a page by itself where nothing has to be counted for it. */
async function readPage(request: Request, asked: Asked, after: Place | null): Promise<Listed> {
  const { filter, by, descending, first } = asked;
  if (!isPlain(by) || isCounted(filter)) return readRanked(request, asked, after);
  const list = listCompanies(filter, by, descending, after, first + 1);
  const { answers, actor } = await askAsPartner(request, list);
  demandRight(actor, "posture.read");
  return { actor, rows: answers[0].map(({ key, ...row }) => ({ key, company: companyFrom(row) })) };
}

async function readRanked(
  request: Request,
  { filter, by, descending, first }: Asked,
  after: Place | null,
): Promise<Listed> {
  const ofOrder = familyOfOrder[by];
  const wanted = new Set([...familiesOf(filter), ...(ofOrder ? [ofOrder] : [])]);
  const withRecovery = by === "RECOVERY" || filter.recovery !== null;
  const { actor, companies } = await readCounted(request, filter, wanted, withRecovery);
  const places = placesIn(companies, by, descending, after).slice(0, first + 1);
  const found = await readCompaniesOf(
    request,
    places.map(({ tenant }) => tenant),
  );
  const rows = places.flatMap(({ key }, at) => {
    const company = found[at];
    // It may have left in between.
    return company ? [{ key, company }] : [];
  });
  return { actor, rows };
}

/** Sums, and how many companies there are in each state of readiness. */
export type Totals = Readonly<Record<NumberName | "companies" | "suspendedCompanies" | "seats", number>> & {
  readonly oldestBackup: Date | null;
  readonly recovery: Readonly<Record<"ok" | "warning" | "failed", number>>;
  /** All companies that were added up: for what else is to be. */
  readonly matching: () => Promise<TenantId[]>;
};

/** Of all companies in the caller's scope that meet the filter. Throws as `readCompanies` does. */
export async function readTotals(request: Request, given: CompanyFilterInput | null | undefined): Promise<Totals> {
  const filter = parseFilter(given);
  const { companies } = await readCounted(request, filter, new Set([...families, ...familiesOf(filter)]), true);
  const sum = (of: (company: CountedCompany) => number) => companies.reduce((all, company) => all + of(company), 0);
  const inState = (state: string) => sum(({ recovery }) => Number(recovery === state));
  const oldest = companies.flatMap(({ oldestBackup }) => oldestBackup?.getTime() ?? []).sort((a, b) => a - b);
  return {
    ...(Object.fromEntries(numberNames.map((name) => [name, sum((company) => company[name])])) as Record<
      NumberName,
      number
    >),
    companies: companies.length,
    suspendedCompanies: sum(({ suspended }) => Number(suspended)),
    seats: sum(({ seats }) => seats),
    oldestBackup: oldest[0] === undefined ? null : new Date(oldest[0]),
    recovery: { ok: inState("OK"), warning: inState("WARNING"), failed: inState("FAILED") },
    matching: async () => companies.map(({ tenant }) => tenant),
  };
}

/** All companies in the caller's scope that meet the filter. Throws as `readCompanies` does. */
export async function readMatching(request: Request, filter: Filter): Promise<TenantId[]> {
  const { companies } = await readCounted(request, filter, new Set(familiesOf(filter)), filter.recovery !== null);
  return companies.map(({ tenant }) => tenant);
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
