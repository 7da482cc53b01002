import { availableParallelism } from "node:os";
import { Failure } from "../errors.ts";

/**
 * What reads across companies takes turns, so that everybody else is served as if it were not there: a page of a hundred companies
 * keeps a core of PostgreSQL and the event loop for as long as hundreds of small requests do.
 */
export interface Turns {
  /** Says that something else was asked for. */
  passed(): void;
  /**
   * Does the work when its turn comes. Askers take theirs one after the other, each one's work in its order. Throws RATE_LIMITED where
   * too much of an asker's waits already, and UNAVAILABLE, without doing it, where nobody waits for it any more or it waited too long.
   */
  take<T>(asker: string, isGone: () => boolean, work: () => Promise<T>): Promise<T>;
}

export interface Pace {
  /** How many may be at it at once. */
  readonly places: number;
  /** How many of one asker may wait. */
  readonly waiting: number;
  /** Milliseconds for which work keeps its place. What takes longer, as where PostgreSQL hangs, goes on without one. */
  readonly longest: number;
  /** Milliseconds for which work waits for its turn. */
  readonly patience: number;
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls once so many milliseconds are over, unless what it gives is called before; keeps no process up for it. */
  readonly later: (milliseconds: number, call: () => void) => () => void;
}

/** On two cores one at a time: the other core is everybody's. */
const ordinaryPace: Pace = {
  places: Math.max(1, availableParallelism() >> 1),
  waiting: 64,
  longest: 10_000,
  patience: 30_000,
  now: () => performance.now(),
  later: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** What one other request is worth, in milliseconds of rest. */
const worth = 10;
/** The longest rest, in times of what the place was used for: three quarters of all time are everybody else's then. */
const most = 3;
/**
 * No rest is longer than this, in milliseconds: whoever is next after a page of several seconds would else wait out their patience without
 * anybody at work.
 */
const longestRest = 3_000;

interface Waiting {
  readonly isGone: () => boolean;
  /** Whether the place was taken: who went away is told so, and takes none. */
  readonly begin: () => boolean;
}

/**
 * A place that was used rests afterwards for `most` times as long as it was used, but for `worth` for each other request of that time at
 * most, and never for longer than `longestRest`: where nobody else asks, nothing waits.
 */
export function makeTurns({ places, waiting, longest, patience, now, later }: Pace = ordinaryPace): Turns {
  const queues = new Map<string, Waiting[]>();
  let free = places;
  let others = 0;

  const next = () => {
    while (free > 0) {
      const first = queues.entries().next();
      if (first.done) return;
      const [asker, queue] = first.value;
      const begun = queue.shift()?.begin();
      // To the end of the line of askers.
      queues.delete(asker);
      if (queue.length > 0) queues.set(asker, queue);
      if (begun) free -= 1;
    }
  };
  const giveBack = () => {
    free += 1;
    next();
  };
  /** Gives the place back once, when the work is over or has had it for long enough. */
  const keepPlace = (done: Promise<unknown>) => {
    const [since, before] = [now(), others];
    let isKept = true;
    const end = (rest: number) => {
      if (!isKept) return;
      isKept = false;
      forget();
      if (rest > 0) later(rest, giveBack);
      else giveBack();
    };
    const forget = later(longest, () => end(0));
    const rested = () => end(Math.min((now() - since) * most, (others - before) * worth, longestRest));
    done.then(rested, rested);
  };

  return {
    passed() {
      others += 1;
    },
    take(asker, isGone, work) {
      const queue = (queues.get(asker) ?? []).filter((one) => !one.isGone() || one.begin());
      if (queue.length >= waiting)
        throw new Failure("RATE_LIMITED", "Too much of this partner's waits already.", { retryAfterSeconds: 1 });
      return new Promise((resolve, reject) => {
        let isTired = false;
        const begin = () => {
          bear();
          if (isTired || isGone()) {
            reject(new Failure("UNAVAILABLE"));
            return false;
          }
          const done = work();
          keepPlace(done);
          resolve(done);
          return true;
        };
        const one = { isGone: () => isTired || isGone(), begin };
        const bear = later(patience, () => {
          isTired = true;
          reject(new Failure("UNAVAILABLE"));
        });
        queues.set(asker, [...queue, one]);
        next();
      });
    },
  };
}
