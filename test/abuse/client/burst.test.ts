/**
 * Crowds of hostile callers at once: the process stays up and answers others meanwhile, and afterwards has let go of
 * everything: sockets, streams, memory, connections to the database.
 *
 * Source: our own reasoning; unrestricted resource consumption in the OWASP list for APIs.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { WebSocket } from "ws";
import { limits } from "../../../src/server/limits.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { post, startEdge } from "../../support/edge.ts";
import { freePort } from "../../support/free-port.ts";
import { type Launched, launch, ready } from "../../support/launch.ts";
import { openSocket } from "../../support/socket.ts";

let server: Launched;
let database: FreshDatabase;
let folder: string;
let url: string;
let metricsPort: number;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-"));
  metricsPort = await freePort();
  const environment = {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    SERVER_SECRET: randomBytes(32).toString("base64url"),
    METRICS_PORT: String(metricsPort),
  };
  server = await launch({ folder, environment });
  await server.written(ready);
  url = server.url.replace("localhost", "127.0.0.1");
});
afterAll(async () => {
  server.signal("SIGINT");
  expect((await server.ended).code).toBe(0);
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  if (!line) throw new Error(`no metric ${name}`);
  return Number(line.split(" ")[1]);
}

/** Asks until it is so: the test's own time limit ends it otherwise. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

const all = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

/** Others are answered while `work` runs, however long that takes. */
async function othersAreAnswered(work: Promise<unknown>): Promise<void> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  let answered = 0;
  do {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await post(url, { query: "{ __typename }" })).body).toEqual({ data: { __typename: "Query" } });
    answered++;
  } while (!over);
  await done;
  expect(answered).toBeGreaterThan(0);
}

/** Sooner or later nothing is held any more: what the server does by itself meanwhile is not held for long. */
async function isClean(): Promise<void> {
  await until(async () => (await metric("sealgraph_websocket_connections")) === 0);
  await until(async () => (await metric("sealgraph_subscriptions")) === 0);
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  const stuck =
    "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
  await until(async () => (await client.query(stuck)).rows.length === 0);
  await client.end();
}

describe("a crowd", () => {
  it("of documents that are deep, wide, long, or none at all costs the others nothing", async () => {
    const deep = `{ ${"viewer { tenant { ".repeat(3_000)}`;
    const wide = `{ ${Array.from({ length: 1_500 }, (_, n) => `a${n}: viewer { user }`).join(" ")} }`;
    const many = `{ viewer { ...F0 } } ${Array.from({ length: 60 }, (_, n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`).join(" ")} fragment F60 on User { user }`;
    const directives = `{ viewer ${"@include(if: true) ".repeat(700)} { user } }`;
    const variables = { a: Array.from({ length: 20_000 }, () => [[[]]]) };
    const texts = [deep, wide, many, directives, "{".repeat(16_000), "\ud800", "#".repeat(50_000)];
    await othersAreAnswered(
      all(140, async (n) => {
        const { body } = await post(url, { query: texts[n % texts.length], variables });
        expect(body.errors?.[0]?.extensions.code).toMatch(
          /^(QUERY_TOO_LARGE|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_REQUEST|UNAUTHENTICATED)$/,
        );
      }),
    );
    await isClean();
  });

  it("of bodies that are too large, or cut off in the middle, is let go of", async () => {
    const before = await metric("process_resident_memory_bytes");
    const { hostname, port } = new URL(url);
    const half = async () => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${limits.bodyWithoutSession}\r\n\r\n`,
      );
      socket.write("a".repeat(limits.bodyWithoutSession / 2));
      socket.resetAndDestroy();
      await once(socket, "close");
    };
    await othersAreAnswered(all(100, half));
    await othersAreAnswered(
      all(40, async () => {
        const body = JSON.stringify({ query: "#".repeat(limits.bodyWithoutSession * 2) });
        const answer = await fetch(`${url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        }).catch(() => null);
        expect([413, undefined]).toContain(answer?.status);
      }),
    );
    // Far below what was sent: 130 MB.
    expect((await metric("process_resident_memory_bytes")) - before).toBeLessThan(120 * 1024 * 1024);
    await isClean();
  });

  it("of sockets that say nothing, and die without a word, is forgotten", async () => {
    // Who says nothing is closed after some seconds, in which a slow machine does not open many.
    const first = await openSocket(url);
    expect(await metric("sealgraph_websocket_connections")).toBe(1);
    const sockets = [first, ...(await all(299, () => openSocket(url)))];
    await othersAreAnswered(
      Promise.all(
        sockets.map(({ socket, closed }, n) => {
          // A third says something strange, a third is cut, and the last third waits until it is closed for its silence.
          if (n % 3 === 0)
            socket.send('{"type":"subscribe","id":"1","payload":{"query":"subscription { changes { cursor } }"}}');
          if (n % 3 === 1) socket.terminate();
          return closed;
        }),
      ),
    );
    await isClean();
  });

  it("of sockets is bounded while they have not said who they are", async () => {
    // Nobody is closed for their silence before the last has come, however slow the machine is.
    const edge = await startEdge(
      { sdl: "type Query { hello: String }", resolvers: {} },
      { patience: { init: 600_000 } },
    );
    const came: WebSocket[] = [];
    const opened = () =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`${edge.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
        came.push(socket);
        socket.on("error", () => {});
        socket.once("open", () => resolve(true)).once("close", () => resolve(false));
      });
    const outcomes = await all(limits.socketsWaiting + 50, opened);
    expect(outcomes.filter((isOpen) => isOpen)).toHaveLength(limits.socketsWaiting);
    expect((await post(edge.url, { query: "{ hello }" })).body).toEqual({ data: { hello: null } });
    // Whoever goes makes room.
    for (const socket of came.splice(0)) socket.terminate();
    await until(opened);
    for (const socket of came) socket.terminate();
    await edge.close();
  });

  it("of attempts is counted one by one, however they are bundled", async () => {
    const one = (n: number) => `a${n}: requestChallenge(input: { address: "victim@example.com" }) { challenge }`;
    const bundle = `mutation { ${Array.from({ length: limits.rootFields }, (_, n) => one(n)).join(" ")} }`;
    const answers = await all(10, () => post(url, { query: bundle }));
    const codes = answers.flatMap(({ body }) => body.errors?.map(({ extensions }) => extensions.code) ?? []);
    const given = answers.flatMap(({ body }) => Object.values(body.data ?? {}).filter(Boolean));
    expect(new Set(codes)).toEqual(new Set(["RATE_LIMITED"]));
    expect(given.length).toBeLessThanOrEqual(30);
    const { body } = await post(url, { query: "{ __typename }" });
    expect(body).toEqual({ data: { __typename: "Query" } });
    const batch = await post(url, JSON.stringify(Array.from({ length: 100 }, () => ({ query: bundle }))));
    expect(batch.body.errors?.[0]?.extensions.code).toBe("BAD_REQUEST");
  });
});
