import { makeVaultKey, sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { SyncPage } from "../../src/domain/sync/page.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import {
  type BareChange,
  type BareVault,
  draft,
  linkInput,
  newRecord,
  purge,
  sealAgain,
} from "../support/bare-client.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

let house: VerbsHouse;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());

async function put(ada: SignedUpAccount, vault: BareVault, ...changes: BareChange[]) {
  const drafted = draft(ada.account, vault, changes);
  const answer = await commit(ada.request(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
  expect(answer).toMatchObject({ __typename: "Committed" });
  drafted.apply();
}

const items = (vault: BareVault, count: number) =>
  Array.from({ length: count }, () => newRecord(vault, recordClass.ITEM, text("item")));

/** What a reader holds who takes every page in turn: by record, `null` for a tombstone. */
class Reader {
  readonly records = new Map<string, { version: number | null; revision: number } | null>();
  readonly paths = new Map<string, number[][]>();
  cursor: string | null = null;
  received = 0;

  take(page: SyncPage) {
    for (const { vault, records, path, revision, head } of page.vaults) {
      for (const { record, purged, version, revision } of records)
        this.records.set(record, purged ? null : { version, revision });
      this.received += records.length;
      const shown = [...(head ? [revision] : []), ...path.map((each) => each.revision)];
      this.paths.set(vault, [...(this.paths.get(vault) ?? []), shown]);
    }
    this.cursor = page.cursor;
  }

  /** Page after page until there is no more; `between` is called before each next one. */
  async follow(ada: SignedUpAccount, first: number, between: (page: number) => Promise<void> = async () => {}) {
    for (let page = 0, more = true; more; page++) {
      if (page > 0) await between(page);
      const read: SyncPage = await sync(ada.request(), this.cursor, first);
      this.take(read);
      more = read.hasMore;
    }
  }

  get standing() {
    return [...this.records].filter(([, held]) => held !== null).sort();
  }
}

describe("pages behind a cursor", () => {
  it("bring every change once, though records are changed, added and purged between them", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const [business, personal] = [items(BUSINESS, 6), items(PERSONAL, 5)];
    await put(ada, BUSINESS, ...business);
    await put(ada, PERSONAL, ...personal);
    const reader = new Reader();
    await reader.follow(ada, 100);
    const idOf = (changes: BareChange[], place: number) => parseUuid(changes[place]?.input.record as string);
    const edit = (vault: BareVault, changes: BareChange[], place: number) =>
      sealAgain(vault, idOf(changes, place), recordClass.ITEM, text("edited"));
    for (const place of [0, 1, 2, 3]) await put(ada, BUSINESS, edit(BUSINESS, business, place));
    await put(ada, PERSONAL, edit(PERSONAL, personal, 0));
    reader.received = 0;

    await reader.follow(ada, 1, async (page) => {
      if (page === 1) await put(ada, BUSINESS, edit(BUSINESS, business, 0), purge(BUSINESS, idOf(business, 3)));
      if (page === 2) await put(ada, PERSONAL, edit(PERSONAL, personal, 0), ...items(PERSONAL, 1));
    });

    const fresh = new Reader();
    await fresh.follow(ada, 100);
    expect(reader.standing).toEqual(fresh.standing);
    // Edits of four and one, two touched again, one purge met once, one new: nothing of the eleven before comes again.
    expect(reader.received).toBeLessThanOrEqual(9);
    const page = await sync(ada.request(), reader.cursor, 1);
    expect([page.vaults, page.hasMore, page.cursor]).toEqual([[], false, reader.cursor]);
  });

  it.each([1, 2, 3, 7])("of %d show descent with the last page of a vault, and not before", async (first) => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    for (let round = 0; round < 3; round++) await put(ada, BUSINESS, ...items(BUSINESS, 3));
    const reader = new Reader();
    await reader.follow(ada, 100);
    for (let round = 0; round < 4; round++) await put(ada, BUSINESS, ...items(BUSINESS, 3));
    reader.paths.clear();

    await reader.follow(ada, first);

    // From 7 to 3: by the skip of 7 to 6, of 6 to 4, and from 4 a single step.
    const shown = reader.paths.get(formatUuid(BUSINESS.id));
    expect(shown?.at(-1)).toEqual([7, 6, 4]);
    expect(shown?.slice(0, -1).every((path) => path.length === 1)).toBe(true);
  });

  it("show descent from a head that the reader knows beyond its cursor", async () => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    const { cursor } = await sync(ada.request(), null, 100);
    for (let round = 0; round < 6; round++) await put(ada, BUSINESS, ...items(BUSINESS, 1));
    const vault = formatUuid(BUSINESS.id);
    const pathFrom = async (revision: number) =>
      (await sync(ada.request(), cursor, 100, [{ vault, revision }])).vaults[0]?.path.map((each) => each.revision);
    expect(await pathFrom(0)).toEqual([4]);
    expect(await pathFrom(4)).toEqual([]);
    expect(await pathFrom(3)).toEqual([4]);
    expect(await pathFrom(2_147_483_647)).toEqual([]);
    expect(await pathFrom(-1)).toEqual([4]);
    const known = Array.from({ length: 2_001 }, () => ({ vault, revision: 1 }));
    expect((await sync(ada.request(), cursor, 100, known.slice(1))).vaults).toHaveLength(1);
    await expect(sync(ada.request(), cursor, 100, known)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("are not gone on with by a reader that never got them, and says so", async () => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    await put(ada, BUSINESS, ...items(BUSINESS, 2));
    const { cursor, vaults } = await sync(ada.request(), null, 100);
    const all = vaults.map(({ vault, revision }) => ({ vault, revision }));
    const lost = all.map((each) => (each.vault === formatUuid(BUSINESS.id) ? { ...each, revision: 0 } : each));
    const left = all.filter(({ vault }) => vault !== formatUuid(BUSINESS.id));
    expect((await sync(ada.request(), cursor, 100, all, true)).vaults).toEqual([]);
    for (const known of [lost, left, []]) {
      await expect(sync(ada.request(), cursor, 100, known, true)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
      // Who does not say that this is all is believed to have the rest.
      expect((await sync(ada.request(), cursor, 100, known)).vaults).toEqual([]);
    }
  });

  it("bring the keys of epochs with the last page of a vault", async () => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    const { cursor } = await sync(ada.request(), null, 100);
    await put(ada, BUSINESS, ...items(BUSINESS, 3));
    const vaultKey = makeVaultKey();
    const { user, signing, tenant } = ada.account;
    const link = makeNewEpoch(BUSINESS.roster, { user, signing, tenantHead: tenant, time: Date.now(), vaultKey });
    const drafted = draft(ada.account, { ...BUSINESS, key: vaultKey, roster: link.state }, []);
    const previousKey = sealPreviousKey(vaultKey, { vault: BUSINESS.id, epoch: 2 }, BUSINESS.key);
    await commit(ada.request(), {
      clientMutationId: "rotate",
      links: [linkInput(link.signed)],
      vaults: [{ ...drafted.input, epochKey: { epoch: 2, previousKey } }],
    });
    const keys: number[][] = [];
    for (let [at, more] = [cursor, true]; more; ) {
      const page = await sync(ada.request(), at, 2);
      keys.push(...page.vaults.map((vault) => vault.epochKeys.map((key) => key.epoch)));
      [at, more] = [page.cursor, page.hasMore];
    }
    expect(keys).toEqual([[], [2]]);
  });
});

describe("a cursor", () => {
  it("is refused when a single bit of it was changed, and when it is cut", async () => {
    const ada = await house.signUp();
    const { cursor } = await sync(ada.request(), null, 100);
    const bytes = Buffer.from(cursor, "base64url");
    const forged = Array.from({ length: bytes.length }, (_, at) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return copy.toString("base64url");
    });
    for (const each of [...forged, "", cursor.slice(0, -4), `${cursor}=`, bytes.subarray(16).toString("base64url")]) {
      await expect(sync(ada.request(), each, 100)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    }
  });
});
