import sodium from "libsodium-wrappers";
import { Client } from "pg";
import { Batch } from "../../src/domain/batch.ts";

/** What a commit before tells the other processes a moment later. */
const isNotification = (query: unknown): boolean => (query as { name?: string }).name === "notify";

/** What nobody's request is for: workers look each second for jobs and for webhooks that are due, the doorbell now and then whether its line stands. */
const isOfWorker = (name: string): boolean =>
  name.startsWith("job_") || name === "webhook_lease" || name === "select 1";

/** Connections on which a worker has a job in hand. */
const working = new WeakSet<Client>();

/** What a worker does was not asked for by anybody: all of a connection's, from its taking a job until that one's end. */
function isWork(client: Client, names: readonly string[]): boolean {
  const is = working.has(client) || names.some(isOfWorker);
  if (is && names.includes("begin")) working.add(client);
  if (names.includes("commit") || names.includes("rollback")) working.delete(client);
  return is;
}

/** Where names go while somebody looks. It is listened all the time: a job may have been taken before. */
let noted: string[] | null = null;
const { query } = Client.prototype;
Client.prototype.query = function traced(this: Client, ...args: unknown[]) {
  const [asked] = args;
  const plain = () => (typeof asked === "string" ? asked : (asked as { text: string }).text);
  const sent = asked instanceof Batch ? asked.names : [plain()];
  if (!isWork(this, sent) && !isNotification(asked)) noted?.push(...sent);
  return (query as (...all: unknown[]) => unknown).apply(this, args);
} as typeof query;

/** What connections of this process are sent while `work` runs, by name: prepared statements and plain ones alike. */
export async function traceStatements<T>(work: () => Promise<T>): Promise<{ names: string[]; result: T }> {
  const names: string[] = [];
  noted = names;
  try {
    return { result: await work(), names };
  } finally {
    noted = null;
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
