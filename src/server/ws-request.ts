import { randomUUID } from "node:crypto";
import type { GraphQLError } from "graphql";
import type { WebSocket } from "ws";
import type { House, Request } from "../domain/context.ts";
import type { VaultId } from "../ids.ts";
import { readVisit } from "./asked.ts";
import { codeOf, refuse } from "./failures.ts";
import { makeRequest, type Whereabouts } from "./request.ts";
import type { SocketSession } from "./ws-session.ts";

/** One open socket. */
export interface Connection {
  readonly socket: WebSocket;
  readonly from: Whereabouts;
  readonly session: SocketSession;
  /** Operations that are streams. */
  readonly streams: Set<string>;
  /** Told once the connection was accepted. */
  accepted(): void;
}

export const newRequest = (house: House, { from, session }: Connection, visit: VaultId | null): Request => ({
  ...makeRequest(house, { id: randomUUID(), ...from, accessHash: session.accessHash, service: session.service }),
  visit,
});

/** The request of a subscription, which outlives tokens: its clock goes on, and its token is the newest of the socket. */
export function liveRequest(house: House, { from, session }: Connection, visit: VaultId | null): Request {
  return {
    house,
    visit,
    id: randomUUID(),
    ...from,
    service: session.service,
    get accessHash() {
      return session.accessHash;
    },
    get now() {
      return house.clock();
    },
  };
}

/** What is wrong with one operation ends no other of the socket. */
export function visitIn(extensions: unknown): VaultId | null | GraphQLError {
  try {
    return readVisit(extensions);
  } catch (error) {
    return refuse(codeOf(error), (error as Error).message);
  }
}
