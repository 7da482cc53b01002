import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../domain/context.ts";
import { deliverDue } from "../domain/webhook/deliver.ts";
import { Failure } from "../errors.ts";
import type { Log } from "./log.ts";
import type { Worker } from "./worker.ts";

/** Milliseconds between two looks whether something is to be delivered. */
const look = 1_000;

/**
 * Delivers to webhooks beside all other work, which waits for no receiver. What fails for another reason than a receiver's is logged,
 * and comes again when the hold on it runs out.
 */
export function startSender(house: House, log: Log): Worker {
  const closing = new AbortController();
  const ended = run();

  async function run(): Promise<void> {
    let cutOff = false;
    while (!closing.signal.aborted) {
      try {
        while (!closing.signal.aborted && (await deliverDue(house, closing.signal)) > 0);
        cutOff = false;
      } catch (error) {
        const isCut = error instanceof Failure && error.code === "UNAVAILABLE";
        if (!isCut) log.failure("a delivery failed", error);
        else if (!cutOff) log.warn("deliveries wait for the database");
        cutOff = isCut;
      }
      await sleep(look, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  return {
    close() {
      closing.abort();
      return ended;
    },
  };
}
