/** Keys for newcomers, handed over by devices that follow (PROTOCOL §4.8, §4.11; docs/adr/0058). */
import { listEntries } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { handOverGroupKeys } from "../company/tend.ts";
import { type Core, isFormer, type Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { backOff } from "../pace.ts";
import { handOverShareKeys } from "../shares/tend.ts";
import { newestState } from "../vault/chain.ts";

/** By so many milliseconds for each of the company's people the looking is spread, and by no more than that. */
const apart = 100;
const mostApart = 30_000;
/** How often it is looked where no roster has moved: wraps that opened nothing are given back without anybody being told. */
const interval = 600_000;
/** What failed is tried again after so many milliseconds at first. */
const firstPause = 5_000;

export interface HandingOver {
  /** A roster has moved, or the line has just come up: somebody may wait for a key. */
  readonly look: () => void;
  readonly stop: () => void;
}

/**
 * Looks for whoever waits for a key that this device has, once after every `look`, and now and then besides. Every device of a company
 * hears of a newcomer at the same moment: so each waits for a time of its own, and asks only then who is still without.
 */
export function keepHandingOver(core: Core): HandingOver {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isSoon = false;
  let attempt = 0;
  let stopped = false;
  const plan = (pause: number) => {
    clearTimeout(timer ?? undefined);
    timer = stopped ? null : setTimeout(() => void step(), pause);
  };
  const step = async () => {
    isSoon = false;
    const isDone = await handOver(core);
    attempt = isDone ? 0 : attempt + 1;
    if (isSoon) return;
    const { random } = core.around;
    plan(isDone ? interval * (1 + random()) : backOff(attempt, random, firstPause, interval));
  };
  const look = () => {
    if (isSoon) return;
    isSoon = true;
    plan(spreadOf(core.open) * core.around.random());
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer ?? undefined);
  };
  return { look, stop };
}

/** Whoever is alone waits for nobody else to be the first. */
function spreadOf(open: Open | null): number {
  const tenant = open?.held.tenant;
  const people = tenant ? listEntries(newestState(tenant), entryType.MEMBER).length : 1;
  return Math.min(mostApart, apart * (people - 1));
}

/** Whether the server was asked. What cannot be done now is trouble and no failure: the next look goes on. */
async function handOver(core: Core): Promise<boolean> {
  const { open } = core;
  if (open === null || core.closed || core.device.session === null || isFormer(open)) return true;
  try {
    await inTendingTurn(open, async () => {
      if (core.open !== open) return;
      await handOverGroupKeys(core);
      await handOverShareKeys(core);
    });
    return true;
  } catch (error) {
    // Nobody waits for this, so nobody would hear of what is thrown.
    if (core.open === open) {
      core.events.emit("trouble", error instanceof SealgraphError ? error : new SealgraphError("UNAVAILABLE"));
    }
    return false;
  }
}

/** So that nobody makes what somebody else of this device is making: a sync that was asked for ends when keys are there. */
export function inTendingTurn<T>(open: Open, work: () => Promise<T>): Promise<T> {
  const mine = (open.tending ?? Promise.resolve()).then(work, work);
  open.tending = mine.catch(() => {});
  return mine;
}
