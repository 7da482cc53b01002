/** One socket for the subscriptions of a GraphQL client, with the tokens of a session that outlive one another. */
import { type Client, createClient, MessageType, stringifyMessage } from "graphql-ws";
import { WebSocket } from "ws";
import type { Bearer } from "./bearer.ts";
import { endpointOf } from "./endpoint.ts";

export interface LiveSocket {
  readonly client: Client;
  /** Why the socket closed last: the code of the server's closed list, or null for the line. */
  readonly reason: () => string | null;
}

/** Milliseconds between two tokens: access tokens live for 15 minutes. */
const renewEvery = 5 * 60_000;
const patience = 30_000;

/** A line on which nobody answers opens no socket, and closes none by itself: browsers have a patience of their own. */
class PatientSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { handshakeTimeout: patience });
  }
}

/**
 * `retryAttempts: 0`: graphql-ws would subscribe again with the variables of the first time, and so with the first cursor. Whoever
 * resumes does it with the last one: resumed.ts.
 */
export function openSocket(server: string, bearer: Bearer): LiveSocket {
  let reason: string | null = null;
  /** Not taken by the server: the next one is another. */
  let refused: string | undefined;
  let sent = "";
  let renewing: NodeJS.Timeout | undefined;
  const client = createClient({
    url: endpointOf(server).href.replace(/^http/, "ws"),
    // In browsers leave this out: they have their own.
    webSocketImpl: PatientSocket,
    connectionAckWaitTimeout: patience,
    retryAttempts: 0,
    keepAlive: 20_000,
    connectionParams: async () => {
      sent = await bearer.token(refused);
      refused = undefined;
      return { authorization: `Bearer ${sent}` };
    },
    on: {
      connected: (opened) => {
        const socket = opened as WebSocket;
        // A ping with another token of the same session has the socket outlive the first.
        const renew = async () => {
          sent = await bearer.token();
          const payload = { authorization: `Bearer ${sent}` };
          if (socket.readyState === WebSocket.OPEN) socket.send(stringifyMessage({ type: MessageType.Ping, payload }));
        };
        renewing = setInterval(() => void renew().catch(() => socket.close()), renewEvery);
      },
      closed: (event) => {
        clearInterval(renewing);
        const { code, reason: said } = event as { readonly code: number; readonly reason: string };
        reason = code === 4401 || code === 4403 || code === 4400 ? said : null;
        if (reason === "TOKEN_EXPIRED") refused = sent;
      },
    },
  });
  return { client, reason: () => reason };
}
