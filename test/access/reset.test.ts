/** Heads that are abandoned on a restored server (PROTOCOL §5.8): what the server takes for that, and what not. */
import { randomUUID } from "node:crypto";
import type { Hash } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import type { Abandoned, Manifest } from "../../src/crypto/manifest.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { offerHeads } from "../../src/domain/restoring/offer-heads.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { type BareChange, draft, newRecord } from "../support/bare-client.ts";
import { beginRestoredIn, showRestoredIn } from "../support/operator.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);
const hashOf = (byte: number) => new Uint8Array(32).fill(byte) as Hash;

describe("heads that are abandoned", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  const idOf = (ada: SignedUpAccount) => formatUuid(ada.account.vaults.PERSONAL.id);
  async function send(ada: SignedUpAccount, changes: BareChange[], twist?: (manifest: Manifest) => Manifest) {
    const drafted = draft(ada.account, ada.account.vaults.PERSONAL, changes, twist);
    const answer = await commit(ada.request(), { clientMutationId: randomUUID(), vaults: [drafted.input] });
    if (answer.__typename === "Committed") drafted.apply();
    return answer;
  }
  const naming =
    (...entries: readonly (Omit<Abandoned, "at"> & { at?: number })[]) =>
    (manifest: Manifest): Manifest => ({
      ...manifest,
      reset: entries.map((entry) => ({ at: manifest.revision, ...entry })),
    });
  const item = (ada: SignedUpAccount) => newRecord(ada.account.vaults.PERSONAL, recordClass.ITEM, text("item"));
  const lost = [
    { revision: 7, hash: hashOf(7) },
    { revision: 1, hash: hashOf(1) },
  ] as const;

  /** Somebody at revision 1, whose devices offered two other heads. */
  async function robbed(offered: { revision: number; hash: Hash } = lost[0]) {
    const ada = await house.signUp();
    await send(ada, [item(ada)]);
    await beginRestoredIn(house);
    await offerHeads(ada.request(), [{ vault: idOf(ada), ...offered }]);
    return ada;
  }

  it("are said of a vault by device, and open it once they are named and nothing else is waited for", async () => {
    const ada = await robbed();
    const [before] = await offerHeads(ada.request(), [{ vault: idOf(ada), ...lost[0] }]);
    expect(before?.missing).toEqual([
      { vault: idOf(ada), device: formatUuid(ada.account.device), ...lost[0], offeredAt: expect.any(Date) },
    ]);
    const { cursor } = await sync(ada.request(), null, 100);
    expect(await send(ada, [], naming(lost[0]))).toMatchObject({ __typename: "Committed" });
    const page = await sync(ada.request(), null, 100);
    expect(page.vaults.find(({ vault }) => vault === idOf(ada))).toMatchObject({ revision: 2, restoring: false });
    expect((await showRestoredIn(house)).behind.filter(({ vault }) => vault === idOf(ada))).toEqual([]);
    // What was told before is told anew; what is told now goes on.
    await expect(sync(ada.request(), cursor, 100)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    const next = await sync(ada.request(), page.cursor, 100);
    expect(next.vaults.map(({ vault }) => vault)).not.toContain(idOf(ada));
    // By the ordinary way and by the one statement.
    for (let i = 0; i < 3; i++) {
      expect(await send(ada, [item(ada)], naming({ ...lost[0], at: 2 }))).toMatchObject({ __typename: "Committed" });
    }
    const later = await sync(ada.request(), page.cursor, 100);
    expect(later.vaults.find(({ vault }) => vault === idOf(ada))?.revision).toBe(5);
  });

  it("are named all of them, or the vault stays as it is", async () => {
    const ada = await robbed();
    const twists = [undefined, naming({ revision: 7, hash: hashOf(8) }), naming(lost[1])];
    for (const twist of twists) {
      await expect(send(ada, [], twist)).rejects.toMatchObject({ code: "VAULT_RESTORING" });
      await expect(send(ada, [item(ada)], twist)).rejects.toMatchObject({ code: "VAULT_RESTORING" });
    }
    // The same height as the server's, and another head.
    await offerHeads(ada.request(), [{ vault: idOf(ada), ...lost[1] }]);
    await expect(send(ada, [], naming(lost[0]))).rejects.toMatchObject({ code: "VAULT_RESTORING" });
    expect(await send(ada, [], naming(lost[1]))).toMatchObject({ __typename: "Committed" });
  });

  it("leave a vault closed where something else is waited for, and where nothing is missing", async () => {
    const ada = await house.signUp();
    await send(ada, [item(ada)]);
    await beginRestoredIn(house);
    await expect(send(ada, [], naming(lost[0]))).rejects.toMatchObject({ code: "VAULT_RESTORING" });
    const eve = await house.signUp();
    await offerHeads(ada.request(), [{ vault: idOf(ada), ...lost[0] }]);
    const foreign = draft(eve.account, { ...eve.account.vaults.PERSONAL, id: ada.account.vaults.PERSONAL.id }, []);
    await expect(
      commit(eve.request(), { clientMutationId: randomUUID(), vaults: [foreign.input] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are repeated by every later manifest, as they were", async () => {
    const ada = await robbed();
    await send(ada, [], naming(lost[0]));
    const at = 2;
    const forged: [string, (manifest: Manifest) => Manifest, string][] = [
      ["left out", (manifest) => manifest, "WENT_BACK"],
      ["another revision", naming({ revision: 6, hash: hashOf(7), at }), "WENT_BACK"],
      ["another hash", naming({ revision: 7, hash: hashOf(6), at }), "WENT_BACK"],
      ["another time", naming({ ...lost[0] }), "WENT_BACK"],
      ["after another", naming({ ...lost[1], at: 1 }, { ...lost[0], at }), "NOT_ALLOWED"],
      ["one more, as of before", naming({ ...lost[0], at }, { ...lost[1], at }), "NOT_ALLOWED"],
    ];
    for (const [name, twist, reason] of forged) {
      const failure = await send(ada, [item(ada)], twist).then(
        ({ __typename }) => __typename,
        ({ details }) => details?.reason,
      );
      expect([name, failure]).toEqual([name, reason]);
    }
    expect(await send(ada, [item(ada)], naming({ ...lost[0], at }))).toMatchObject({ __typename: "Committed" });
  });

  it("are taken of a vault that is open as well, and cursors of before are told anew", async () => {
    const ada = await house.signUp();
    await send(ada, [item(ada)]);
    const { cursor } = await sync(ada.request(), null, 100);
    expect(await send(ada, [item(ada)], naming(lost[0]))).toMatchObject({ __typename: "Committed" });
    await expect(sync(ada.request(), cursor, 100)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    const drafted = draft(ada.account, ada.account.vaults.PERSONAL, [item(ada)], (manifest) => ({
      ...manifest,
      previous: hashOf(9),
      skip: hashOf(9),
    }));
    expect(await commit(ada.request(), { clientMutationId: randomUUID(), vaults: [drafted.input] })).toMatchObject({
      __typename: "StaleHead",
      missing: [],
      complete: false,
    });
  });
});
