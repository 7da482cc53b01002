import { ask, type Source } from "./ask.ts";
import {
  CompaniesDocument,
  type CompaniesQuery,
  type CompanyFilter,
  type CompanyOrder,
  OverviewDocument,
  type OverviewQuery,
  SeatDaysDocument,
  type SeatDaysQuery,
} from "./generated.ts";

export type Company = CompaniesQuery["partner"]["companies"]["edges"][number]["node"];

export interface SeatDay {
  /** As 2026-01-31. */
  readonly day: string;
  readonly seats: number;
  readonly taken: number;
}

/** Everything that the dashboard shows, of one moment. */
export interface Dashboard {
  readonly partner: OverviewQuery["partner"];
  readonly companies: readonly Company[];
  /** Of all these companies together, the oldest first. */
  readonly seatDays: readonly SeatDay[];
}

export interface Wanted {
  readonly filter: CompanyFilter;
  readonly orderBy: CompanyOrder;
  /** How many days back. */
  readonly days: number;
  readonly today: Date;
}

/** Asks for all of it: sums, every page of companies, their seats by day. Throws NotAnswered. */
export async function readDashboard(source: Source, wanted: Wanted): Promise<Dashboard> {
  const { partner } = await ask(source, OverviewDocument, { filter: wanted.filter });
  return { partner, companies: await readCompanies(source, wanted), seatDays: await readSeatDays(source, wanted) };
}

async function readCompanies(source: Source, { filter, orderBy }: Wanted): Promise<Company[]> {
  const all: Company[] = [];
  for (let after: string | null = null; ; ) {
    const answer: CompaniesQuery = await ask(source, CompaniesDocument, { filter, orderBy, after });
    const { edges, pageInfo } = answer.partner.companies;
    all.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

async function readSeatDays(source: Source, { filter, days, today }: Wanted): Promise<SeatDay[]> {
  const dayOf = (back: number) => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  const [from, to] = [dayOf(days - 1), dayOf(0)];
  const sums = new Map<string, SeatDay>();
  for (let after: string | null = null; ; ) {
    const answer: SeatDaysQuery = await ask(source, SeatDaysDocument, { filter, from, to, days, after });
    const { edges, pageInfo } = answer.partner.companies;
    for (const { day, seats, taken } of edges.flatMap(({ node }) => node.seatsByDay)) {
      const before = sums.get(day) ?? { day, seats: 0, taken: 0 };
      sums.set(day, { day, seats: before.seats + seats, taken: before.taken + taken });
    }
    if (!pageInfo.hasNextPage) return [...sums.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    after = pageInfo.endCursor;
  }
}
