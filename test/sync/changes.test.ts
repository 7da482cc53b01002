import { signRefreshProof } from "../../src/crypto/client/sign.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asChallenge, asToken } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { type BareCaller, callerOf, dataOf, outward, send } from "../support/caller.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { openSocket, type TestSocket } from "../support/socket.ts";

interface Page {
  readonly cursor: string;
  readonly vaults: readonly {
    readonly class: string;
    readonly revision: number;
    readonly records: readonly { record: string; revision: number }[];
  }[];
}

const document =
  "subscription ($after: Cursor) { changes(after: $after) { cursor vaults { class revision records { record revision } } } }";

async function subscribe(house: TestHouse, token: string, after: string | null): Promise<TestSocket> {
  const socket = await openSocket(house.url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  expect((await socket.next()).type).toBe("connection_ack");
  socket.send({ id: "1", type: "subscribe", payload: { query: document, variables: { after } } });
  return socket;
}

async function nextPage(socket: TestSocket): Promise<Page> {
  for (;;) {
    const message = await socket.next();
    if (message.type === "next") return (message.payload as { data: { changes: Page } }).data.changes;
    if (message.type === "error") throw new Error(JSON.stringify(message.payload));
  }
}

const putItem = async (caller: BareCaller): Promise<string> => {
  const { PERSONAL } = caller.account.vaults;
  const item = newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("an item"));
  await caller.commit(draft(caller.account, PERSONAL, [item]));
  return item.input.record;
};

describe("a subscription to changes", () => {
  let house: TestHouse;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.close());

  it("begins with what is new, or with an empty page, and goes on with each change", async () => {
    const ada = await callerOf(house);
    const { sync } = await ada.query<{ sync: { cursor: string } }>("{ sync { cursor } }");
    const socket = await subscribe(house, ada.accessToken, sync.cursor);
    expect((await nextPage(socket)).vaults).toEqual([]);
    const record = await putItem(ada);
    expect(await nextPage(socket)).toMatchObject({
      vaults: [{ class: "PERSONAL", revision: 1, records: [{ record }] }],
    });
    socket.socket.terminate();
  });

  it("neither loses nor repeats a change over cuts, reconnects and a restart of the server", async () => {
    const ada = await callerOf(house);
    const { sync } = await ada.query<{ sync: { cursor: string } }>("{ sync { cursor } }");
    const [sent, seen]: [string[], string[]] = [[], []];
    let cursor = sync.cursor;
    for (let round = 0; round < 4; round++) {
      const socket = await subscribe(house, ada.accessToken, cursor);
      for (let i = 0; i < 5; i++) sent.push(await putItem(ada));
      while (seen.length < sent.length) {
        const page = await nextPage(socket);
        seen.push(...page.vaults.flatMap((vault) => vault.records.map((record) => record.record)));
        cursor = page.cursor;
      }
      socket.socket.terminate();
      sent.push(await putItem(ada));
      if (round === 1) await house.restart();
    }
    const last = await subscribe(house, ada.accessToken, cursor);
    seen.push(...(await nextPage(last)).vaults.flatMap((vault) => vault.records.map((record) => record.record)));
    last.socket.terminate();
    expect(seen).toEqual(sent);
  });

  it("ends within a moment when its session does, and says why", async () => {
    const ada = await callerOf(house);
    const socket = await subscribe(house, ada.accessToken, null);
    await nextPage(socket);
    await ada.query("mutation { signOut { session } }");
    expect(await socket.closed).toEqual({ code: 4401, reason: "SESSION_ENDED" });
  });

  it("outlives its token by a ping that brings a new one, and not without", async () => {
    const ada = await callerOf(house);
    const [kept, lost] = [await subscribe(house, ada.accessToken, null), await subscribe(house, ada.accessToken, null)];
    await Promise.all([nextPage(kept), nextPage(lost)]);
    house.advance(14 * 60_000);
    const renewed = await refresh(house, ada);
    kept.send({ type: "ping", payload: { authorization: `Bearer ${renewed}` } });
    for (let type = ""; type !== "pong"; type = (await kept.next()).type);
    house.advance(2 * 60_000);
    const record = await putItemAs(house, ada, renewed);
    expect(await nextPage(kept)).toMatchObject({ vaults: [{ records: [{ record }] }] });
    expect((await lost.closed).reason).toBe("TOKEN_EXPIRED");
    kept.socket.terminate();
  });
});

async function refresh(house: TestHouse, ada: BareCaller): Promise<string> {
  const { account } = ada;
  const { bytes, signature } = signRefreshProof(
    {
      origin: house.url,
      user: account.user,
      device: account.device,
      session: parseUuid(ada.session),
      current: tokenHash(asToken(account.refreshToken)),
      next: tokenHash(asToken(randomBytes(32))),
      clientNonce: asChallenge(randomBytes(32)),
      time: Date.now(),
    },
    account.devicePair,
  );
  const input = { proof: bytes, deviceSignature: signature, refreshToken: account.refreshToken };
  const answer = await send(
    house.url,
    "mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken } }",
    { input },
  );
  return (dataOf(answer).refreshSession as { accessToken: string }).accessToken;
}

async function putItemAs(house: TestHouse, ada: BareCaller, token: string): Promise<string> {
  const { PERSONAL } = ada.account.vaults;
  const item = newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("an item"));
  const drafted = draft(ada.account, PERSONAL, [item]);
  const input = outward({ clientMutationId: formatUuid(parseUuid(crypto.randomUUID())), vaults: [drafted.input] });
  await send(house.url, "mutation ($input: CommitInput!) { commit(input: $input) { __typename } }", { input }, token);
  return item.input.record;
}
