import { type ClientOptions, WebSocket } from "ws";

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A WebSocket that speaks graphql-transport-ws only as far as the test says. */
export interface TestSocket {
  readonly socket: WebSocket;
  send(message: object | string | Buffer): void;
  /** The next message that has not been taken yet. Rejects when the socket closes first. */
  next(): Promise<Message>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

const protocol = "graphql-transport-ws";

/** Opens a socket at `/graphql`. Rejects with the status where the upgrade is refused. */
export async function openSocket(
  url: string,
  protocols: string[] = [protocol],
  options: ClientOptions = {},
): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, protocols, options);
  const messages: Message[] = [];
  const takers: { resolve: (message: Message) => void; reject: (error: Error) => void }[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  void closed.then(({ code, reason }) => {
    for (const taker of takers) taker.reject(new Error(`closed: ${code} ${reason}`));
  });
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as Message;
    const taker = takers.shift();
    if (taker) taker.resolve(message);
    else messages.push(message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
    socket.once("unexpected-response", (_, response) => reject(new Error(`refused: ${response.statusCode}`)));
  });
  socket.on("error", () => {});
  return {
    socket,
    send: (message) =>
      socket.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    next: () =>
      new Promise((resolve, reject) => {
        const message = messages.shift();
        if (message) resolve(message);
        else if (socket.readyState !== socket.OPEN) reject(new Error("closed"));
        else takers.push({ resolve, reject });
      }),
    closed,
  };
}

/** Opens a socket and has its token accepted. */
export async function openSession(url: string, token: string): Promise<TestSocket> {
  const socket = await openSocket(url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const { type } = await socket.next();
  if (type !== "connection_ack") throw new Error(`no acknowledgement but ${type}`);
  return socket;
}
