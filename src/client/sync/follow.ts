import { accessToken, noteEnd, renew } from "../account/session.ts";
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Connection } from "../events.ts";
import { backOff, wait } from "../pace.ts";
import { askInterval } from "../shares/asked-keys.ts";
import { isWaitingForKeys, openShares } from "../shares/keys.ts";
import { asksForRefresh } from "../transport/refusal.ts";
import { type Subscription, subscribe } from "../transport/socket.ts";
import { changesStream } from "../transport/sync-operations.ts";
import { fetchAll } from "./fetch.ts";
import { followVisits } from "./follow-visits.ts";
import { keepHandingOver } from "./hand-over.ts";
import { BeginAnew, PageTaker } from "./page-taker.ts";
import { healServer } from "./restore.ts";
import { settle } from "./settle.ts";
import { spoolAll } from "./spool.ts";
import { isInvalidCursor, pageSize } from "./stage-all.ts";
import { syncOnce } from "./sync.ts";

/** Following goes on until it is stopped, or until the session is over. */
export interface Follower {
  readonly connection: Connection;
  /** Resolves when it has stopped; never rejects. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** The socket's token is renewed when it has this long to live, in milliseconds, and never more often than that. */
const renewBefore = 60_000;
/** A key that nobody hands over is asked for at least once in so many milliseconds. */
const mostPatience = 600_000;
/** What could not be sent is sent again after so many milliseconds at first. */
const firstPause = 1_000;

/**
 * Follows the server: by subscription while there is a line, by poll while there is none, with waits that grow and are
 * spread. Nothing is lost or repeated in between, because both go on from the last cursor.
 */
export function follow(core: Core): Follower {
  const stop = new AbortController();
  const state: { connection: Connection } = { connection: "CONNECTING" };
  const become = (connection: Connection) => {
    if (state.connection === connection) return;
    state.connection = connection;
    core.events.emit("connection", connection);
  };
  const stopped = run(core, stop.signal, become).finally(() => become("STOPPED"));
  return {
    get connection() {
      return state.connection;
    },
    stopped,
    stop: () => {
      stop.abort();
      return stopped;
    },
  };
}

async function run(core: Core, signal: AbortSignal, become: (connection: Connection) => void): Promise<void> {
  for (let attempt = 0; !signal.aborted; ) {
    try {
      await followOnce(core, signal, () => {
        attempt = 0;
        become("LIVE");
        void sendQueued(core);
      });
    } catch (error) {
      if (await isOver(core, error)) return;
    }
    if (signal.aborted) return;
    become("POLLING");
    await pollUntil(core, backOff(attempt++, core.around.random), signal);
    become("CONNECTING");
  }
}

/** Sends what waited for the line. */
async function sendQueued(core: Core): Promise<void> {
  if (!core.open?.queue.some(({ refusal }) => refusal === null)) return;
  try {
    await inTurn(core, async () => {
      if (core.open) await settle(core);
    });
  } catch (error) {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
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

/** Sends again, while the line is up, what the server could not take. */
function keepSending(core: Core): () => void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  const step = async () => {
    await sendQueued(core);
    timer = null;
    if (core.reachable) attempt = 0;
    else if (!stopped) plan();
  };
  const plan = () => {
    timer ??= setTimeout(step, backOff(attempt++, core.around.random, firstPause, core.around.pollInterval));
  };
  core.onUnsent = plan;
  return () => {
    stopped = true;
    core.onUnsent = null;
    clearTimeout(timer ?? undefined);
  };
}

/**
 * Asks for keys of shares as pages come, and sends what waited for them: at once where the server says that keys were handed over; for
 * what was asked for a short while ago when that is over, and not with each page; and then ever more seldom, should that have been lost.
 */
function keepAsking(core: Core): { readonly ask: (isHanded: boolean) => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let attempt = 0;
  let stopped = false;
  const ask = async (anew: boolean) => {
    const left = await openShares(core, { anew }).catch(() => 0);
    await sendQueued(core);
    if (stopped || !isWaitingForKeys(core)) attempt = 0;
    else timer ??= setTimeout(later, left || backOff(attempt++, core.around.random, 2 * askInterval, mostPatience));
  };
  const later = () => {
    timer = null;
    void ask(false);
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer ?? undefined);
  };
  return { ask: (isHanded) => void ask(isHanded), stop };
}

/** One subscription, from the last cursor until it ends. */
async function followOnce(core: Core, signal: AbortSignal, onLive: () => void): Promise<void> {
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
  // What waits on the device is sent, and what comes is taken, from the first page of another subscription on.
  core.onUnlocked = () => {
    if (!pages.isLocked) return;
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

/** Has the socket outlive its access token. */
function keepRenewing(core: Core, subscription: Subscription, first: string): () => void {
  let token = first;
  let timer: ReturnType<typeof setTimeout>;
  const plan = () => {
    const left = (core.device.session?.accessExpiresAt ?? 0) - core.around.now() - renewBefore;
    timer = setTimeout(step, Math.min(Math.max(left, renewBefore), 2 ** 31 - 1));
  };
  const step = async () => {
    try {
      token = await renew(core, token);
      subscription.renew(token);
      plan();
    } catch (error) {
      // The socket will be closed by the server with the same reason, if it is one.
      if (error instanceof SealgraphError) core.events.emit("trouble", error);
      plan();
    }
  };
  plan();
  return () => clearTimeout(timer);
}

/** Waits; where it takes long, asks in between, so that a blocked socket costs minutes and not data. */
async function pollUntil(core: Core, pause: number, signal: AbortSignal): Promise<void> {
  await wait(Math.min(pause, core.around.pollInterval), signal);
  if (signal.aborted || core.lastSyncAt === null) return;
  if (core.around.now() - core.lastSyncAt < core.around.pollInterval) return;
  await syncOnce(core).catch(async (error) => {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
  });
}

/** Whether there is no use in going on. */
async function isOver(core: Core, error: unknown): Promise<boolean> {
  if (error instanceof BeginAnew) return false;
  await noteEnd(core, error);
  if (!(error instanceof SealgraphError)) {
    core.events.emit("trouble", new SealgraphError("UNAVAILABLE"));
    return true;
  }
  const over = ["SESSION_ENDED", "DEVICE_REVOKED", "NOT_SIGNED_IN", "CLOSED", "SERVER_CAUGHT"];
  if (over.includes(error.code)) return true;
  core.events.emit("trouble", error);
  return false;
}
