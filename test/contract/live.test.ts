import { networks } from "../../src/config-values.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { makeLog } from "../../src/server/log.ts";
import { type RunningServer, serve } from "../../src/server/serve.ts";
import { makeSchemas } from "../../src/server/spliced-lists.ts";
import { type Answer, post } from "../support/edge.ts";
import { openSession } from "../support/socket.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const fields =
  "cursor hasMore vaults { class revision records { record revision purged class version body previousLeaf } }";

describe("the whole schema over both transports", () => {
  let verbs: VerbsHouse;
  let server: RunningServer;
  beforeAll(async () => {
    verbs = await openVerbsHouse();
    server = await serve({
      house: verbs.house,
      schemas: makeSchemas(() => buildContractedSchema(resolvers)),
      makeContext,
      findActor,
      health: { drain: () => {}, answer: () => false },
      config: {
        host: "127.0.0.1",
        port: 0,
        allowedOrigins: [],
        trustedProxies: networks(""),
        drainSeconds: 1,
        explorer: true,
      },
      log: makeLog("silent"),
    });
  });
  afterAll(async () => {
    await server.close();
    await verbs.close();
  });

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const ask = async (token: string, query: string): Promise<Answer> =>
    (await post(server.url, { query }, bearer(token))).body;

  it("gives the same page by query, by the ordinary executor, over a socket, and as the first event of a stream", async () => {
    const { accessToken } = await verbs.signUp();
    const { data } = await ask(accessToken, `{ sync { ${fields} } }`);
    const page = data?.sync as { vaults: { class: string; records: unknown[] }[] };
    expect(page.vaults.find((vault) => vault.class === "ACCOUNT")?.records.length).toBeGreaterThan(0);

    const withoutCursor = (answer: unknown) => JSON.stringify(answer).replace(/"cursor":"[^"]*"/g, "");
    const ordinary = await ask(accessToken, `{ sync { ${fields.replace("body", "body @include(if: true)")} } }`);
    expect(withoutCursor(ordinary.data?.sync)).toBe(withoutCursor(page));

    const socket = await openSession(server.url, accessToken);
    socket.send({ id: "q", type: "subscribe", payload: { query: `{ sync { ${fields} } }` } });
    const queried = (await socket.next()).payload as Answer;
    expect(withoutCursor(queried.data?.sync)).toBe(withoutCursor(page));
    expect(await socket.next()).toEqual({ id: "q", type: "complete" });

    socket.send({ id: "s", type: "subscribe", payload: { query: `subscription { changes { ${fields} } }` } });
    const event = (await socket.next()).payload as Answer;
    expect(withoutCursor(event.data?.changes)).toBe(withoutCursor(page));
    socket.socket.close();
    await socket.closed;
  });

  it("closes a session's sockets with its end, and says the reason", async () => {
    const { accessToken } = await verbs.signUp();
    const socket = await openSession(server.url, accessToken);
    socket.send({ id: "s", type: "subscribe", payload: { query: "subscription { changes { cursor } }" } });
    expect(await socket.next()).toMatchObject({ id: "s", type: "next" });
    expect(await ask(accessToken, "mutation { signOut { session } }")).not.toHaveProperty("errors");
    expect(await socket.closed).toMatchObject({ code: 4401, reason: "SESSION_ENDED" });
  });

  it("tells an anonymous caller, and one whose token ran out, apart", async () => {
    expect((await post(server.url, { query: "{ viewer { name } }" })).body.errors).toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
    const { accessToken } = await verbs.signUp();
    verbs.advance(16 * 60_000);
    expect((await ask(accessToken, "{ sync { cursor } }")).errors).toMatchObject([
      { extensions: { code: "TOKEN_EXPIRED" } },
    ]);
  });
});
