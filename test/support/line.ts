import { WebSocket } from "ws";
import type { Settings, WebSocketClass } from "../../src/client/index.ts";

/** The line between one device and the server, real but for what the test does to it. */
export interface Line {
  /** To be given to the device. */
  readonly settings: Pick<Settings, "fetch" | "WebSocket">;
  /** Names of the operations that were sent, in order. */
  readonly sent: readonly string[];
  /** Every body that was sent. */
  readonly bodies: readonly string[];
  /** Nothing gets through from now on, and open sockets die. */
  cut(): void;
  mend(): void;
  /** So many more requests of this operation get through, and then nothing does. */
  cutAfter(operation: string, times: number): void;
  /** The next request of this operation reaches the server, but its answer is lost. */
  loseAnswer(operation: string): void;
  /** The next request of this operation reaches the server twice. */
  repeat(operation: string): void;
  /** To so many requests of this operation the server says that it failed, after it did them, or without; or another code. */
  failAnswers(operation: string, times: number, done?: boolean, code?: string): void;
  /** Every answer to this operation passes through here: what a server would do that lies. */
  tamper(operation: string, change: (data: Answer) => void): void;
  /** Nothing is asked of the server for this operation: this is the answer. */
  answer(operation: string, body: unknown): void;
  /** The same for pages that come by subscription. */
  tamperPages(change: (page: Answer) => void): void;
  /** The next page of a share of another company is lost, or its stream ends by this code instead. Resolves when that was so. */
  spoilVisit(code: string | null): Promise<void>;
  /** Resolves when a message of this type came over a socket, held back or not; from now on or before. */
  heard(type: string): Promise<void>;
  /** What comes by subscription waits from now on. Gives what lets it in. */
  holdPages(): () => void;
  honest(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a server might send
export type Answer = any;

export function makeLine(): Line {
  const sent: string[] = [];
  const bodies: string[] = [];
  const lost: string[] = [];
  const repeated: string[] = [];
  const failed: { readonly operation: string; readonly done: boolean; readonly code: string }[] = [];
  const visits = new Set<string>();
  const spoils: { readonly code: string | null; readonly done: () => void }[] = [];
  const sockets = new Set<WebSocket>();
  const changes = new Map<string, (data: Answer) => void>();
  const answers = new Map<string, unknown>();
  let changePage: ((page: Answer) => void) | null = null;
  let waiting: (() => void)[] | null = null;
  let isCut = false;
  let left: { readonly operation: string; times: number } | null = null;

  class CuttableSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(isCut ? "ws://127.0.0.1:9/" : url, protocols);
      sockets.add(this);
      const send = this.send.bind(this) as (data: unknown) => void;
      Object.assign(this, {
        send: (data: unknown) => {
          noteVisit(data);
          send(data);
        },
      });
      Object.defineProperty(this, "onmessage", {
        set: (listener: Answer) =>
          this.addEventListener("message", (event) => {
            hears(typeOf(event.data));
            const data = spoilt(event.data, this);
            if (data === null) return;
            const hear = () => listener({ data: tampered(data) });
            if (waiting && isPage(event.data)) waiting.push(hear);
            else hear();
          }),
      });
    }
  }
  const noteVisit = (data: unknown) => {
    const { type, id, payload } = JSON.parse(String(data));
    if (type === "subscribe" && payload.extensions?.visit !== undefined) visits.add(id);
    if (type === "complete") visits.delete(id);
  };
  /** Null for what is lost. */
  const spoilt = (data: unknown, socket: WebSocket): unknown => {
    const { type, id } = JSON.parse(String(data));
    const spoil = type === "next" && visits.has(id) ? spoils.shift() : undefined;
    if (spoil === undefined) return data;
    spoil.done();
    if (spoil.code === null) return null;
    // The server is to have no stream any more that the device takes for ended.
    socket.send(JSON.stringify({ type: "complete", id }));
    return JSON.stringify({ type: "error", id, payload: [{ message: "Refused.", extensions: { code: spoil.code } }] });
  };
  const typeOf = (data: unknown): string => JSON.parse(String(data)).type;
  const isPage = (data: unknown) => typeOf(data) === "next";
  const types = new Map<string, (() => void)[]>();
  const hears = (type: string) => {
    for (const tell of types.get(type) ?? []) tell();
    types.set(type, []);
  };
  const tampered = (data: unknown): string => {
    const message = JSON.parse(String(data));
    if (message.type === "next" && changePage)
      changePage(message.payload.data.changes ?? message.payload.data.auditNews);
    return JSON.stringify(message);
  };

  const line: Line = {
    settings: {
      WebSocket: CuttableSocket as unknown as WebSocketClass,
      fetch: async (url, request) => {
        if (isCut) throw new TypeError("cut");
        const body = String(request?.body);
        const { operationName } = JSON.parse(body) as { operationName: string };
        if (left?.operation === operationName && left.times-- === 0) {
          isCut = true;
          left = null;
          throw new TypeError("cut");
        }
        sent.push(operationName);
        bodies.push(body);
        const failure = failed.findIndex(({ operation }) => operation === operationName);
        if (failure >= 0) {
          const [{ done, code } = { done: true, code: "INTERNAL" }] = failed.splice(failure, 1);
          if (done) await (await fetch(url, request)).arrayBuffer();
          return Response.json({ errors: [{ message: "Failed.", extensions: { code } }] });
        }
        if (answers.has(operationName)) return Response.json(answers.get(operationName));
        const again = repeated.indexOf(operationName);
        if (again >= 0) {
          repeated.splice(again, 1);
          await (await fetch(url, request)).arrayBuffer();
        }
        const response = await fetch(url, request);
        const place = lost.indexOf(operationName);
        if (place >= 0) {
          lost.splice(place, 1);
          await response.arrayBuffer();
          throw new TypeError("lost");
        }
        const change = changes.get(operationName);
        if (!change) return response;
        const answer = await response.json();
        change(answer.data);
        return Response.json(answer);
      },
    },
    sent,
    bodies,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.terminate();
    },
    mend: () => {
      left = null;
      isCut = false;
    },
    cutAfter: (operation, times) => {
      left = { operation, times };
    },
    failAnswers: (operation, times, done = true, code = "INTERNAL") =>
      void failed.push(...Array.from({ length: times }, () => ({ operation, done, code }))),
    spoilVisit: (code) => new Promise((done) => void spoils.push({ code, done })),
    repeat: (operation) => void repeated.push(operation),
    loseAnswer: (operation) => void lost.push(operation),
    tamper: (operation, change) => void changes.set(operation, change),
    answer: (operation, body) => void answers.set(operation, body),
    tamperPages: (change) => {
      changePage = change;
    },
    heard: (type) =>
      new Promise((resolve) => {
        if (types.get(type)?.length === 0) resolve();
        else types.set(type, [...(types.get(type) ?? []), resolve]);
      }),
    holdPages: () => {
      const held: (() => void)[] = [];
      waiting = held;
      return () => {
        waiting = null;
        for (const hear of held) hear();
      };
    },
    honest: () => {
      changes.clear();
      answers.clear();
      changePage = null;
    },
  };
  return line;
}
