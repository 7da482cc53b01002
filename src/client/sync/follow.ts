import { noteEnd } from "../account/session.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Connection } from "../events.ts";
import { backOff, wait } from "../pace.ts";
import { followOnce } from "./follow-once.ts";
import { BeginAnew } from "./page-taker.ts";
import { sendQueued } from "./send-again.ts";
import { syncOnce } from "./sync.ts";

/** Following goes on until it is stopped, or until the session is over. */
export interface Follower {
  readonly connection: Connection;
  /** Resolves when it has stopped; never rejects. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

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
