import type { Actor, Request } from "../context.ts";
import { ask } from "../transaction.ts";

/** Who the request's session speaks for. Throws `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `SESSION_ENDED`, `DEVICE_REVOKED`. */
export const findActor = async (request: Request): Promise<Actor> => (await ask(request)).actor;
