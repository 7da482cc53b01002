import type { WebSocket as ProtocolSocket } from "graphql-ws";
import type { RawData, WebSocket } from "ws";
import { Failure, type FailureCode } from "../errors.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { putIn } from "./splice.ts";
import { close, closeCodes, type SocketSession } from "./ws-session.ts";

/** A socket as graphql-ws sees it: text alone, bounded, and every close with a failure code as its reason. */
export function endsOf(socket: WebSocket, session: SocketSession, log: Log): ProtocolSocket {
  return {
    protocol: socket.protocol,
    close: (code = closeCodes.internal) => socket.close(code, reasons[code] ?? "BAD_REQUEST"),
    send: (json) => send(socket, putIn(json)),
    onMessage: (take) =>
      socket.on("message", (data, isBinary) => {
        if (socket.readyState === socket.OPEN) receive(socket, data, isBinary, take, log);
      }),
    async onPing(payload) {
      if (session.accessHash !== null && payload?.authorization !== undefined)
        await session.accept(payload.authorization);
      await send(socket, '{"type":"pong"}');
    },
  };
}

/** Of the closes that graphql-ws decides on; the others speak of a peer that breaks the protocol. */
const reasons: Readonly<Record<number, FailureCode>> = { 4401: "UNAUTHENTICATED", 4403: "FORBIDDEN", 4500: "INTERNAL" };

function receive(
  socket: WebSocket,
  data: RawData,
  isBinary: boolean,
  take: (text: string) => Promise<void>,
  log: Log,
): void {
  if (isBinary) close(socket, "BAD_REQUEST");
  else
    take(String(data)).catch((error: unknown) => {
      const code = error instanceof Failure ? error.code : isUnexpectedMessage(error) ? "BAD_REQUEST" : "INTERNAL";
      if (code === "INTERNAL") log.failure("a message failed", error, { transport: "ws" });
      close(socket, code);
    });
}

/** graphql-ws throws this for messages that only a server sends. */
const isUnexpectedMessage = (error: unknown) =>
  error instanceof Error && error.message.startsWith("Unexpected message of type");

/** Resolves when the text was handed to the network, so that a stream's next event waits for its reader. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else if (socket.bufferedAmount > limits.buffered) {
      socket.close(closeCodes.slow, "UNAVAILABLE");
      resolve();
    } else socket.send(text, () => resolve());
  });
}
