import { lowestId } from "../../ids.ts";
import type { House } from "../context.ts";
import { askAnyone, inHouse } from "../transaction.ts";
import { type JobKind, type JobName, jobKinds } from "./kinds.ts";
import { type ClaimedJob, claimJob, failJob, finishJob, type JobFigures, listJobFigures, planJob } from "./rows.ts";

const kinds: Readonly<Record<JobName, JobKind>> = jobKinds;
const names = Object.keys(kinds) as JobName[];
const [again, once] = [
  names.filter((name) => kinds[name].every !== null),
  names.filter((name) => kinds[name].every === null),
];
/** Milliseconds before a job that failed is tried again: twice as long each time. */
const [firstRetry, lastRetry] = [1_000, 3_600_000];

/** Sees to it that there is a job of each kind that comes again. */
export async function planJobs(house: House): Promise<void> {
  await askAnyone(house, ...again.map((name) => planJob(name, lowestId, house.clock())));
}

/**
 * Does the job that has been due for longest, in a transaction that holds its lock: of several workers each has another, and
 * what one leaves undone by dying is there for the next. What comes again goes before what is done once, which may be owed to
 * many. Null where none is due.
 *
 * @throws what the job threw. It is put off then.
 */
export async function runNextJob(house: House): Promise<JobName | null> {
  const due = await readJobFigures(house);
  if (!due.some(({ kind, depth }) => depth > 0 && isName(kind))) return null;
  let claimed: ClaimedJob | undefined;
  try {
    return await inHouse(house, async (tx) => {
      [[claimed]] = await tx.run(claimJob(again, tx.now));
      if (!claimed) [[claimed]] = await tx.run(claimJob(once, tx.now));
      if (!claimed) return null;
      const name = claimed.kind as JobName;
      const { every, work } = kinds[name];
      const wait = (await work(tx, house, claimed)) ? 0 : every;
      await tx.finish(finishJob(claimed, wait === null ? null : new Date(tx.now.getTime() + wait)));
      house.onJob(name, "DONE");
      return name;
    });
  } catch (error) {
    if (claimed) {
      house.onJob(claimed.kind as JobName, "FAILED");
      await putOff(house, claimed);
    }
    throw error;
  }
}

async function putOff(house: House, claimed: ClaimedJob): Promise<void> {
  const wait = Math.min(firstRetry * 2 ** claimed.failures, lastRetry);
  await askAnyone(house, failJob(claimed, new Date(house.clock().getTime() + wait)));
}

/** What is due, by kind. */
export async function readJobFigures(house: House): Promise<JobFigures[]> {
  const [rows] = await askAnyone(house, listJobFigures(house.clock()));
  return rows;
}

const isName = (kind: string): kind is JobName => (names as readonly string[]).includes(kind);
