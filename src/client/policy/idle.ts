/** `vaultTimeoutMinutes`: an account that nobody uses locks itself. */
import { closeAccount } from "../account/open.ts";
import { type Core, changeDevice } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { valueOfPolicy } from "./binding.ts";

/** The shortest that a policy can say, in milliseconds. */
const shortest = 60_000;

/** Whether it was last used longer ago than the user may leave it open. */
function isIdle(core: Core, usedAt: number | null | undefined = core.usedAt): boolean {
  if (core.open === null || usedAt == null) return false;
  const idle = Math.max(core.around.now() - usedAt, usedAt === core.usedAt ? tickedSince(core) : 0);
  if (idle <= shortest) return false;
  const minutes = timeoutOf(core);
  return minutes !== null && idle > minutes * 60_000;
}

/** By a clock that nobody sets back. It may stand still while a machine sleeps, as the other one does not. */
const tickedSince = ({ usedTick }: Core): number => (usedTick === undefined ? 0 : performance.now() - usedTick);

function timeoutOf({ open }: Core): number | null {
  try {
    return open && valueOfPolicy(open, "vaultTimeoutMinutes");
  } catch (error) {
    // What nobody here knows is no reason to lock people out of what is theirs.
    if (error instanceof ServerCaught) return null;
    throw error;
  }
}

/** Notes that somebody uses the account; locks it instead, where it was left alone for too long. */
export function noteUse(core: Core): void {
  core.tellsUse = true;
  if (isIdle(core)) lockNow(core);
  else useNow(core);
}

/**
 * Notes that a verb was called. It is use where the application never says itself what is: one that does may ask for what it shows
 * because something came from the server, and nobody's account stays open by that.
 */
export function noteCall(core: Core): void {
  if (isIdle(core)) lockNow(core);
  else if (!core.tellsUse) useNow(core);
}

/** From now on it counts as used. */
export function useNow(core: Core): void {
  core.usedAt = core.around.now();
  core.usedTick = performance.now();
}

/** What a page is told when people come back to it: a browser holds timers up while nobody looks, and a laptop sleeps. */
const returns = ["visibilitychange", "pageshow", "focus", "resume"] as const;

/** Looks now and then whether it is left alone, and before anything is shown again; ends by the function that it gives. */
export function watchIdle(core: Core): () => void {
  const look = () => {
    if (isIdle(core)) lockNow(core);
  };
  const isPage = typeof document === "object";
  // After a sleep a page shows what it showed before, until somebody looks.
  const timer = setInterval(look, isPage ? 1_000 : 10_000);
  (timer as { unref?: () => void }).unref?.();
  const end = new AbortController();
  if (isPage) {
    for (const each of returns) addEventListener(each, look, { signal: end.signal, capture: true });
  }
  return () => {
    clearInterval(timer);
    end.abort();
  };
}

function lockNow(core: Core): void {
  closeAccount(core);
  core.events.emit("locked", { reason: "IDLE" });
  core.around.store.put("session", null).catch((error: unknown) => {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
    else throw error;
  });
}

/**
 * Of an account that is opened by a session key: throws LOCKED, and makes all session keys worthless, where nobody used it for
 * longer than the user may leave it open.
 */
export async function demandRecentUse(core: Core): Promise<void> {
  if (isIdle(core, core.device.usedAt)) {
    await core.around.store.put("session", null);
    closeAccount(core);
    throw new SealgraphError("LOCKED");
  }
  await keepUse(core);
}

/** In the store, for the next process. */
export async function keepUse(core: Core): Promise<void> {
  useNow(core);
  await changeDevice(core, { usedAt: core.usedAt ?? null });
}
