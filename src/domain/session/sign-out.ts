import type { SessionId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import type { Request } from "../context.ts";
import { inTransaction } from "../transaction.ts";
import { endSessionOfToken } from "./rows.ts";

/** Ends the session that asks, open sockets included; also from outside the networks that it is for. */
export async function signOut(request: Request): Promise<{ session: SessionId }> {
  const leaving = { ...request, admits: [...(request.admits ?? []), "ELSEWHERE" as const] };
  const session = await inTransaction(leaving, async (tx) => {
    await tx.run(endSessionOfToken(request.accessHash as Uint8Array, request.now));
    await tx.finish(...audited(tx, { kind: "SIGNED_OUT" }));
    return tx.actor.session;
  });
  request.house.doorbell.ring([session]);
  return { session };
}
