/** What becomes of a queued change: done, refused, or still waiting for a server. */
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { forgetSent } from "../sync/commit.ts";
import { recordsOf } from "../sync/deed.ts";
import { isPassing, takesLater } from "../transport/refusal.ts";
import { carryOver } from "./carry-over.ts";
import { type Queued, refusalOf, takeOut } from "./queue.ts";
import { changeQueue, refreshShown } from "./shown.ts";

/** It is done: the server has it, or nothing of it was left to be done. `absorbed` are done with it. */
export async function finish(core: Core, open: Open, queued: Queued, absorbed: readonly Queued[] = []): Promise<void> {
  let moved: Queued[] = [];
  changeQueue(core, open, recordsOf(queued.deed), () => {
    takeOut(open.queue, queued);
    moved = carryOver(open, queued);
  });
  // In this order: what a crash leaves of it is settled by its mutation id.
  await open.queueLog.write(moved, [queued, ...absorbed]);
  await forgetSent(core, open);
}

/** It is not done and will not be by itself: it stays, with the reason. */
export async function refuse(core: Core, open: Open, queued: Queued, error: SealgraphError): Promise<void> {
  queued.refusal = refusalOf(error);
  queued.error = error;
  open.failures = 0;
  refreshShown(core, open);
  core.events.emit("trouble", error);
  await open.queueLog.write([queued]);
  await forgetSent(core, open);
}

/** Notes whether the server answers, and has what waits shown so. */
export function become(core: Core, open: Open, reachable: boolean): void {
  if (!reachable) core.onUnsent?.();
  if (core.reachable === reachable) return;
  core.reachable = reachable;
  if (open.queue.length > 0) refreshShown(core, open);
}

/** Who is offline, or waits for a restored server, has done nothing wrong; of anything else the person is told, though the change is kept. */
export function tell(core: Core, error: unknown): void {
  if (!(error instanceof SealgraphError)) throw error;
  if (!isPassing(error) && !takesLater(error)) core.events.emit("trouble", error);
}

/** What a change that cannot be signed, or put together with others, is refused with. Throws what is no word about the change. */
export function refusalFrom(error: unknown): SealgraphError {
  if (error instanceof SealgraphError) return error;
  if (error instanceof SealError) return new SealgraphError("STORE_DAMAGED", { part: "queue" });
  if (error instanceof ProtocolError) return new SealgraphError("REFUSED", { reason: error.code });
  throw error;
}
