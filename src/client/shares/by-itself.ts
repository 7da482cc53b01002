import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { isUnknown } from "../sync/is-unknown.ts";
import { hasFailed } from "../transport/refusal.ts";

/** What cannot be done in one share is trouble, and keeps nothing from being done in others: undefined then. */
export async function byItself<T>(core: Core, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isOfAll = isUnknown(error) && !hasFailed(error);
    if (!(error instanceof SealgraphError) || isOfAll) throw error;
    core.events.emit("trouble", error);
    return undefined;
  }
}
