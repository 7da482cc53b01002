/** How batches get to PostgreSQL, and what becomes of its errors. */
import type { PoolClient } from "pg";
import { Failure, type FailureCode } from "../errors.ts";
import { Batch, type Bound } from "./batch.ts";
import type { House } from "./context.ts";

/** Batches that wait for the end of this turn of the event loop, by the pool that they go to. */
const waiting = new WeakMap<House["pool"], Batch[]>();
/** How many share one connection at the most: others find another. */
const mostTogether = 8;

/**
 * Sends a batch together with all that is sent in the same turn of the event loop: over one connection, in one packet, each
 * in a transaction of its own (docs/adr/0004).
 */
export function send(house: House, statements: readonly Bound<unknown>[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const batch = new Batch(statements, resolve, (error) => reject(asFailure(error)));
    const others = waiting.get(house.pool);
    if (others && others.length < mostTogether) others.push(batch);
    else {
      const together = [batch];
      waiting.set(house.pool, together);
      setImmediate(() => {
        if (waiting.get(house.pool) === together) waiting.delete(house.pool);
        void depart(house, together);
      });
    }
  });
}

async function depart(house: House, batches: readonly Batch[]): Promise<void> {
  let client: PoolClient;
  try {
    client = await connect(house);
  } catch (error) {
    for (const batch of batches) batch.handleError(error as Error);
    return;
  }
  await Batch.together(batches, client);
  client.release();
}

/** Clients whose breaking is known to be heard: what they were doing is told of it, and the pool drops them. */
const heard = new WeakSet<PoolClient>();

export async function connect(house: House): Promise<PoolClient> {
  try {
    const client = await house.pool.connect();
    if (!heard.has(client)) client.on("error", () => {});
    heard.add(client);
    return client;
  } catch {
    throw new Failure("UNAVAILABLE");
  }
}

export function submit(
  client: PoolClient,
  statements: readonly Bound<unknown>[],
): Promise<Record<string, unknown>[][]> {
  return new Promise((resolve, reject) => {
    client.query(new Batch(statements, resolve, (error) => reject(asFailure(error))));
  });
}

/** Whether an id that was to be new is there already. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Failure ? error.code === "MUTATION_ID_REUSED" : (error as { code?: unknown }).code === "23505";

/** What the database refuses by design becomes what the caller is told; the rest stays an unknown error. */
function asFailure(error: Error & { code?: string; constraint?: string }): Error {
  if (error.code === "SG401" || error.code === "SG404") return new Failure(error.message as FailureCode);
  // Commits of the same content wait for each other's vaults; who gets here used the id for other ones at that moment.
  if (error.code === "23505" && (error.constraint === "committed_key" || error.constraint === "guest_committed_key"))
    return new Failure("MUTATION_ID_REUSED");
  const lost = error.code === undefined || /^(08|40|57P|53)/.test(error.code);
  return lost ? new Failure("UNAVAILABLE") : error;
}
