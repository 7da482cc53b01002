/** Following shares of other companies beside the user's own, over one socket (PROTOCOL §4.12). */
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { SubscribedToo, Subscription } from "../transport/socket.ts";
import { changesStream } from "../transport/sync-operations.ts";
import { visitsIn } from "../vault/visited.ts";
import { fetchVisit } from "./fetch.ts";
import { BeginAnew } from "./page-taker.ts";
import { isInvalidCursor, pageSize } from "./stage-all.ts";
import { VisitTaker } from "./visit-taker.ts";

/** What a server takes on one socket, less the stream of the user's own. Of others each sync asks. */
const mostOnSocket = 31;

/** Follows every visit that the account vault names, from when `look` is called until `stop`. */
export function followVisits(
  core: Core,
  subscription: Subscription,
  onTaken: () => void,
): { readonly look: () => void; readonly stop: () => void } {
  const followed = new Map<string, SubscribedToo>();
  let stopped = false;
  const look = () => {
    const visits = new Set(stopped ? [] : visitsIn(core.open?.held.pins ?? null));
    for (const [share, each] of followed) {
      if (visits.has(share)) continue;
      followed.delete(share);
      each.stop();
    }
    for (const share of visits) {
      if (!followed.has(share) && followed.size < mostOnSocket) begin(share);
    }
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
      taker.push(page).then((isWhole) => isWhole && onTaken(), failed);
    });
    followed.set(share, each);
    const over = async (reason: unknown) => {
      if (followed.get(share) !== each) return;
      if (await beginsAnew(core, share, failure ?? reason)) {
        followed.delete(share);
        look();
      }
    };
    each.ended.then(over, over).catch(() => {});
  };
  const stop = () => {
    stopped = true;
    for (const each of followed.values()) each.stop();
    followed.clear();
  };
  return { look, stop };
}

/** Whether the stream of a visit is to begin from another cursor. Of one that the user is no guest in any more none is. */
async function beginsAnew(core: Core, share: string, reason: unknown): Promise<boolean> {
  if (reason instanceof BeginAnew) return true;
  const isGone = reason instanceof SealgraphError && reason.code === "NOT_FOUND";
  if (!isGone && !isInvalidCursor(reason)) return false;
  await inTurn(core, async () => {
    if (core.open) await fetchVisit(core, share);
  });
  return !isGone;
}
