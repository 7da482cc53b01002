import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConfig } from "pg";
import type { Doorbell } from "../domain/context.ts";
import { makeLine } from "./doorbell-line.ts";
import type { Log } from "./log.ts";

export interface RunningDoorbell extends Doorbell {
  /** Whether the line to the other processes stands. Rings in this process do not need it. */
  readonly standing: boolean;
  /** Settles after the first attempt to get a line. */
  readonly tried: Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds for which rings are gathered before the other processes are notified of all of them at once. */
const gather = 10;
/** PostgreSQL refuses payloads of 8,000 bytes. */
const longestPayload = 7_900;

/**
 * Rings in this process at once, and in the others by LISTEN and NOTIFY on a connection of its own: what comes in while a
 * notification is under way goes out together after it. When the line comes back after a break, everybody is rung.
 */
export function makeDoorbell(connection: ClientConfig, log: Log): RunningDoorbell {
  const own = randomUUID();
  const listeners = new Map<string, Set<(rung: readonly string[]) => void>>();
  const waiting = new Set<string>();
  let sending = false;

  const line = makeLine(connection, {
    onMessage: (payload) => {
      const [sender, ...topics] = payload.split(",");
      if (sender !== own) wake(topics);
    },
    onStanding: () => wake(listeners.keys()),
    log,
  });

  function wake(topics: Iterable<string>): void {
    const heard = new Map<(rung: readonly string[]) => void, string[]>();
    for (const topic of topics) {
      for (const listener of listeners.get(topic) ?? []) {
        const rung = heard.get(listener);
        if (rung) rung.push(topic);
        else heard.set(listener, [topic]);
      }
    }
    for (const [listener, rung] of heard) {
      try {
        listener(rung);
      } catch (error) {
        log.failure("a listener failed", error);
      }
    }
  }

  async function send(): Promise<void> {
    sending = true;
    while (waiting.size > 0) {
      await sleep(gather);
      const payloads = split(own, waiting);
      waiting.clear();
      await line.notify(payloads);
    }
    sending = false;
  }

  return {
    get standing() {
      return line.standing;
    },
    ring(topics) {
      wake(topics);
      for (const topic of topics) waiting.add(topic);
      if (!sending) void send();
    },
    listen(topics, heard) {
      for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(heard));
      return () => {
        for (const topic of topics) {
          const set = listeners.get(topic);
          set?.delete(heard);
          if (set?.size === 0) listeners.delete(topic);
        }
      };
    },
    tried: line.tried,
    close: line.close,
  };
}

function split(sender: string, topics: Iterable<string>): string[] {
  const payloads: string[] = [];
  let payload = "";
  for (const topic of topics) {
    if (payload.length + topic.length >= longestPayload) payload = "";
    if (payload === "") payloads.push("");
    payload = `${payload || sender},${topic}`;
    payloads[payloads.length - 1] = payload;
  }
  return payloads;
}
