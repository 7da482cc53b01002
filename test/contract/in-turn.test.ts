import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Edge, type OwnSchema, post, startEdge } from "../support/edge.ts";
import { openSession } from "../support/socket.ts";

const begun: string[] = [];
const release: (() => void)[] = [];

const own: OwnSchema = {
  sdl: `
    type Query { hello: String!  partner: Partner! }
    type Partner { totals(name: String!): Totals!  labels: [String!]! }
    type Totals { people: Int! }
  `,
  resolvers: {
    Query: { hello: () => "hello", partner: () => ({ labels: [] }) },
    Partner: {
      totals: async (_source, { name }) => {
        begun.push(name);
        await new Promise<void>((resolve) => release.push(resolve));
        return { people: 1 };
      },
    },
  },
};

const totals = (name: string) => `{ partner { totals(name: "${name}") { people } } }`;
const answer = { data: { partner: { totals: { people: 1 } } } };
const places = Math.max(1, availableParallelism() >> 1);

/** Waits, without a clock, until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe("what reads across companies, over both transports", () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(own);
  });
  afterAll(async () => {
    for (const each of release) each();
    await edge.close();
  });

  it("waits while all places are taken, and whoever asks for it no more is passed over; everything else is answered meanwhile", async () => {
    const headers = { authorization: `Bearer ${edge.token({ surface: "PARTNER" })}` };
    const taken = Array.from({ length: places }, (_, n) => post(edge.url, { query: totals(`taken ${n}`) }, headers));
    await until(() => begun.length === places);

    const socket = await openSession(edge.url, edge.token({ surface: "PARTNER" }));
    socket.send({ id: "no more", type: "subscribe", payload: { query: totals("no more") } });
    socket.send({ id: "kept", type: "subscribe", payload: { query: totals("kept") } });
    const closed = await openSession(edge.url, edge.token({ surface: "PARTNER" }));
    closed.send({ id: "closed", type: "subscribe", payload: { query: totals("closed") } });
    const cut = new AbortController();
    const url = `${edge.url}/graphql`;
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" } };
    const left = fetch(url, { ...sent, body: JSON.stringify({ query: totals("left") }), signal: cut.signal });
    const last = post(edge.url, { query: totals("last") }, headers);
    // Neither what reads nothing of the kind, nor a surface that it is refused on, nor who is nobody, waits in line.
    expect((await post(edge.url, { query: "{ hello partner { labels } }" }, headers)).body).toEqual({
      data: { hello: "hello", partner: { labels: [] } },
    });
    expect(await post(edge.url, { query: totals("nobody's") })).toMatchObject({
      status: 401,
      body: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] },
    });
    socket.send({ id: "no more", type: "complete" });
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    closed.socket.terminate();
    await closed.closed;
    cut.abort();
    await expect(left).rejects.toThrow();

    expect(begun).toHaveLength(places);
    const ends = setInterval(() => {
      for (const each of release.splice(0)) each();
    }, 1);
    expect((await last).body).toEqual(answer);
    expect(await socket.next()).toMatchObject({ id: "kept", type: "next", payload: answer });
    for (const each of taken) expect((await each).body).toEqual(answer);
    clearInterval(ends);
    expect(begun.slice(places).sort()).toEqual(["kept", "last"]);
    socket.socket.close();
  });
});
