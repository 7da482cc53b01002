import type { Core } from "../core.ts";
import type { Operation } from "../transport/http.ts";
import { patiently } from "./patiently.ts";
import { call, isUndone } from "./session.ts";

/**
 * Sends what this device keeps until it knows the outcome, and what the server may ask a second factor for first. Where none
 * was shown, and nothing was sent before, nothing was done for certain: `undo` lets go of what was kept.
 */
export function dangerously<V extends object, R>(
  core: Core,
  operation: Operation<V, R>,
  variables: V,
  undo: () => Promise<void>,
): Promise<R> {
  let sent = false;
  return patiently(core.around, async () => {
    try {
      return await call(core, operation, variables);
    } catch (error) {
      if (!sent && isUndone(error)) await undo();
      sent = true;
      throw error;
    }
  });
}
