import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { countQueued } from "../queue/queue.ts";
import { wipe } from "../store/store.ts";
import { notePosition } from "../sync/position.ts";
import { settle } from "../sync/settle.ts";
import { signOutOperation } from "../transport/session-operations.ts";
import { noteHeads } from "./heads.ts";
import { closeAccount } from "./open.ts";
import { call } from "./session.ts";

export interface SignOut {
  /** Lets go of changes that the server does not have; without it there may be none. */
  readonly discard?: boolean;
}

/**
 * Notes heads, ends the session, forgets everything and wipes the store. Throws CHANGES_WAITING where the server does not
 * have all that was changed here, even when it was asked once more, and nothing said that it may be lost: then nothing is
 * done. `stop` ends what follows the server.
 */
export async function signOut(core: Core, { discard = false }: SignOut, stop: () => Promise<void>): Promise<void> {
  if (!discard) await demandNothingWaits(core);
  await stop();
  if (core.device.session) {
    // Whoever signs out may be offline, or signed out already: the store is wiped all the same.
    await noteHeads(core).catch(() => {});
    await call(core, signOutOperation, {}).catch(() => {});
  }
  await inTurn(core, async () => {
    await core.open?.frames.settled();
    closeAccount(core);
    await wipe(core.around.store);
    core.noted = { ...core.noted, pending: 0, refused: 0 };
    core.device = { ...core.device, session: null, accountKeys: null, ended: "SIGNED_OUT" };
  });
  core.events.emit("signedOut", { reason: "SIGNED_OUT" });
}

async function demandNothingWaits(core: Core): Promise<void> {
  const count = () => (core.open ? countQueued(core.open.queue, core.open.deed) : core.noted);
  if (core.open && count().pending > 0) await inTurn(core, () => settle(core)).catch(() => {});
  const { pending, refused } = count();
  if (pending + refused > 0) throw new SealgraphError("CHANGES_WAITING", { pending, refused });
}

/** Forgets what is secret and lets go of the store. */
export async function close(core: Core): Promise<void> {
  core.closed = true;
  await inTurn(core, async () => {
    await core.open?.frames.settled();
    await notePosition(core).catch(() => {});
    closeAccount(core);
  });
  await core.around.store.close();
}
