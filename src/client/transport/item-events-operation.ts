import { fieldOf, readCount } from "./answer.ts";
import type { Operation } from "./http.ts";

/** What only a client sees of items. */
export type ItemEventKind = "VIEWED" | "COPIED" | "USED" | "EXPORTED" | "IMPORTED";

export interface ItemEventWire {
  readonly kind: ItemEventKind;
  /** Left out: the user's business profile. */
  readonly share?: string;
  readonly records: readonly string[];
  readonly amount?: number;
}

/** How many records one event names, and how many events one report has. */
export const [recordsPerEvent, eventsPerReport] = [32, 100];

export const reportItemEventsOperation: Operation<
  { input: { clientMutationId: string; events: readonly ItemEventWire[] } },
  number
> = {
  name: "ReportItemEvents",
  document:
    "mutation ReportItemEvents($input: ReportItemEventsInput!) { reportItemEvents(input: $input) { recorded } }",
  read: (data) => readCount(fieldOf(data, "reportItemEvents"), "recorded"),
};
