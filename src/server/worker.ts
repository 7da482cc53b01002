import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../domain/context.ts";
import { planJobs, runNextJob } from "../domain/job/run-job.ts";
import type { Log } from "./log.ts";

/** Milliseconds between two looks whether something is due. */
const look = 1_000;

export interface Worker {
  /** Lets the job in hand finish, and begins no other. */
  close(): Promise<void>;
}

/** Does what is due, one job after the other, until it is closed. What fails is logged, and tried again later. */
export function startWorker(house: House, log: Log): Worker {
  const closing = new AbortController();
  const ended = run();

  async function run(): Promise<void> {
    for (let planned = false; !closing.signal.aborted; ) {
      try {
        if (!planned) await planJobs(house);
        planned = true;
        while (!closing.signal.aborted && (await runNextJob(house)) !== null);
      } catch (error) {
        log.failure("a job failed", error);
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
