import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";
import type { Log } from "./log.ts";

export interface Line {
  readonly standing: boolean;
  /** Settles after the first attempt, whether it went well or not. */
  readonly tried: Promise<void>;
  /** Sends each payload, or none where the line is down. Never throws: whoever missed it polls. */
  notify(payloads: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface LineEnds {
  onMessage(payload: string): void;
  /** The line stands, for the first time or again: anything may have been missed before. */
  onStanding(): void;
  readonly log: Log;
}

const channel = "sealgraph";
const notification = { name: "notify", text: "select pg_notify($1, payload) from unnest($2::text[]) payload" };
/** A notification writes nothing, and yet its transaction would wait for the disk as if it did. */
const unhurried = "set synchronous_commit = off";
/** Milliseconds: between two looks whether the line still stands, for an answer, and before another try. */
const [look, patience, shortest, longest] = [10_000, 5_000, 100, 5_000];

/** Keeps one connection that listens, and tries again for ever when it breaks. */
export function makeLine(connection: ClientConfig, ends: LineEnds): Line {
  const closing = new AbortController();
  let client: Client | null = null;
  let told = () => {};
  const tried = new Promise<void>((resolve) => {
    told = resolve;
  });
  const ended = keep();

  async function keep(): Promise<void> {
    for (let wait = shortest; !closing.signal.aborted; wait = Math.min(wait * 2, longest)) {
      client = await connect();
      told();
      if (client) {
        wait = shortest;
        ends.onStanding();
        await endOf(client);
        await hangUp(client);
        client = null;
        if (!closing.signal.aborted) ends.log.warn("the line to the notifier broke");
      }
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function connect(): Promise<Client | null> {
    const fresh = new Client({
      ...connection,
      keepAlive: true,
      query_timeout: patience,
      connectionTimeoutMillis: patience,
    });
    fresh.on("error", () => {});
    fresh.on("notification", ({ payload }) => ends.onMessage(payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query(`${unhurried}; listen ${channel}`);
      return fresh;
    } catch {
      await hangUp(fresh);
      return null;
    }
  }

  /** Resolves when the connection ended, does not answer any more, or is to be closed. */
  async function endOf(standing: Client): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, closing.signal]);
    standing.once("end", () => over.abort());
    try {
      for (;;) {
        await sleep(look, undefined, { signal, ref: false });
        await standing.query("select 1");
      }
    } catch {
      // A peer that vanished says nothing: the query ran out of time.
    }
  }

  return {
    get standing() {
      return client !== null;
    },
    tried,
    async notify(payloads) {
      await client?.query({ ...notification, values: [channel, payloads] }).catch(() => {});
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}

const hangUp = (client: Client): Promise<unknown> =>
  Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
