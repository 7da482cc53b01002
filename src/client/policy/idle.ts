/** `vaultTimeoutMinutes`: an account that nobody uses locks itself. */
import { closeAccount } from "../account/open.ts";
import { type Core, changeDevice } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { valueOfPolicy } from "./binding.ts";

/** Whether it was last used longer ago than the user may leave it open. */
export function isIdle(core: Core, usedAt: number | null | undefined = core.usedAt): boolean {
  if (core.open === null || usedAt == null) return false;
  const minutes = timeoutOf(core);
  return minutes !== null && core.around.now() - usedAt > minutes * 60_000;
}

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
  if (isIdle(core)) lockNow(core);
  else core.usedAt = core.around.now();
}

/** Looks now and then whether it is left alone; ends by the function that it gives. */
export function watchIdle(core: Core): () => void {
  const timer = setInterval(() => {
    if (isIdle(core)) lockNow(core);
  }, 10_000);
  (timer as { unref?: () => void }).unref?.();
  return () => clearInterval(timer);
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
  core.usedAt = core.around.now();
  await changeDevice(core, { usedAt: core.usedAt });
}
