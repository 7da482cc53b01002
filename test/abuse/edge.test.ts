import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { limits } from "../../src/server/limits.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";
import { post, startEdge } from "../support/edge.ts";
import { type Launched, launch, ready } from "../support/launch.ts";
import { openSocket } from "../support/socket.ts";

/** Opens a bare connection, sends the parts, and answers all that comes until the server closes or `until` came. */
async function raw(url: string, parts: readonly (string | Buffer)[], until?: RegExp): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  const over = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (until?.test(text)) resolve();
    });
    socket.on("close", () => resolve());
    socket.on("error", () => resolve());
  });
  for (const part of parts) socket.write(part);
  await over;
  socket.destroy();
  return text;
}

const head = (length: number | string, more = "") =>
  `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;
const upgrade = [
  "GET /graphql HTTP/1.1",
  "host: x",
  "connection: upgrade",
  "upgrade: websocket",
  "sec-websocket-version: 13",
  "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
  "sec-websocket-protocol: graphql-transport-ws",
  "\r\n",
].join("\r\n");

describe("a server that is abused", () => {
  let server: Launched;
  let database: FreshDatabase;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "sealgraph-"));
    const environment = {
      DATABASE_URL: database.applicationUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SERVER_SECRET: randomBytes(32).toString("base64url"),
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
  afterEach(async () => {
    // The same process still answers.
    expect((await post(url, { query: "{ __typename }" })).body).toEqual({ data: { __typename: "Query" } });
  });

  it("answers bodies of any bytes with a closed list of refusals", async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const body = Buffer.from(bytes);
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("answers any JSON with one, too", async () => {
    const property = fc.asyncProperty(fc.json(), async (text) => {
      const { status, body } = await post(url, text);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, "BAD_REQUEST"]);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("answers any document with one, and any variables", async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.dictionary(fc.string(), fc.jsonValue()),
      async (query, variables) => {
        const { body } = await post(url, { query, variables });
        expect(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]).toContain(
          body.errors?.[0]?.extensions.code ?? "GRAPHQL_PARSE_FAILED",
        );
        const asked = await post(url, {
          query: "query ($after: Cursor, $first: Int) { sync(after: $after, first: $first) { cursor } }",
          variables,
        });
        expect(asked.body.errors?.[0]?.extensions.code).toMatch(/^(UNAUTHENTICATED|BAD_USER_INPUT)$/);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([
    ["truncated JSON", Buffer.from('{"query":"{ __typename }"')],
    ["JSON in UTF-16", Buffer.from('{"query":"{ __typename }"}', "utf16le")],
    [
      "broken UTF-8",
      Buffer.concat([Buffer.from('{"query":"{ __typename } #'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    ],
    ["a compressed body that says nothing of it", Buffer.from("1f8b0800000000000003ab562a2c4d2daa54b2520a", "hex")],
    ["deep nesting", Buffer.from(`{"query":${"[".repeat(100_000)}`)],
  ])("refuses %s", async (_, body) => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(400);
  });

  it("refuses a compressed body that says so", async () => {
    const { status } = await post(url, { query: "{ __typename }" }, { "content-encoding": "gzip" });
    expect(status).toBe(400);
  });

  it("takes names that JavaScript has a meaning for as names", async () => {
    const text =
      '{"query":"{ __typename }","variables":{"__proto__":{"polluted":1},"constructor":1},"__proto__":{"query":1}}';
    expect((await post(url, text)).body).toEqual({ data: { __typename: "Query" } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    ["bytes that are no HTTP", [randomBytes(2_000)], /^HTTP\/1\.1 400 .*BAD_REQUEST/s],
    ["a TLS greeting", [Buffer.from("16030100c8010000c40303", "hex"), randomBytes(190)], /^HTTP\/1\.1 400 /],
    ["two lengths", [head("1\r\ncontent-length: 2"), "{}"], /^HTTP\/1\.1 400 /],
    ["a length that is none", [head("-1"), "{}"], /^HTTP\/1\.1 400 /],
    ["a length and chunks at once", [head("5", "transfer-encoding: chunked\r\n"), "0\r\n\r\n"], /^HTTP\/1\.1 400 /],
    ["a head without end", [`GET / HTTP/1.1\r\nx: ${"a".repeat(40_000)}`], /^HTTP\/1\.1 431 .*PAYLOAD_TOO_LARGE/s],
  ])("refuses %s", async (_, parts, answer) => {
    expect(await raw(url, parts)).toMatch(answer);
  });

  it("refuses by the length that is announced, before the body", async () => {
    const tooLarge = /^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s;
    expect(await raw(url, [head(limits.body + 1)], tooLarge)).toMatch(tooLarge);
    expect(await raw(url, [head(limits.body + 1, "expect: 100-continue\r\n")], tooLarge)).toMatch(tooLarge);
    expect(await raw(url, [head(99_999_999_999)], tooLarge)).toMatch(tooLarge);
  });

  it("refuses a body without a length as soon as it is too long", async () => {
    const chunk = `10000\r\n${"a".repeat(65_536)}\r\n`;
    const chunks = Array.from({ length: limits.bodyWithoutSession / 65_536 + 2 }, () => chunk);
    const start = head(0).replace("content-length: 0", "transfer-encoding: chunked");
    const tooLarge = /^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s;
    expect(await raw(url, [start, ...chunks], tooLarge)).toMatch(tooLarge);
  });

  it("outlives callers that hang up in the middle", async () => {
    const { hostname, port } = new URL(url);
    const cut = async (text: string) => {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.write(text);
      socket.resetAndDestroy();
      await once(socket, "close").catch(() => {});
    };
    const whole = JSON.stringify({ query: "{ __typename }" });
    const sent = head(whole.length) + whole;
    await Promise.all([1, 10, 60, sent.length - 5, sent.length].map((length) => cut(sent.slice(0, length))));
    await Promise.all([upgrade, upgrade.slice(0, 60), `${upgrade}garbage`].map(cut));
  });

  it("closes sockets that send what is no frame, or a frame that is none of theirs", async () => {
    const frames = {
      unmasked: Buffer.from([0x81, 0x02, 0x7b, 0x7d]),
      reserved: Buffer.from([0xf3, 0x80, 0, 0, 0, 0]),
      longPing: Buffer.from([0x89, 0xfe, 0x01, 0x00]),
      huge: Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      nonsense: randomBytes(500),
    };
    for (const frame of Object.values(frames)) expect(await raw(url, [upgrade, frame])).toMatch(/^HTTP\/1\.1 101 /);
  });

  it.each([
    ["text that is no JSON", "hello", 4400],
    ["JSON that is no message", "[1, 2]", 4400],
    ["a message without a type", "{}", 4400],
    ["a type that is none", '{"type":"drop tables"}', 4400],
    ["a message of servers", '{"type":"connection_ack"}', 4400],
    ["a subscription to nothing", '{"type":"subscribe","id":"1"}', 4400],
    ["an id that is none", '{"type":"subscribe","id":{},"payload":{"query":"{ __typename }"}}', 4400],
    ["bytes", randomBytes(200), 4400],
    ["text that is no UTF-8", null, 1007],
  ])("closes sockets that send %s", async (_, message, code) => {
    const socket = await openSocket(url);
    if (message === null) socket.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    else socket.send(message);
    expect((await socket.closed).code).toBe(code);
  });

  it("closes sockets that introduce themselves again and again", async () => {
    const codes = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const { send, closed } = await openSocket(url);
        for (let i = 0; i < 20; i++) send({ type: "connection_init", payload: { authorization: "Bearer x" } });
        return (await closed).code;
      }),
    );
    for (const code of codes) expect([4401, 4429]).toContain(code);
  });

  it("refuses an upgrade to what it does not speak, or elsewhere", async () => {
    expect(await raw(url, [upgrade.replace("/graphql", "/other")])).toMatch(/^HTTP\/1\.1 404 .*NOT_FOUND/s);
    expect(await raw(url, [upgrade.replace("version: 13", "version: 7")])).toMatch(/^HTTP\/1\.1 400 .*BAD_REQUEST/s);
    expect(await raw(url, [upgrade.replace("AAAAAAAAAAAAAAAAAAAAAA==", "short")])).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(url, [upgrade.replace("upgrade: websocket", "upgrade: h2c")], /HTTP/)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("callers that are slow", () => {
  const own = { sdl: "type Query { hello: String }", resolvers: { Query: { hello: () => "hello" } } };

  it("are told, or cut, when head or body do not come, and do not hold up others", async () => {
    const edge = await startEdge(own, { patience: { headers: 300, request: 500, check: 50 } });
    const slowHead = raw(edge.url, ["POST /graphql HTTP/1.1\r\nhost: x\r\n"]);
    const slowBody = raw(edge.url, [head(100), "{"]);
    // Who is not slow may be taken for it where the machine is: it asks until it was not.
    const ask = () => post(edge.url, { query: "{ hello }" }).catch(() => null);
    let answer = await ask();
    while (answer === null || answer.status === 408) answer = await ask();
    expect(answer.body).toEqual({ data: { hello: "hello" } });
    expect(await slowHead).toMatch(/^HTTP\/1\.1 408 .*BAD_REQUEST/s);
    expect(await slowBody).toMatch(/^(HTTP\/1\.1 408 .*BAD_REQUEST|$)/s);
    await edge.close();
  });

  it("are not waited for when they say nothing more", async () => {
    const edge = await startEdge(own, { patience: { keepAlive: 200 } });
    const socket: Socket = connect(Number(new URL(edge.url).port), "127.0.0.1");
    socket.write("GET /graphql?query={hello} HTTP/1.1\r\nhost: x\r\n\r\n");
    socket.resume();
    await once(socket, "close");
    await edge.close();
  });
});
