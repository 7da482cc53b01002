import { type Core, inTurn } from "../core.ts";
import { wipe } from "../store/store.ts";
import { notePosition } from "../sync/position.ts";
import { signOutOperation } from "../transport/session-operations.ts";
import { noteHeads } from "./heads.ts";
import { closeAccount } from "./open.ts";
import { call } from "./session.ts";

/** Notes heads, ends the session, forgets everything and wipes the store. */
export async function signOut(core: Core): Promise<void> {
  if (core.device.session) {
    // Whoever signs out may be offline, or signed out already: the store is wiped all the same.
    await noteHeads(core).catch(() => {});
    await call(core, signOutOperation, {}).catch(() => {});
  }
  await inTurn(core, async () => {
    await core.open?.frames.settled();
    closeAccount(core);
    await wipe(core.around.store);
    core.device = { ...core.device, session: null, accountKeys: null, ended: "SIGNED_OUT" };
  });
  core.events.emit("signedOut", { reason: "SIGNED_OUT" });
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
