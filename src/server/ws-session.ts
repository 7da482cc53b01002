import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { Actor, House, Request } from "../domain/context.ts";
import { Failure, type FailureCode } from "../errors.ts";
import { codeOf } from "./failures.ts";
import { type Bearer, makeRequest, readAuthorization, type Whereabouts } from "./request.ts";

/** Close codes beyond those of graphql-transport-ws, which has 4400 to 4500. The reason is always a failure code. */
export const closeCodes = {
  goingAway: 1001,
  tryAgain: 1013,
  badRequest: 4400,
  unauthenticated: 4401,
  internal: 4500,
  slow: 4508,
} as const;

export type FindActor = (request: Request) => Promise<Actor>;

/** Who a socket speaks for, for as long as it may. */
export interface SocketSession {
  /** Of the newest token that was accepted; null before the first. */
  readonly accessHash: Uint8Array | null;
  /** It is of a service account. */
  readonly service: boolean;
  /** Takes the first token, or a newer one of the same session. Throws a `Failure` for any other. */
  accept(authorization: unknown): Promise<void>;
  /** Looks whether the session still stands, and closes the socket if not. */
  recheck(): Promise<void>;
  end(): void;
}

/** The session of one socket. It closes the socket when its token runs out or the doorbell brings its end. */
export function makeSocketSession(
  house: House,
  findActor: FindActor,
  socket: WebSocket,
  from: Whereabouts,
): SocketSession {
  let accessHash: Uint8Array | null = null;
  let service = false;
  let actor: Actor | null = null;
  let expiry: NodeJS.Timeout | undefined;
  let unlisten = () => {};
  let accepting = false;
  let ended = false;

  const ask = ({ accessHash, service }: Bearer) =>
    findActor({ ...makeRequest(house, { id: randomUUID(), ...from, accessHash, service }), admits: ["SERVICE"] });

  const session: SocketSession = {
    get accessHash() {
      return accessHash;
    },
    get service() {
      return service;
    },
    async accept(authorization) {
      if (accepting) throw new Failure("BAD_REQUEST", "One token at a time.");
      accepting = true;
      try {
        await take(readAuthorization(authorization));
      } finally {
        accepting = false;
      }
    },
    async recheck() {
      if (accessHash === null) return;
      try {
        await ask({ accessHash, service });
      } catch (error) {
        if (isOver(codeOf(error))) close(socket, codeOf(error));
      }
    },
    end() {
      ended = true;
      clearTimeout(expiry);
      unlisten();
    },
  };

  async function take(bearer: Bearer): Promise<void> {
    if (bearer.accessHash === null) throw new Failure("UNAUTHENTICATED");
    const found = await ask(bearer);
    if (actor && actor.session !== found.session)
      throw new Failure("UNAUTHENTICATED", "The token is of another session.");
    // The socket closed while the database was asked: nothing may be left that nobody takes down.
    if (ended) return;
    const first = actor === null;
    [accessHash, service, actor] = [bearer.accessHash, bearer.service, found];
    awaitExpiry(found.accessExpiresAt);
    if (!first) return;
    unlisten = house.doorbell.listen([found.session], () => void session.recheck());
    // It may have ended after it was read and before anybody listened.
    await ask(bearer);
  }

  function awaitExpiry(moment: Date): void {
    clearTimeout(expiry);
    const left = moment.getTime() - house.clock().getTime();
    if (left <= 0) close(socket, "TOKEN_EXPIRED");
    else expiry = setTimeout(() => awaitExpiry(moment), Math.min(left, 2 ** 31 - 1)).unref();
  }

  return session;
}

const over: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "SESSION_ENDED",
  "DEVICE_REVOKED",
  "NETWORK_REFUSED",
]);

/** Whether a code means that the session, or its token, is good no more. */
export const isOver = (code: FailureCode): boolean => over.has(code);

/** Closes a socket for a reason of the closed list. */
export function close(socket: WebSocket, code: FailureCode): void {
  if (isOver(code)) socket.close(closeCodes.unauthenticated, code);
  else if (code === "UNAVAILABLE") socket.close(closeCodes.tryAgain, code);
  else socket.close(code === "BAD_REQUEST" ? closeCodes.badRequest : closeCodes.internal, code);
}
