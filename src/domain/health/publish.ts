import { lowestId, type TenantId, type UserId } from "../../ids.ts";
import { bounds, spans } from "../bounds.ts";
import type { House } from "../context.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { type ContributionRow, enterToPublish, listContributions, publish, withdraw } from "./rows.ts";
import { type Contributions, counters, mayPublish } from "./sums.ts";

/** Tenants that one turn takes. */
const most = 200;

/** Behind which tenant a turn stopped that could not take all. */
const stoppedAt = new WeakMap<House, TenantId>();

/**
 * Makes the sums known that may be, of each company apart, and each counter apart: once a day, so that nothing tells when somebody's
 * number changed. What is not asked for any more goes at once. True where some may be left.
 */
export async function publishHealth(tx: OpeningTransaction, house: House): Promise<boolean> {
  let after: string = stoppedAt.get(house) ?? lowestId;
  stoppedAt.delete(house);
  const day = tx.now.toISOString().slice(0, 10);
  for (let taken = 0; taken < most; taken++) {
    const [[entered]] = await tx.run(enterToPublish(after, day));
    if (!entered) return false;
    after = entered.tenantId;
    const [rows] = await tx.run(listContributions(new Date(tx.now.getTime() - spans.healthCounted)));
    await publishOf(tx, rows, entered.due);
  }
  stoppedAt.set(house, after as TenantId);
  return true;
}

async function publishOf(tx: OpeningTransaction, rows: readonly ContributionRow[], due: boolean): Promise<void> {
  for (const counter of counters) {
    const own = rows.filter((row) => row.counter === counter);
    const numbers = [...new Set(own.map(({ number }) => number))].filter((number) => number > 0).sort((a, b) => b - a);
    const sums = numbers.map((number) => contributionsTo(own, number));
    const next = contributionsTo(own, 0);
    const [newest = 0] = numbers;
    if (due && mayPublish(next, sums))
      await tx.run(publish(counter, newest + 1, next, bounds.healthSumsRemembered, tx.now));
    // Where nobody reports any more there is nothing to be known. What was made of whom is remembered still.
    else if (next.size === 0) await tx.run(withdraw(counter));
  }
}

const contributionsTo = (rows: readonly ContributionRow[], number: number): Contributions =>
  new Map(rows.flatMap((row): [UserId, number][] => (row.number === number ? [[row.userId, row.value]] : [])));
