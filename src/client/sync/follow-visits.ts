/** Following shares of other companies beside the user's own, over one socket (PROTOCOL §4.12). */
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { backOff } from "../pace.ts";
import { isPassing } from "../transport/refusal.ts";
import type { SubscribedToo, Subscription } from "../transport/socket.ts";
import { changesStream } from "../transport/sync-operations.ts";
import { visitsIn } from "../vault/visited.ts";
import { fetchVisit } from "./fetch.ts";
import { BeginAnew } from "./page-taker.ts";
import { isInvalidCursor, pageSize } from "./stage-all.ts";
import { VisitTaker } from "./visit-taker.ts";

/** What a server takes on one socket, less the stream of the user's own. Of others each sync asks. */
const mostOnSocket = 31;

/** What is not there is looked for again after so many milliseconds at first. */
const firstPause = 1_000;

interface VisitFollower {
  readonly look: () => void;
  /** As `look`, and at once for what was not there: a device of this user has just joined. */
  readonly lookAnew: () => void;
  readonly stop: () => void;
}

/**
 * Follows every visit that the account vault names, from when `look` is called until `stop`. One that the server does not show is looked
 * for again and again: what pins a share is written before its user joins, and comes to all of their devices first.
 */
export function followVisits(
  core: Core,
  subscription: Subscription,
  onTaken: (taken: { readonly isHanded: boolean }) => void,
): VisitFollower {
  const followed = new Map<string, SubscribedToo>();
  const absent = new Map<string, Absence>();
  let stopped = false;
  const look = () => {
    const visits = new Set(stopped ? [] : visitsIn(core.open?.held.pins ?? null));
    for (const [share, each] of followed) {
      if (visits.has(share)) continue;
      followed.delete(share);
      each.stop();
    }
    for (const share of visits) {
      const isAwaited = absent.get(share)?.timer !== undefined;
      if (!followed.has(share) && !isAwaited && followed.size < mostOnSocket) begin(share);
    }
  };
  const lookAnew = () => {
    forget();
    look();
  };
  const forget = () => {
    for (const { timer } of absent.values()) clearTimeout(timer);
    absent.clear();
  };
  const lookLater = (share: string) => {
    if (stopped) return;
    const tries = (absent.get(share)?.tries ?? -1) + 1;
    const again = () => {
      absent.set(share, { tries, timer: undefined });
      look();
    };
    const pause = backOff(tries, core.around.random, firstPause, core.around.pollInterval);
    absent.set(share, { tries, timer: setTimeout(again, pause) });
  };
  const begin = (share: string) => {
    if (core.open === null) return;
    let failure: unknown;
    const taker = new VisitTaker(core, core.open, share);
    const each = subscription.also(changesStream(taker.cursor, pageSize, share), (page) => {
      const failed = (error: unknown) => {
        failure = error;
        each.stop();
      };
      taker.push(page).then((taken) => {
        if (taken === null) return;
        // Pauses grow until something was taken: a page alone ends them not, for what it asks for may fail again.
        if (followed.get(share) === each) absent.delete(share);
        onTaken(taken);
      }, failed);
    });
    followed.set(share, each);
    const over = async (reason: unknown) => {
      if (followed.get(share) !== each) return;
      const next = await nextOf(core, share, failure ?? reason);
      if (followed.get(share) !== each || next === "NONE") return;
      followed.delete(share);
      if (next === "ANEW") look();
      else lookLater(share);
    };
    each.ended.then(over, over).catch(() => {});
  };
  const stop = () => {
    stopped = true;
    for (const each of followed.values()) each.stop();
    followed.clear();
    forget();
  };
  return { look, lookAnew, stop };
}

interface Absence {
  readonly tries: number;
  /** Until it is looked for again. */
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Whether the stream of a visit is to begin from another cursor; later, where the user is no guest, or none yet, or what failed may
 * pass; or not at all.
 */
async function nextOf(core: Core, share: string, reason: unknown): Promise<"ANEW" | "LATER" | "NONE"> {
  if (reason instanceof BeginAnew) return "ANEW";
  if (isPassing(reason)) return "LATER";
  const isGone = reason instanceof SealgraphError && reason.code === "NOT_FOUND";
  if (!isGone && !isInvalidCursor(reason)) return "NONE";
  try {
    await inTurn(core, async () => {
      if (core.open) await fetchVisit(core, share);
    });
  } catch (error) {
    if (isPassing(error)) return "LATER";
    throw error;
  }
  return isGone ? "LATER" : "ANEW";
}
