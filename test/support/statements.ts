import sodium from "libsodium-wrappers";
import { Client } from "pg";
import { Batch } from "../../src/domain/batch.ts";

/** What a commit before tells the other processes a moment later. */
const isNotification = (query: unknown): boolean => (query as { name?: string }).name === "notify";

/** What workers ask every second: for jobs, and for webhooks that are due. */
const isOfWorker = (name: string): boolean => name.startsWith("job_") || name === "webhook_lease";

/** What connections of this process are sent while `work` runs, by name: prepared statements and plain ones alike. */
export async function traceStatements<T>(work: () => Promise<T>): Promise<{ names: string[]; result: T }> {
  const names: string[] = [];
  const { query } = Client.prototype;
  Client.prototype.query = function traced(this: Client, ...args: unknown[]) {
    const [asked] = args;
    if (asked instanceof Batch) {
      // What a worker does meanwhile was not asked for by anybody.
      if (!asked.names.some(isOfWorker)) names.push(...asked.names);
    } else if (!isNotification(asked))
      names.push(typeof asked === "string" ? asked : String((asked as { text: string }).text));
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    return { result: await work(), names };
  } finally {
    Client.prototype.query = query;
  }
}

/** How many there are of them. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ count: number; result: T }> {
  const { names, result } = await traceStatements(work);
  return { result, count: names.length };
}

/** Which functions of libsodium are called while `work` runs. They do what they always do. */
export async function tracePrimitives<T>(work: () => Promise<T>): Promise<{ primitives: string[]; result: T }> {
  const primitives: string[] = [];
  const library = sodium as unknown as Record<string, unknown>;
  const real = Object.entries(library).filter(
    ([name, value]) => name.startsWith("crypto_") && typeof value === "function",
  );
  for (const [name, call] of real) {
    library[name] = (...given: unknown[]) => {
      primitives.push(name);
      return (call as (...all: unknown[]) => unknown)(...given);
    };
  }
  try {
    return { result: await work(), primitives };
  } finally {
    Object.assign(library, Object.fromEntries(real));
  }
}
