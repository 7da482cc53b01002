import type { House } from "../../src/domain/context.ts";
import { planJobs, runNextJob } from "../../src/domain/job/run-job.ts";

/** Does all jobs that are due by the house's clock, as a worker would, and names them. */
export async function runJobs(house: House): Promise<string[]> {
  await planJobs(house);
  for (const done: string[] = []; ; ) {
    const name = await runNextJob(house);
    if (name === null) return done.sort();
    done.push(name);
  }
}
