import { connect, type Socket } from "node:net";

/** What came back: its status and all of its body. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** A whole HTTP request, as it goes over the line. Written once, sent many times. */
export function requestOf(
  method: "GET" | "POST",
  url: string,
  given: { readonly token?: string; readonly body?: string } = {},
): Buffer {
  const { host, pathname, search } = new URL(url);
  const body = Buffer.from(given.body ?? "");
  const head = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    "accept: application/json",
    ...(given.token ? [`authorization: Bearer ${given.token}`] : []),
    ...(body.length > 0 ? ["content-type: application/json", `content-length: ${body.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

/**
 * One keep-alive connection that sends one request at a time. A bare socket instead of an HTTP client: generator, server
 * and PostgreSQL share the same processors, and what the generator takes would hide the difference between two servers.
 * Understands answers with a `content-length` only; throws on anything else.
 */
export class Connection {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #received = 0;
  #expected = Number.POSITIVE_INFINITY;
  #bodyAt = 0;
  #status = 0;
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Connection(socket)));
    });
  }

  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#bodyAt === 0) this.#readHead();
    if (this.#received < this.#expected) return;
    const whole = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const answer = { status: this.#status, body: whole.subarray(this.#bodyAt) };
    this.#chunks = [];
    this.#received = this.#bodyAt = 0;
    this.#expected = Number.POSITIVE_INFINITY;
    this.#settle?.resolve(answer);
  }

  #readHead(): void {
    const start = Buffer.concat(this.#chunks).toString("latin1");
    const end = start.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(start.slice(0, end))?.[1];
    if (length === undefined) {
      this.#fail(new Error("an answer without a content-length"));
      return;
    }
    this.#status = Number(start.slice(9, 12));
    this.#bodyAt = end + 4;
    this.#expected = this.#bodyAt + Number(length);
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = null;
  }
}
