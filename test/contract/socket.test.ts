import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { Failure } from "../../src/errors.ts";
import { limits, patience } from "../../src/server/limits.ts";
import { type Edge, type OwnSchema, startEdge } from "../support/edge.ts";
import { openSession, openSocket, type TestSocket } from "../support/socket.ts";

/** Streams of a test: `count` yields what is pushed, with the token hash that its event was resolved with. */
const pushes: ((value: number | Error) => void)[] = [];
let returned = 0;

const own: OwnSchema = {
  sdl: `
    type Query { hello: String!  who: String  where: String  fail: String }
    type Mutation { add(one: Int!, other: Int!): Int! }
    type Subscription { count: Event! }
    type Event { number: Int! who: String where: String }
  `,
  resolvers: {
    Query: {
      hello: () => "hello",
      who: (_source, _args, { request }) => hex(request.accessHash),
      where: (_source, _args, { request }) => request.visit ?? null,
      fail: () => {
        throw new Failure("NOT_FOUND");
      },
    },
    Mutation: { add: (_source, { one, other }) => one + other },
    Subscription: { count: { subscribe: () => stream() } },
    Event: {
      who: (_source, _args, { request }) => hex(request.accessHash),
      where: (_source, _args, { request }) => request.visit ?? null,
    },
  },
};

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString("hex");

function stream(): AsyncIterableIterator<unknown> {
  const waiting: { resolve: (result: IteratorResult<unknown>) => void; reject: (error: Error) => void }[] = [];
  pushes.push((value) => {
    const taker = waiting.shift();
    if (value instanceof Error) taker?.reject(value);
    else taker?.resolve({ done: false, value: { count: { number: value } } });
  });
  return {
    next: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    return: async () => {
      returned += 1;
      for (const { resolve } of waiting) resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Waits until the server has taken everything that was sent before. */
async function settle(socket: TestSocket): Promise<void> {
  socket.send({ type: "ping" });
  expect(await socket.next()).toEqual({ type: "pong" });
}

describe("a WebSocket", () => {
  let edge: Edge;
  beforeEach(async () => {
    pushes.length = 0;
    returned = 0;
    edge = await startEdge(own, { allowedOrigins: ["https://app.example"] });
  });
  afterEach(() => edge.close());

  it("answers queries and mutations, then completes them", async () => {
    const socket = await openSession(edge.url, edge.token());
    socket.send({ id: "1", type: "subscribe", payload: { query: "{ hello }" } });
    expect(await socket.next()).toEqual({ id: "1", type: "next", payload: { data: { hello: "hello" } } });
    expect(await socket.next()).toEqual({ id: "1", type: "complete" });
    const add = { query: "mutation ($n: Int!) { add(one: $n, other: 2) }", variables: { n: 40 } };
    socket.send({ id: "1", type: "subscribe", payload: add });
    expect(await socket.next()).toMatchObject({ payload: { data: { add: 42 } } });
  });

  it("tells failures by the same codes as HTTP", async () => {
    const socket = await openSession(edge.url, edge.token());
    socket.send({ id: "1", type: "subscribe", payload: { query: "{ fail }" } });
    expect(await socket.next()).toMatchObject({
      type: "next",
      payload: { data: { fail: null }, errors: [{ path: ["fail"], extensions: { code: "NOT_FOUND" } }] },
    });
  });

  it("streams events, each resolved with a context of its own", async () => {
    const token = edge.token();
    const socket = await openSession(edge.url, token);
    socket.send({ id: "s", type: "subscribe", payload: { query: "subscription { count { number who } }" } });
    await settle(socket);
    pushes[0]?.(1);
    const first = await socket.next();
    expect(first).toMatchObject({ id: "s", type: "next", payload: { data: { count: { number: 1 } } } });

    const renewed = edge.token({ of: token });
    socket.send({ type: "ping", payload: { authorization: `Bearer ${renewed}` } });
    expect(await socket.next()).toEqual({ type: "pong" });
    pushes[0]?.(2);
    const second = await socket.next();
    expect(second).toMatchObject({ payload: { data: { count: { number: 2 } } } });
    const who = (message: unknown) =>
      (message as { payload: { data: { count: { who: string } } } }).payload.data.count.who;
    expect(who(second)).not.toBe(who(first));
  });

  it("takes each operation to the share that it says it visits, each event too, as over HTTP", async () => {
    const token = edge.token();
    const socket = await openSession(edge.url, token);
    const [share, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const stream = { query: "subscription { count { where } }", extensions: { visit: share } };
    socket.send({ id: "s", type: "subscribe", payload: stream });
    await settle(socket);
    for (const number of [1, 2]) {
      pushes[0]?.(number);
      expect(await socket.next()).toMatchObject({ payload: { data: { count: { where: share } } } });
    }
    const asked = async (extensions: unknown) => {
      const payload = { query: "{ where }", ...(extensions === undefined ? {} : { extensions }) };
      socket.send({ id: "q", type: "subscribe", payload });
      const { type, payload: answer } = await socket.next();
      if (type === "next") await socket.next();
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      const response = await fetch(`${edge.url}/graphql`, { method: "POST", headers, body: JSON.stringify(payload) });
      const { data, errors } = (await response.json()) as {
        data?: { where: unknown };
        errors?: [{ extensions: unknown }];
      };
      const [there] =
        type === "next" ? [(answer as { data: { where: unknown } }).data.where] : (answer as [{ extensions: unknown }]);
      return [there, data ? data.where : errors?.[0]];
    };
    expect(await asked({ visit: other })).toEqual([other, other]);
    for (const none of [undefined, null, {}, { visit: null }]) expect(await asked(none)).toEqual([null, null]);
    const refused = { extensions: { code: "BAD_REQUEST" } };
    for (const visit of [share.toUpperCase(), "", 1, [share], { id: share }])
      expect(await asked({ visit })).toMatchObject([refused, refused]);
  });

  it("ends a stream at once when the client completes it, and when the socket goes", async () => {
    const socket = await openSession(edge.url, edge.token());
    for (const id of ["a", "b"])
      socket.send({ id, type: "subscribe", payload: { query: "subscription { count { number } }" } });
    await settle(socket);
    socket.send({ id: "a", type: "complete" });
    await settle(socket);
    expect(returned).toBe(1);
    socket.socket.close();
    await socket.closed;
    const other = await openSession(edge.url, edge.token());
    await settle(other);
    expect(returned).toBe(2);
  });

  it("ends a stream that fails with its error, and stays open", async () => {
    const socket = await openSession(edge.url, edge.token());
    socket.send({ id: "s", type: "subscribe", payload: { query: "subscription { count { number } }" } });
    await settle(socket);
    pushes[0]?.(new Failure("UNAVAILABLE"));
    expect(await socket.next()).toMatchObject({
      id: "s",
      type: "error",
      payload: [{ extensions: { code: "UNAVAILABLE" } }],
    });
    await settle(socket);
  });

  it.each([
    ["nothing", undefined],
    ["no token", {}],
    ["a token nobody knows", { authorization: `Bearer ${"A".repeat(43)}` }],
    ["a malformed header", { authorization: "Basic QQ==" }],
    ["something else", { authorization: { token: 1 } }],
  ])("is closed when its first message brings %s", async (_, payload) => {
    const socket = await openSocket(edge.url);
    socket.send({ type: "connection_init", payload });
    expect(await socket.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
  });

  it("is closed when it asks before it said who it is", async () => {
    const socket = await openSocket(edge.url);
    socket.send({ id: "1", type: "subscribe", payload: { query: "{ hello }" } });
    expect(await socket.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
  });

  it("is closed when it says nothing", async () => {
    const impatient = await startEdge(own, { patience: { init: 100 } });
    const socket = await openSocket(impatient.url);
    expect(await socket.closed).toEqual({ code: 4408, reason: "BAD_REQUEST" });
    await impatient.close();
  });

  it("is closed when its token runs out, and stays open when it was renewed", async () => {
    // The clock stands until both are open, however long that takes.
    let now = new Date();
    const standing = await startEdge(own, { clock: () => now });
    const soon = new Date(now.getTime() + 50);
    const socket = await openSession(standing.url, standing.token({ expiresAt: soon }));
    const token = standing.token({ expiresAt: soon });
    const renewed = await openSession(standing.url, token);
    renewed.send({ type: "ping", payload: { authorization: `Bearer ${standing.token({ of: token })}` } });
    expect(await renewed.next()).toEqual({ type: "pong" });
    await settle(socket);
    now = soon;
    expect(await socket.closed).toEqual({ code: 4401, reason: "TOKEN_EXPIRED" });
    await settle(renewed);
    await standing.close();
  });

  it.each(["SESSION_ENDED", "DEVICE_REVOKED"] as const)(
    "is closed at once when the doorbell tells of %s",
    async (code) => {
      const token = edge.token();
      const socket = await openSession(edge.url, token);
      edge.end(token, code);
      expect(await socket.closed).toEqual({ code: 4401, reason: code });
    },
  );

  it("refuses the token of another session as a renewal", async () => {
    const socket = await openSession(edge.url, edge.token());
    socket.send({ type: "ping", payload: { authorization: `Bearer ${edge.token()}` } });
    expect(await socket.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
  });

  it("leaves no listener behind", async () => {
    const sockets = await Promise.all([1, 2, 3].map(() => openSession(edge.url, edge.token())));
    expect(edge.listeners()).toBe(3);
    for (const socket of sockets) socket.socket.close();
    await Promise.all(sockets.map((socket) => socket.closed));
    await settle(await openSession(edge.url, edge.token()));
    expect(edge.listeners()).toBe(1);
  });

  it("takes so many operations and no more", async () => {
    const socket = await openSession(edge.url, edge.token());
    const subscribe = (id: string) =>
      socket.send({ id, type: "subscribe", payload: { query: "subscription { count { number } }" } });
    for (let i = 0; i < limits.operationsPerSocket; i++) subscribe(String(i));
    await settle(socket);
    subscribe("more");
    expect(await socket.next()).toMatchObject({
      id: "more",
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED" } }],
    });
    socket.send({ id: "0", type: "complete" });
    await settle(socket);
    subscribe("again");
    await settle(socket);
  });

  it("is closed when it speaks no subprotocol", async () => {
    const socket = await openSocket(edge.url, []);
    expect(await socket.closed).toEqual({ code: 4406, reason: "BAD_REQUEST" });
  });

  it("is told of no subprotocol when it speaks another, which is the end of it", async () => {
    await expect(openSocket(edge.url, ["graphql-ws"])).rejects.toThrow("Server sent no subprotocol");
  });

  it("is refused to pages of other origins, and open to those that are allowed", async () => {
    const from = (origin: string) => openSocket(edge.url, undefined, { origin });
    await expect(from("https://evil.example")).rejects.toThrow("refused: 403");
    await expect(from("null")).rejects.toThrow("refused: 403");
    for (const origin of ["https://app.example", "https://vault.example", edge.url])
      (await from(origin)).socket.close();
  });

  it("is closed with 1001 when the server goes", async () => {
    const socket = await openSession(edge.url, edge.token());
    const closing = edge.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: "UNAVAILABLE" });
    await closing;
    edge = await startEdge(own);
  });
});

describe("a WebSocket whose peer is dead", () => {
  /** Of all that tells or waits for time intervals alone are in the test's hands. */
  const others = [
    ...(["Date", "hrtime", "performance", "nextTick", "queueMicrotask"] as const),
    ...(["setImmediate", "clearImmediate", "setTimeout", "clearTimeout"] as const),
  ];
  afterEach(() => void jest.useRealTimers());

  it("is cut when it answers no ping", async () => {
    // Rounds of pings come when the test says so: on a busy machine a living peer may answer later than the next.
    jest.useFakeTimers({ doNotFake: [...others] });
    const edge = await startEdge(own);
    const pingAll = () => jest.advanceTimersByTime(patience.ping);
    const dead = await openSocket(edge.url, undefined, { autoPong: false });
    const living = await openSession(edge.url, edge.token());
    const asked = Promise.all([dead, living].map(({ socket }) => once(socket, "ping")));
    pingAll();
    await asked;
    await settle(living);
    pingAll();
    expect(await dead.closed).toEqual({ code: 1006, reason: "" });
    await settle(living);
    jest.useRealTimers();
    await edge.close();
  });
});
