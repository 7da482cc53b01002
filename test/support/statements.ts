import { Client } from "pg";
import { Batch } from "../../src/domain/batch.ts";

/** What a commit before tells the other processes a moment later. */
const isNotification = (query: unknown): boolean => (query as { name?: string }).name === "notify";

/** Counts the statements that connections of this process are sent while `work` runs: prepared and plain ones alike. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ count: number; result: T }> {
  let count = 0;
  const { query } = Client.prototype;
  Client.prototype.query = function counted(this: Client, ...args: unknown[]) {
    count += args[0] instanceof Batch ? args[0].size : isNotification(args[0]) ? 0 : 1;
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    return { result: await work(), count };
  } finally {
    Client.prototype.query = query;
  }
}
