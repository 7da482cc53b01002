import type { SessionId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { askAlone } from "../transaction.ts";
import { endSessionOfToken } from "./rows.ts";

/** Ends the session that asks, open sockets included. */
export async function signOut(request: Request): Promise<{ session: SessionId }> {
  const { actor } = await askAlone(request, endSessionOfToken(request.accessHash as Uint8Array, request.now));
  request.house.doorbell.ring([actor.session]);
  return { session: actor.session };
}
