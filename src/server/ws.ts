import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import type { Duplex } from "node:stream";
import { handleProtocols } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { type FailureCode, failureCodes } from "../errors.ts";
import { refusalText } from "./http-answer.ts";
import { media } from "./http-media.ts";
import { limits } from "./limits.ts";
import { connectionClosed, connectionOpened } from "./metrics.ts";
import type { Origins } from "./origins.ts";
import { whereaboutsOf } from "./request.ts";
import { endsOf } from "./ws-ends.ts";
import { makeOperations, type OperationParts } from "./ws-operations.ts";
import { closeCodes, type FindActor, makeSocketSession } from "./ws-session.ts";

export interface SocketParts extends OperationParts {
  readonly findActor: FindActor;
  readonly origins: Origins;
  readonly trustedProxies: BlockList;
  /** Milliseconds between two pings. */
  readonly pingEvery: number;
}

export interface Sockets {
  /** For the `upgrade` event of the HTTP server. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Takes no new sockets and closes every one with 1001; cuts what has not closed after a second. */
  drain(): Promise<void>;
}

/** WebSockets at `/graphql`, graphql-transport-ws. */
export function makeSockets(parts: SocketParts): Sockets {
  const operations = makeOperations(parts);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.message,
    perMessageDeflate: false,
    handleProtocols,
  });
  server.on("wsClientError", (_error, stream) => refuse(stream, "400 Bad Request", "BAD_REQUEST"));
  const alive = new WeakSet<WebSocket>();
  let waiting = 0;
  let draining = false;

  const keepAlive = setInterval(() => {
    for (const socket of server.clients) {
      if (alive.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }, parts.pingEvery).unref();

  function open(socket: WebSocket, request: IncomingMessage): void {
    const forwarded = request.headers["x-forwarded-for"] as string | undefined;
    const from = whereaboutsOf(request.socket.remoteAddress, forwarded, parts.trustedProxies);
    const session = makeSocketSession(parts.house, parts.findActor, socket, from);
    const accepted = once(() => {
      waiting -= 1;
    });
    waiting += 1;
    connectionOpened();
    alive.add(socket);
    socket.on("pong", () => alive.add(socket));
    socket.on("message", () => alive.add(socket));
    socket.on("error", () => {}); // ws closes it by itself, with the code that fits.
    const connection = { socket, from, session, streams: new Set<string>(), accepted };
    const closed = operations.opened(endsOf(socket, session, parts.log), connection);
    socket.once("close", (code, reason) => {
      accepted();
      session.end();
      connectionClosed();
      closed(code, String(reason)).catch((error: unknown) => parts.log.failure("a socket was not cleared away", error));
    });
  }

  return {
    upgrade(request, stream, head) {
      stream.on("error", () => stream.destroy());
      const path = (request.url ?? "").split("?", 1)[0];
      if (path !== "/graphql") refuse(stream, "404 Not Found", "NOT_FOUND");
      else if (!parts.origins.mayConnect(request.headers.origin, request.headers.host))
        refuse(stream, "403 Forbidden", "FORBIDDEN");
      else if (draining || waiting >= limits.socketsWaiting) refuse(stream, "503 Service Unavailable", "UNAVAILABLE");
      else server.handleUpgrade(request, stream, head, open);
    },
    async drain() {
      draining = true;
      clearInterval(keepAlive);
      const sockets = [...server.clients];
      const gone = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
      for (const socket of sockets) socket.close(closeCodes.goingAway, "UNAVAILABLE");
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, 1_000);
      await gone;
      clearTimeout(cut);
    },
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function refuse(stream: Duplex, status: string, code: FailureCode): void {
  const text = refusalText(code, failureCodes[code]);
  const head = ["connection: close", `content-type: ${media.json}`, `content-length: ${text.length}`].join("\r\n");
  stream.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${text}`);
}
