import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { listPublished, type PublishedRow } from "./rows.ts";
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

const sumsOf = (rows: readonly PublishedRow[]): HealthSums =>
  Object.fromEntries(
    counters.map((counter) => [counter, rows.find((row) => row.counter === counter) ?? null]),
  ) as unknown as HealthSums;
