import { ask, type Source } from "./ask.ts";
import { Ended } from "./ends.ts";
import { type ComingSubscriptionVariables, WaitingDocument } from "./generated.ts";
import { coming, type News } from "./stream.ts";

export interface Following {
  /** Behind this cursor; null: from the oldest that is kept, or from now on. */
  readonly after: string | null;
  readonly from: "oldest" | "now";
  readonly groups: ComingSubscriptionVariables["groups"];
  readonly companies: ComingSubscriptionVariables["companies"];
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told why it waits, and for how many milliseconds. */
  readonly onPause: (why: Ended, milliseconds: number) => void;
}

/** Events in a page that is asked for. */
const portion = 100;

/**
 * Everything that happens, in portions, each once and in order, over cuts of the line and restarts of the server, until `signal` says
 * otherwise. A portion counts as done when the next one is asked for: what is begun anew, begins behind the last that was done.
 * Throws `Ended` where trying again is of no use.
 */
export async function* follow(source: Source, following: Following): AsyncGenerator<News, void> {
  const { signal, random, onPause } = following;
  let { after } = following;
  for (let failures = 0; !signal.aborted; ) {
    try {
      for await (const news of attempt(source, { ...following, after })) {
        failures = 0;
        yield news;
        after = news.cursor;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Ended) || error.kind !== "PASSING") throw error;
      const pause = Math.max(error.retryAfterSeconds * 1_000, backOff(failures++, random));
      onPause(error, pause);
      await wait(pause, signal);
    }
  }
}

/** What waits is fetched at our own pace; what comes from then on, is sent. */
async function* attempt(source: Source, following: Following): AsyncGenerator<News, void> {
  const { from, groups, companies, signal } = following;
  let { after } = following;
  for (let more = after !== null || from === "oldest"; more && !signal.aborted; ) {
    const page = await ask(source, WaitingDocument, { after, first: portion, groups, companies }, signal);
    yield page.partnerEvents;
    after = page.partnerEvents.cursor;
    more = page.partnerEvents.more;
  }
  yield* coming(source, { after, groups, companies }, signal);
}

/** Doubling up to a minute, and anywhere between half of it and all of it: a fleet that lost its server does not come back as one. */
export const backOff = (failures: number, random: () => number): number =>
  Math.min(60_000, 250 * 2 ** Math.min(failures, 20)) * (0.5 + random() / 2);

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
