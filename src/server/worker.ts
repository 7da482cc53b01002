import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../domain/context.ts";
import { planJobs, runNextJob } from "../domain/job/run-job.ts";
import { Failure } from "../errors.ts";
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
    let [planned, cutOff] = [false, false];
    while (!closing.signal.aborted) {
      try {
        if (!planned) await planJobs(house);
        planned = true;
        while (!closing.signal.aborted && (await runNextJob(house)) !== null);
        cutOff = false;
      } catch (error) {
        const isCut = error instanceof Failure && error.code === "UNAVAILABLE";
        if (!isCut) log.failure("a job failed", error);
        else if (!cutOff) log.warn("jobs wait for the database");
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
