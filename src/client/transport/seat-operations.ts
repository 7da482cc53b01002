import { fieldOf, readCount, readList, readNext, readOptional, readText, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";

export interface SeatDayAnswer {
  readonly day: string;
  readonly plan: string;
  readonly seats: number;
  readonly taken: number;
}

export interface CompanySeatDays {
  readonly tenant: string;
  readonly name: string | null;
  readonly reference: string | null;
  readonly seatDays: readonly SeatDayAnswer[];
}

export const seatDaysOfCompaniesOperation: Operation<
  {
    readonly first: number;
    readonly after: string | null;
    readonly from: string;
    readonly to: string;
    readonly days: number;
  },
  { readonly companies: readonly CompanySeatDays[]; readonly next: string | null }
> = {
  name: "SeatDaysOfCompanies",
  document: `query SeatDaysOfCompanies($first: Int!, $after: String, $from: String, $to: String, $days: Int!) {
  partner {
    companies(first: $first, after: $after) {
      edges { node { tenant name reference seatsByDay(from: $from, to: $to, first: $days) { day plan seats taken } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "companies");
    const companies = readList(page, "edges", (edge) => {
      const company = fieldOf(edge, "node");
      return {
        tenant: readUuid(company, "tenant"),
        name: readOptional(company, "name", readText),
        reference: readOptional(company, "reference", readText),
        seatDays: readList(company, "seatsByDay", (day) => ({
          day: readText(day, "day"),
          plan: readText(day, "plan"),
          seats: readCount(day, "seats"),
          taken: readCount(day, "taken"),
        })),
      };
    });
    return { companies, next: readNext(page) };
  },
};
