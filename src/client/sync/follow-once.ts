import { accessToken, renew } from "../account/session.ts";
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { asksForRefresh } from "../transport/refusal.ts";
import { subscribe } from "../transport/socket.ts";
import { changesStream } from "../transport/sync-operations.ts";
import { keepAsking } from "./ask-again.ts";
import { fetchAll } from "./fetch.ts";
import { followVisits } from "./follow-visits.ts";
import { keepHandingOver } from "./hand-over.ts";
import { keepRenewing } from "./keep-renewing.ts";
import { BeginAnew, PageTaker } from "./page-taker.ts";
import { healServer } from "./restore.ts";
import { keepSending, sendQueued } from "./send-again.ts";
import { spoolAll } from "./spool.ts";
import { isInvalidCursor, pageSize } from "./stage-all.ts";

/** One subscription, from the last cursor until it ends. */
export async function followOnce(core: Core, signal: AbortSignal, onLive: () => void): Promise<void> {
  // Where a locked device stands is known by what it kept last.
  if (core.open === null && core.spooledCursor === null) await inTurn(core, () => spoolAll(core));
  const asking = keepAsking(core);
  const handing = keepHandingOver(core);
  let isFirst = true;
  const pages = new PageTaker(core, ({ isHanded, movesRosters }) => {
    asking.ask(isHanded);
    visits?.look();
    if (isFirst || movesRosters) handing.look();
    isFirst = false;
  });
  const token = await accessToken(core);
  let visits: ReturnType<typeof followVisits> | undefined;
  const subscription = await subscribe(core.around, {
    stream: changesStream(pages.cursor, pageSize),
    accessToken: token,
    onPage: (page) => {
      onLive();
      pages.push(page).catch((error) => {
        failure = error;
        subscription.stop();
      });
    },
  });
  let failure: unknown;
  visits = followVisits(core, subscription, ({ isHanded }) => {
    asking.ask(isHanded);
    void sendQueued(core);
  });
  visits.look();
  core.onJoined = visits.lookAnew;
  const stopRenewing = keepRenewing(core, subscription, token);
  const stopSending = keepSending(core);
  // What waits on the device is sent, and what comes is taken, from the first page of another subscription on; where nothing came while
  // it was locked, this one goes on, and what a lock kept from being sent is sent now.
  core.onUnlocked = () => {
    if (!pages.isLocked) return void sendQueued(core);
    failure = new BeginAnew();
    subscription.stop();
  };
  core.onRestoring = () => void healQuietly(core);
  signal.addEventListener("abort", subscription.stop);
  // It may have been stopped while the token was renewed.
  if (signal.aborted) subscription.stop();
  try {
    await subscription.ended;
    if (failure !== undefined) throw failure;
  } catch (error) {
    // What changed since is not told from there any more: all of it is, from the beginning.
    if (isInvalidCursor(error) && core.open) await inTurn(core, () => fetchAll(core));
    else if (asksForRefresh(error)) await renew(core, token);
    else throw error;
  } finally {
    stopRenewing();
    stopSending();
    asking.stop();
    handing.stop();
    visits.stop();
    core.onUnlocked = null;
    core.onRestoring = null;
    core.onJoined = null;
    signal.removeEventListener("abort", subscription.stop);
    subscription.stop();
  }
}

/** Brings a restored server what it lacks; where that fails, the next page is an occasion again. */
async function healQuietly(core: Core): Promise<void> {
  try {
    await inTurn(core, async () => {
      if (core.open) await healServer(core);
    });
  } catch (error) {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
  }
}
