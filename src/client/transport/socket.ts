import { type Client, createClient, MessageType, stringifyMessage } from "graphql-ws";
import { SealgraphError } from "../errors.ts";
import type { Surroundings, WebSocketClass } from "../settings.ts";
import { refusalFor, refusalOf } from "./refusal.ts";

/** A subscription over one socket. It ends once, and says why. */
export interface Subscription {
  /** Has the socket live on with a newer access token. */
  renew(accessToken: string): void;
  /** Subscribes to another stream over the same socket. It ends by itself, or with the socket. */
  also(stream: Stream, onPage: (page: unknown) => void): SubscribedToo;
  stop(): void;
  /** Resolves when it was stopped here; rejects with the reason when it ended otherwise. */
  readonly ended: Promise<void>;
}

/** A further stream of a socket. */
export type SubscribedToo = Pick<Subscription, "stop" | "ended">;

/** What is subscribed to, and how an event of it is read. */
export interface Stream {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  /** The share of another company that it is about (PROTOCOL §4.12). */
  readonly visit?: string;
  readonly read: (data: unknown) => unknown;
}

export interface Subscriber {
  readonly stream: Stream;
  readonly accessToken: string;
  /** A page, as it came. */
  readonly onPage: (page: unknown) => void;
}

/** How often the line is tried while it is silent, and how long an answer may take, in milliseconds. */
const keepAlive = 20_000;
const pongWithin = 10_000;

/** Subscribes to a stream. One socket, one attempt: whoever calls this begins anew from where it was. */
export async function subscribe(around: Surroundings, subscriber: Subscriber): Promise<Subscription> {
  const webSocketImpl = around.WebSocket ?? (await patientSocket(around.timeout));
  let socket: WebSocket | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client: Client = createClient({
    url: around.socketEndpoint,
    webSocketImpl: webSocketImpl as WebSocketClass,
    retryAttempts: 0,
    lazy: true,
    keepAlive,
    connectionAckWaitTimeout: around.timeout,
    connectionParams: { authorization: `Bearer ${subscriber.accessToken}` },
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), pongWithin);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  /** Of a socket that was refused, `dispose` rejects with what it was refused for; `ended` has that already. */
  const dispose = () => void Promise.resolve(client.dispose()).catch(() => {});
  const { ended } = listen(client, subscriber.stream, subscriber.onPage, dispose);
  return {
    ended,
    stop: dispose,
    also: (stream, onPage) => {
      const listening = listen(client, stream, onPage, () => listening.stop());
      return listening;
    },
    renew: (accessToken) => {
      if (socket?.readyState !== 1) return;
      socket.send(stringifyMessage({ type: MessageType.Ping, payload: { authorization: `Bearer ${accessToken}` } }));
    },
  };
}

/** Of the package `ws`, which by itself waits for ever on a line that swallows everything. The platforms' own do not. */
async function patientSocket(handshakeTimeout: number) {
  const { WebSocket } = await import("ws");
  return class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { handshakeTimeout });
    }
  };
}

/** @param onFailed called when it ends otherwise than it was stopped. */
function listen(
  client: Client,
  { query, variables, visit, read }: Stream,
  onPage: (page: unknown) => void,
  onFailed: () => void,
): SubscribedToo {
  let stop = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      onFailed();
    };
    stop = client.subscribe(
      { query, variables, ...(visit !== undefined && { extensions: { visit } }) },
      {
        next: ({ data, errors }) => {
          if (errors) return fail(refusalOf(errors));
          try {
            onPage(read(data));
          } catch (error) {
            fail(error);
          }
        },
        error: (reason) => fail(reasonOf(reason)),
        complete: resolve,
      },
    );
  });
  // Whoever waits sees it; nobody waiting is no unhandled rejection.
  ended.catch(() => {});
  return { ended, stop: () => stop() };
}

/** What a closed socket means: a typed reason at 4401, else that the line is gone. */
function reasonOf(reason: unknown): SealgraphError {
  if (Array.isArray(reason)) return refusalOf(reason.map((error) => ({ extensions: error.extensions })));
  const { code, reason: text } = (reason ?? {}) as { code?: unknown; reason?: unknown };
  if (code === 4401 && typeof text === "string") return refusalFor(text);
  return new SealgraphError("UNREACHABLE");
}
