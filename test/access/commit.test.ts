import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { listTrashed } from "../../src/domain/record/list.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import type { VaultId } from "../../src/ids.ts";
import { type BareChange, draft, makeBareAccount, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

describe("a commit", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  it("stores a new item with its manifest, and sync hands it out", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const drafted = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("an item"))]);

    const answer = await commit(ada.request(), { clientMutationId: "one", vaults: [drafted.input] });

    expect(answer).toMatchObject({ __typename: "Committed", heads: [{ revision: 1 }] });
    const page = await sync(ada.request(), null, 100);
    expect(page.hasMore).toBe(false);
    expect(page.vaults.map((vault) => [vault.class, vault.revision, vault.records.length])).toEqual([
      ["ACCOUNT", 1, 1],
      ["BUSINESS", 0, 0],
      ["PERSONAL", 1, 1],
    ]);
    expect(page.rosters.map((roster) => [roster.kind, roster.links.length])).toEqual([
      ["TENANT", 1],
      ["PROFILE", 1],
      ["PROFILE", 1],
      ["PROFILE", 1],
    ]);
    const again = await sync(ada.request(), page.cursor, 100);
    expect(again.vaults).toEqual([]);
    expect(again.cursor).toBe(page.cursor);
  });

  it("answers the same mutation sent twice with the same answer, and another under its id with an error", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const first = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("an item"))]);
    const answer = await commit(ada.request(), { clientMutationId: "same", vaults: [first.input] });
    first.apply();

    expect(await commit(ada.request(), { clientMutationId: "same", vaults: [first.input] })).toEqual(answer);
    const other = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("another"))]);
    await expect(commit(ada.request(), { clientMutationId: "same", vaults: [other.input] })).rejects.toMatchObject({
      code: "MUTATION_ID_REUSED",
    });
  });

  it("edits, moves, trashes, restores and purges, and keeps the history of sealings", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const act = async (...changes: Parameters<typeof draft>[2]) => {
      const drafted = draft(ada.account, PERSONAL, changes);
      const answer = await commit(ada.request(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
      expect(answer).toMatchObject({ __typename: "Committed" });
      drafted.apply();
    };
    const folder = newRecord(PERSONAL, recordClass.FOLDER, text("folder"));
    const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
    const [folderId, itemId] = [parseUuid(folder.input.record), parseUuid(item.input.record)];
    await act(folder, item);
    await act(sealAgain(PERSONAL, itemId, recordClass.ITEM, text("item, changed")));
    await act(move(PERSONAL, itemId, { folder: folderId }));
    await act(move(PERSONAL, itemId, { trashedSince: 1_700_000_000_123 }));
    await act(move(PERSONAL, itemId, { trashedSince: 0 }));
    await act(move(PERSONAL, itemId, { trashedSince: 1_700_000_000_456 }));
    const before = await sync(ada.request(), null, 100);
    const trashed = before.vaults
      .flatMap((vault) => vault.records)
      .find((record) => record.record === item.input.record);
    expect(trashed).toMatchObject({
      version: 2,
      revision: 6,
      folder: folder.input.record,
      trashedAt: new Date(1_700_000_000_456),
    });
    await act(purge(PERSONAL, itemId));
    const after = await sync(ada.request(), before.cursor, 100);
    expect(after.vaults[0]?.records).toMatchObject([{ record: item.input.record, purged: true, body: null }]);
    expect(after.vaults[0]?.path).toEqual([]);
  });

  it("moves a record between profiles in one commit over both", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
    const first = draft(ada.account, PERSONAL, [item]);
    await commit(ada.request(), { clientMutationId: "put", vaults: [first.input] });
    first.apply();

    const out = draft(ada.account, PERSONAL, [
      move(PERSONAL, parseUuid(item.input.record), { trashedSince: Date.now() }),
    ]);
    const into = draft(ada.account, BUSINESS, [newRecord(BUSINESS, recordClass.ITEM, text("item"))]);
    const answer = await commit(ada.request(), { clientMutationId: "move", vaults: [out.input, into.input] });

    expect(answer).toMatchObject({ heads: [{ revision: 2 }, { revision: 1 }] });
  });

  it("on a stale head writes nothing and hands out what is missing", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const here = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("here"))]);
    const there = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("there"))]);
    await commit(ada.request(), { clientMutationId: "here", vaults: [here.input] });

    const answer = await commit(ada.request(), { clientMutationId: "there", vaults: [there.input] });

    expect(answer).toMatchObject({
      __typename: "StaleHead",
      complete: true,
      missing: [{ revision: 1, records: [{ revision: 1 }] }],
    });
  });

  it("tells a conflict from a stale head by the record's leaf", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
    const first = draft(ada.account, PERSONAL, [item]);
    await commit(ada.request(), { clientMutationId: "put", vaults: [first.input] });
    first.apply();
    const id = parseUuid(item.input.record);
    const here = draft(ada.account, PERSONAL, [sealAgain(PERSONAL, id, recordClass.ITEM, text("here"))]);
    const there = draft(ada.account, PERSONAL, [sealAgain(PERSONAL, id, recordClass.ITEM, text("there"))]);
    await commit(ada.request(), { clientMutationId: "here", vaults: [here.input] });

    const answer = await commit(ada.request(), { clientMutationId: "there", vaults: [there.input] });

    expect(answer).toMatchObject({
      __typename: "Conflict",
      records: [{ record: item.input.record, current: { version: 2 } }],
    });
  });

  it("tells a mutation id that is used for two vaults at the same moment from one that is sent twice", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const answers = await Promise.all(
      [PERSONAL, BUSINESS].map((vault) =>
        commit(ada.request(), {
          clientMutationId: "one name",
          vaults: [draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]).input],
        }).then(
          (answer) => answer.__typename,
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(answers.sort()).toEqual(["Committed", "MUTATION_ID_REUSED"]);
  });

  it("hands out what a stale vault misses, however much there is in the others", async () => {
    const ada = await house.signUp();
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const many = Array.from({ length: 1_000 }, () => newRecord(BUSINESS, recordClass.ITEM, text("item")));
    const first = draft(ada.account, BUSINESS, many);
    await commit(ada.request(), { clientMutationId: "many", vaults: [first.input] });
    const here = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("here"))]);
    const there = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("there"))]);
    await commit(ada.request(), { clientMutationId: "here", vaults: [here.input] });

    expect(await commit(ada.request(), { clientMutationId: "there", vaults: [there.input] })).toMatchObject({
      __typename: "StaleHead",
      complete: true,
      missing: [{ class: "PERSONAL", revision: 1, records: [{ revision: 1 }] }],
      rosters: [],
    });
  });

  it("keeps the milliseconds of a trashing in any century", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
    const first = draft(ada.account, PERSONAL, [item]);
    await commit(ada.request(), { clientMutationId: "put", vaults: [first.input] });
    first.apply();
    for (const moment of ["1970-01-01T00:00:00.001Z", "2243-07-01T12:00:00.007Z", "9999-12-31T23:59:59.999Z"]) {
      const trashedSince = Date.parse(moment);
      const drafted = draft(ada.account, PERSONAL, [move(PERSONAL, parseUuid(item.input.record), { trashedSince })]);
      await commit(ada.request(), { clientMutationId: moment, vaults: [drafted.input] });
      drafted.apply();
      const { vaults } = await sync(ada.request(), null, 10);
      expect(vaults.find((vault) => vault.class === "PERSONAL")?.records[0]?.trashedAt?.toISOString()).toBe(moment);
      const trash = await listTrashed(ada.request(), formatUuid(PERSONAL.id) as VaultId, { first: 10 });
      expect(trash.edges[0]?.node.trashedAt?.toISOString()).toBe(moment);
    }
  });

  it("takes nothing under the id of a record that was purged: for who missed it a version would go back", async () => {
    const ada = await house.signUp();
    const { PERSONAL } = ada.account.vaults;
    const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
    const id = parseUuid(item.input.record);
    const act = async (change: BareChange) => {
      const drafted = draft(ada.account, PERSONAL, [change]);
      const answer = await commit(ada.request(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
      if (answer.__typename === "Committed") drafted.apply();
      return answer.__typename;
    };
    expect(await act(item)).toBe("Committed");
    expect(await act(sealAgain(PERSONAL, id, recordClass.ITEM, text("item, changed")))).toBe("Committed");
    const stale = sealAgain(PERSONAL, id, recordClass.ITEM, text("too late"));
    expect(await act(purge(PERSONAL, id))).toBe("Committed");
    expect(await act(stale)).toBe("Conflict");
    expect(await act(sealAgain(PERSONAL, id, recordClass.ITEM, text("again")))).toBe("Conflict");
    const { vaults } = await sync(ada.request(), null, 10);
    expect(vaults.find((vault) => vault.class === "PERSONAL")?.records).toMatchObject([
      { record: item.input.record, revision: 3, purged: true },
    ]);
  });

  it("to another's vault is as if there were none", async () => {
    const [ada, eve] = [await house.signUp(), await house.signUp()];
    const { PERSONAL } = ada.account.vaults;
    const forged = draft(eve.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("planted"))]);

    await expect(commit(eve.request(), { clientMutationId: "x", vaults: [forged.input] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const nowhere = { ...PERSONAL, id: makeId(Date.now()) };
    const drafted = draft(eve.account, nowhere, [newRecord(nowhere, recordClass.ITEM, text("planted"))]);
    await expect(commit(eve.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  describe("that does not hold is refused with its reason, and nothing is stored:", () => {
    const wrong = Uint8Array.from({ length: 32 }, () => 7) as never;
    const cases: [string, string, Parameters<typeof draft>[3]][] = [
      ["a wrong root", "WRONG_ROOT", (m) => ({ ...m, root: wrong })],
      ["a wrong count", "WRONG_COUNT", (m) => ({ ...m, count: m.count + 1 })],
      ["a revision that skips one", "BROKEN_CHAIN", (m) => ({ ...m, revision: 3, skip: m.previous })],
      ["a roster head that is not in force", "WRONG_ROSTER_HEAD", (m) => ({ ...m, rosterHash: wrong })],
      [
        "a tenant head that never was",
        "WRONG_TENANT_HEAD",
        (m) => ({ ...m, tenantHead: { ...m.tenantHead, hash: wrong } }),
      ],
      ["a revision beyond all counting", "TOO_LARGE", (m) => ({ ...m, revision: 2 ** 40 + 1, skip: m.previous })],
      [
        "a tenant head beyond all counting",
        "TOO_LARGE",
        (m) => ({ ...m, tenantHead: { ...m.tenantHead, seq: 2 ** 40 } }),
      ],
      [
        "an epoch beyond all counting, on a stale head",
        "TOO_LARGE",
        (m) => ({ ...m, previous: wrong, skip: m.skip && wrong, epoch: 2 ** 40 }),
      ],
      [
        "a roster head beyond all counting, on a stale head",
        "TOO_LARGE",
        (m) => ({ ...m, previous: wrong, skip: m.skip && wrong, rosterSeq: 2 ** 40 }),
      ],
      ["another device's name", "MISMATCH", (m) => ({ ...m, device: makeId(Date.now()) })],
    ];
    it.each(cases)("%s", async (_, reason, twist) => {
      const ada = await house.signUp();
      const { PERSONAL } = ada.account.vaults;
      const first = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))]);
      await commit(ada.request(), { clientMutationId: "first", vaults: [first.input] });
      first.apply();
      const drafted = draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ITEM, text("item"))], twist);
      await expect(commit(ada.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
        code: "INVALID_PROOF",
        details: { reason },
      });
      expect((await sync(ada.request(), null, 10)).vaults.find((vault) => vault.class === "PERSONAL")?.revision).toBe(
        1,
      );
    });

    it("a manifest by a key that may not write", async () => {
      const ada = await house.signUp();
      const { PERSONAL } = ada.account.vaults;
      const { account: eve } = makeBareAccount("eve@example.com");
      const drafted = draft(
        ada.account,
        PERSONAL,
        [newRecord(PERSONAL, recordClass.ITEM, text("item"))],
        (m) => ({ ...m, author: { user: ada.account.user, key: eve.signing.publicKey } }),
        eve.signing,
      );
      await expect(commit(ada.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
        details: { reason: "WRONG_AUTHOR" },
      });
      const unsigned = draft(ada.account, PERSONAL, [], undefined, eve.signing);
      await expect(commit(ada.request(), { clientMutationId: "x", vaults: [unsigned.input] })).rejects.toMatchObject({
        details: { reason: "BAD_SIGNATURE" },
      });
    });

    it("a sealing of another class, version or epoch than the record's next", async () => {
      const ada = await house.signUp();
      const { PERSONAL } = ada.account.vaults;
      const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
      const first = draft(ada.account, PERSONAL, [item]);
      await commit(ada.request(), { clientMutationId: "first", vaults: [first.input] });
      first.apply();
      const next = sealAgain(PERSONAL, parseUuid(item.input.record), recordClass.ITEM, text("changed"));
      const as = (twist: { class?: number; version?: number; epoch?: number }): BareChange => ({
        input: { ...next.input, ...twist },
        fields: next.fields && { ...next.fields, ...twist },
      });
      for (const [reason, change] of [
        ["NOT_ALLOWED", as({ class: recordClass.FOLDER })],
        ["BROKEN_CHAIN", as({ version: 3 })],
        ["BROKEN_CHAIN", as({ version: 1 })],
        ["WRONG_EPOCH", as({ epoch: 2 })],
      ] as const) {
        const drafted = draft(ada.account, PERSONAL, [change]);
        await expect(commit(ada.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
          code: "INVALID_PROOF",
          details: { reason },
        });
      }
    });

    it("arguments that contradict each other", async () => {
      const ada = await house.signUp();
      const { PERSONAL, BUSINESS } = ada.account.vaults;
      const item = newRecord(PERSONAL, recordClass.ITEM, text("item"));
      const { input } = draft(ada.account, PERSONAL, [item]);
      const leaf = Uint8Array.from({ length: 32 }, () => 7);
      const bare = { record: item.input.record };
      const attempts: (typeof input)[][] = [
        [],
        [input, input],
        ...[
          [item.input, item.input],
          [{ ...item.input, folder: item.input.record }],
          [{ ...item.input, trashedAt: new Date(0) }],
          [{ ...item.input, class: 5 }],
          [{ ...item.input, key: Buffer.concat([item.input.key as Uint8Array, Buffer.alloc(1)]) }],
          [bare],
          [{ ...bare, purge: true }],
          [{ ...bare, expectedLeaf: leaf, version: 2 }],
          [{ ...bare, expectedLeaf: leaf, purge: true, folder: formatUuid(BUSINESS.id) }],
          Array.from({ length: 1_001 }, () => item.input),
          Array.from({ length: 129 }, () => ({ ...item.input, body: Buffer.alloc(65_536, 1) })),
        ].map((changes) => [{ ...input, changes }]),
      ];
      for (const vaults of attempts) {
        const code = await commit(ada.request(), { clientMutationId: "x", vaults }).then(
          (answer) => answer.__typename,
          (error: { code: string }) => error.code,
        );
        expect(code).toBe("BAD_USER_INPUT");
      }
      const elsewhere = [{ ...input, vault: formatUuid(BUSINESS.id) }];
      await expect(commit(ada.request(), { clientMutationId: "x", vaults: elsewhere })).rejects.toMatchObject({
        details: { reason: "MISMATCH" },
      });
    });

    it("an entry in a profile, an item in the account vault", async () => {
      const ada = await house.signUp();
      const { PERSONAL, ACCOUNT } = ada.account.vaults;
      for (const drafted of [
        draft(ada.account, PERSONAL, [newRecord(PERSONAL, recordClass.ENTRY, text("entry"))]),
        draft(ada.account, ACCOUNT, [newRecord(ACCOUNT, recordClass.ITEM, text("item"))]),
      ]) {
        await expect(commit(ada.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
          details: { reason: "NOT_ALLOWED" },
        });
      }
    });
  });

  it("pages a first sync through a vault, and shows descent at the end", async () => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    for (let round = 0; round < 7; round++) {
      const drafted = draft(
        ada.account,
        BUSINESS,
        [1, 2, 3].map((n) => newRecord(BUSINESS, recordClass.ITEM, text(`item ${round} ${n}`))),
      );
      await commit(ada.request(), { clientMutationId: `round ${round}`, vaults: [drafted.input] });
      drafted.apply();
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const page = await sync(ada.request(), cursor, 5);
      for (const vault of page.vaults) seen.push(...vault.records.map((record) => record.record));
      if (!page.hasMore)
        expect(page.vaults.find((vault) => vault.class === "BUSINESS")?.path.map((m) => m.revision)).toEqual([6, 4]);
      [cursor, more] = [page.cursor, page.hasMore];
    }
    expect(new Set(seen).size).toBe(22);
    expect(seen.length).toBe(22);
    expect(formatUuid(BUSINESS.id)).toBeTruthy();
  });

  it("ends a page before it grows beyond its bytes, and loses nothing", async () => {
    const ada = await house.signUp();
    const { BUSINESS } = ada.account.vaults;
    const large = text("x".repeat(60_000));
    for (let round = 0; round < 2; round++) {
      const changes = Array.from({ length: 90 }, () => newRecord(BUSINESS, recordClass.ITEM, large));
      const drafted = draft(ada.account, BUSINESS, changes);
      await commit(ada.request(), { clientMutationId: `large ${round}`, vaults: [drafted.input] });
      drafted.apply();
    }
    const [seen, sizes]: [string[], number[]] = [[], []];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<typeof sync>> = await sync(ada.request(), cursor, 2_000);
      const records = page.vaults.flatMap((vault) => vault.records);
      seen.push(...records.map((record) => record.record));
      sizes.push(records.reduce((sum, record) => sum + (record.body?.length ?? 0), 0));
      [cursor, more] = [page.cursor, page.hasMore];
    }
    expect(new Set(seen).size).toBe(181);
    expect(seen.length).toBe(181);
    expect(sizes.length).toBe(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12 * 1024 * 1024);
  });
});
