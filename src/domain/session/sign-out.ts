import type { SessionId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { inTransaction } from "../transaction.ts";
import { endSessionOfToken } from "./rows.ts";

/** Ends the session that asks, open sockets included. */
export async function signOut(request: Request): Promise<{ session: SessionId }> {
  const session = await inTransaction(request, async (tx) => {
    await tx.run(endSessionOfToken(request.accessHash as Uint8Array, request.now));
    await tx.finish(...audited(tx, { kind: "SIGNED_OUT" }));
    return tx.actor.session;
  });
  request.house.doorbell.ring([session]);
  return { session };
}
