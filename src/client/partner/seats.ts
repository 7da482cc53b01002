/** Seats of a partner's companies by day: what is billed by. */
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { refuseInput } from "../errors.ts";
import { type SeatDayAnswer, seatDaysOfCompaniesOperation } from "../transport/seat-operations.ts";

/** Seat days in one answer, and the most days that are asked for. */
const [portion, mostDays] = [2_000, 400];
const dayLength = 86_400_000;

const seatsHeader = "company,name,reference,day,plan,seats,taken";

/** Lines of CSV, the header first: of every company of the caller's scope, and of each day that it has, the oldest first. */
export async function* seatsCsv(core: Core, from: Date, to: Date): AsyncGenerator<string, void> {
  const [first, last] = [dayOf(from), dayOf(to)];
  const days = Math.round((Date.parse(last) - Date.parse(first)) / dayLength) + 1;
  if (days < 1 || days > mostDays) refuseInput("to");
  yield seatsHeader;
  const companies = Math.max(1, Math.min(100, Math.floor(portion / days)));
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof seatDaysOfCompaniesOperation.read>> = await call(
      core,
      seatDaysOfCompaniesOperation,
      { first: companies, after, from: first, to: last, days },
    );
    for (const { tenant, name, reference, seatDays } of page.companies)
      for (const day of seatDays.toSorted(byDay))
        yield [tenant, name ?? "", reference ?? "", day.day, day.plan, String(day.seats), String(day.taken)]
          .map(quoted)
          .join(",");
    after = page.next;
  } while (after !== null);
}

function dayOf(date: Date): string {
  if (Number.isNaN(date.getTime())) refuseInput("from");
  return date.toISOString().slice(0, 10);
}

const byDay = (one: SeatDayAnswer, other: SeatDayAnswer): number => (one.day < other.day ? -1 : 1);

/** A spreadsheet takes for a formula what begins like one: names and references are other people's text. */
const quoted = (cell: string): string => {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
