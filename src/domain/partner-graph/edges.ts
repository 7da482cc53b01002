/** What hangs on companies, for all of a page at once: each takes companies and answers for each, in the order asked for. */
import type { BindingPolicies as Binding } from "../../crypto/policies.ts";
import { Failure } from "../../errors.ts";
import { lowestId, type TenantId } from "../../ids.ts";
import { type PlacedEntry, shownEntry } from "../audit/read.ts";
import type { Bound } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { foundIn } from "../cut.ts";
import { parseFirst } from "../invalid.ts";
import { type Connection, connectionOf, type PageAsked, parsePage } from "../page.ts";
import { mayNow } from "../partner/may-now.ts";
import { demandRight, type Right } from "../partner/rights.ts";
import { bindUser, readSaid } from "../policy/sources.ts";
import { askAsPartner } from "../transaction.ts";
import {
  listDocuments,
  listEntries,
  listGroups,
  listSeatDays,
  listUsers,
  listWideDocuments,
  type ManagedDocumentRow,
  type ManagedGroupRow,
  type ManagedSeatDayRow,
  type ManagedUserRow,
} from "./edge-rows.ts";
import { about } from "./list-rows.ts";

export type { ManagedDocumentRow, ManagedGroupRow, ManagedSeatDayRow, ManagedUserRow };

export interface PageArgs {
  readonly first: number;
  readonly after: string | null;
}

/** Of one company, or nothing, where it is none in the caller's scope. */
async function readEach<Row extends { tenant: TenantId }>(
  request: Request,
  right: Right,
  companies: readonly TenantId[],
  list: Bound<Row>,
): Promise<Row[][]> {
  const { answers, actor } = await askAsPartner(request, about(companies), list);
  demandRight(actor, right);
  const of = new Map<TenantId, Row[]>(companies.map((tenant) => [tenant, []]));
  for (const row of answers[1] as Row[]) of.get(row.tenant)?.push(row);
  return companies.map((tenant) => of.get(tenant) ?? []);
}

const pagesOf = <Row>(each: readonly Row[][], asked: PageAsked, positionOf: (row: Row) => string): Connection<Row>[] =>
  each.map((rows) => connectionOf(rows, asked, positionOf));

/** Members by id. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`; `FORBIDDEN` for staff that reads no people. */
export async function readUsers(
  request: Request,
  companies: readonly TenantId[],
  args: PageArgs,
): Promise<Connection<ManagedUserRow>[]> {
  const asked = parsePage(args, "ID");
  const list = listUsers(companies, asked.after ?? lowestId, asked.first + 1);
  return pagesOf(await readEach(request, "people.read", companies, list), asked, ({ user }) => user);
}

/** Groups by id. Throws as `readUsers` does. */
export async function readGroups(
  request: Request,
  companies: readonly TenantId[],
  args: PageArgs,
): Promise<Connection<ManagedGroupRow>[]> {
  const asked = parsePage(args, "ID");
  const list = listGroups(companies, asked.after ?? lowestId, asked.first + 1);
  return pagesOf(await readEach(request, "people.read", companies, list), asked, ({ group }) => group);
}

/** Documents of policies by id; of users and groups for those who may read people. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readDocuments(
  request: Request,
  companies: readonly TenantId[],
  args: PageArgs,
): Promise<Connection<ManagedDocumentRow>[]> {
  const asked = parsePage(args, "ID");
  const people = await mayNow(request, "people.read");
  const list = listDocuments(companies, asked.after ?? lowestId, asked.first + 1, people);
  const each = await readEach(request, "posture.read", companies, list);
  return each.map((rows) => connectionOf(rows, asked, ({ id }) => id, foundIn(rows)));
}

export type BindingPolicies = Binding<string>;

/** What binds somebody of whom only documents of the whole company speak. */
export async function readWidePolicies(request: Request, companies: readonly TenantId[]): Promise<BindingPolicies[]> {
  const each = await readEach(request, "posture.read", companies, listWideDocuments(companies));
  return each.map((documents, place) => {
    const tenant = companies[place] as TenantId;
    return bindUser(readSaid(documents), tenant, { user: lowestId as never, groups: "", administrator: false });
  });
}

export interface SeatArgs {
  readonly from: string | null;
  readonly to: string | null;
  readonly first: number;
}

/** Seats by day, the newest first. Throws `BAD_USER_INPUT`. */
export async function readSeatDays(
  request: Request,
  companies: readonly TenantId[],
  { from, to, first }: SeatArgs,
): Promise<ManagedSeatDayRow[][]> {
  const limit = parseFirst(first, bounds.seatDays);
  const list = listSeatDays(companies, parseDay(from, "from", "0001-01-01"), parseDay(to, "to", "9999-12-31"), limit);
  return readEach(request, "posture.read", companies, list);
}

export interface EntryArgs extends PageArgs {
  readonly kinds: readonly string[] | null;
}

/** Entries of logs. Throws as `readUsers` does. */
export async function readEntries(
  request: Request,
  companies: readonly TenantId[],
  { kinds, ...args }: EntryArgs,
): Promise<Connection<PlacedEntry>[]> {
  const asked = parsePage(args, "NUMBER", bounds.entriesPerPage);
  if (kinds && (kinds.length === 0 || kinds.length > bounds.kindsAsked)) {
    throw new Failure("BAD_USER_INPUT", `kinds has 1 to ${bounds.kindsAsked} entries.`);
  }
  const list = listEntries(companies, Number(asked.after ?? 0), asked.first + 1, kinds ?? null);
  const each = await readEach(request, "audit.read", companies, list);
  return pagesOf(
    each.map((rows) => rows.map(shownEntry)),
    asked,
    ({ revision }) => String(revision),
  );
}

/** A day of the calendar. Throws `BAD_USER_INPUT`. */
function parseDay(given: string | null, field: string, otherwise: string): string {
  if (given == null) return otherwise;
  const moment = /^\d{4}-\d\d-\d\d$/.test(given) && given > "0000" ? new Date(`${given}T00:00:00Z`) : null;
  if (!moment || Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== given || given < "0001") {
    throw new Failure("BAD_USER_INPUT", `${field} is a day as YYYY-MM-DD.`);
  }
  return given;
}
