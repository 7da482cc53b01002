/** What a restored server takes from its clients, and what not (PROTOCOL §5.8). Each refusal has its attack. */
import { randomUUID } from "node:crypto";
import { recordClass } from "../../src/crypto/leaf.ts";
import type { Manifest } from "../../src/crypto/manifest.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { offerHeads } from "../../src/domain/restoring/offer-heads.ts";
import type { UploadInput } from "../../src/domain/restoring/parse.ts";
import { uploadVault } from "../../src/domain/restoring/upload-vault.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { type BareChange, draft, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { asOperator, beginRestoredIn, endRestoredIn, showRestoredIn } from "../support/operator.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);
type Drafted = ReturnType<typeof draft>;

describe("a restored server", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  const vaultOf = (ada: SignedUpAccount) => ada.account.vaults.PERSONAL;
  const idOf = (ada: SignedUpAccount) => formatUuid(vaultOf(ada).id);
  const draftOf = (ada: SignedUpAccount, changes: BareChange[], twist?: (manifest: Manifest) => Manifest) =>
    draft(ada.account, vaultOf(ada), changes, twist);

  async function send(ada: SignedUpAccount, changes: BareChange[]) {
    const drafted = draftOf(ada, changes);
    const answer = await commit(ada.request(), { clientMutationId: randomUUID(), vaults: [drafted.input] });
    if (answer.__typename === "Committed") drafted.apply();
    return answer;
  }

  /** Somebody whose server has two records at revision 2, and lost three commits after that. */
  async function robbed() {
    const ada = await house.signUp();
    const vault = vaultOf(ada);
    const [kept, gone] = [
      newRecord(vault, recordClass.ITEM, text("kept")),
      newRecord(vault, recordClass.ITEM, text("gone")),
    ];
    await send(ada, [kept]);
    await send(ada, [gone]);
    const lost: Drafted[] = [];
    const lose = (changes: BareChange[], twist?: (manifest: Manifest) => Manifest) => {
      const drafted = draftOf(ada, changes, twist);
      drafted.apply();
      lost.push(drafted);
      return changes[0] as BareChange;
    };
    lose([sealAgain(vault, parseUuid(kept.input.record), recordClass.ITEM, text("twice"))]);
    const thrice = lose([sealAgain(vault, parseUuid(kept.input.record), recordClass.ITEM, text("thrice"))]);
    const added = lose([newRecord(vault, recordClass.ITEM, text("added")), purge(vault, parseUuid(gone.input.record))]);
    await beginRestoredIn(house);
    const input: UploadInput = {
      vault: formatUuid(vault.id),
      base: 2,
      links: [],
      manifests: [...lost].reverse().map(({ input: { manifest, signature } }) => ({ manifest, signature })),
      epochKeys: [],
      records: [thrice, added].map(uploaded),
      gone: [gone.input.record],
    };
    const revisionThere = async () =>
      (await sync(ada.request(), null, 100)).vaults.find((each) => each.class === "PERSONAL")?.revision;
    return { ada, vault, input, lost, kept, gone, thrice, added, revisionThere };
  }

  const uploaded = ({ input, fields }: BareChange) => ({
    record: input.record,
    class: input.class as number,
    version: input.version as number,
    schema: 1,
    epoch: input.epoch as number,
    body: input.body as Uint8Array,
    key: input.key as Uint8Array,
    previousLeaf: fields?.previousLeaf ?? null,
  });

  it("takes what fits, whole, opens, and goes on from there in one statement and by the ordinary way", async () => {
    const { ada, vault, input, added, gone } = await robbed();
    const offered = await offerHeads(ada.request(), [
      { vault: input.vault, revision: 5, hash: vault.ladder?.[0]?.hash ?? null },
    ]);
    expect(offered).toMatchObject([{ restoring: true, revision: 2, highest: 5 }]);
    const result = await uploadVault(ada.request(), input);
    expect(result).toMatchObject({ taken: true, vault: { restoring: false, revision: 5, highest: 5 } });
    expect(house.rung.at(-1)).toContain(input.vault);

    const page = await sync(ada.request(), null, 100);
    const personal = page.vaults.find((each) => each.class === "PERSONAL");
    expect(personal?.records.map(({ purged, version }) => [purged, version]).sort()).toEqual([
      [false, 1],
      [false, 3],
      [true, null],
    ]);
    expect(personal?.records.find(({ record }) => record === gone.input.record)?.purged).toBe(true);
    for (let i = 0; i < 12; i++) {
      const next =
        i % 2
          ? newRecord(vault, recordClass.ITEM, text("next"))
          : sealAgain(vault, parseUuid(added.input.record), recordClass.ITEM, text("next"));
      expect((await send(ada, [next])).__typename).toBe("Committed");
    }
    expect((await uploadVault(ada.request(), input)).taken).toBe(false);
  });

  it("is not written to meanwhile, by no way, and says so in its pages", async () => {
    const { ada, vault } = await robbed();
    // As a client would that knows nothing of what was lost; this process knows the vault, so the quick way is tried.
    const [head] = (await sync(ada.request(), null, 100)).vaults.filter((each) => each.class === "PERSONAL");
    expect(head?.restoring).toBe(true);
    await expect(send(ada, [newRecord(vault, recordClass.ITEM, text("slips by"))])).rejects.toMatchObject({
      code: "VAULT_RESTORING",
    });
    const after = (await sync(ada.request(), null, 100)).cursor;
    const again = await sync(ada.request(), after, 100);
    expect(again.vaults.map(({ restoring, records }) => [restoring, records.length])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
    await endRestoredIn(house);
    expect((await sync(ada.request(), again.cursor, 100)).vaults).toEqual([]);
  });

  it("takes nothing for a vault that is closed, and all of it when it is open again", async () => {
    const { ada, vault, input, revisionThere } = await robbed();
    await offerHeads(ada.request(), [{ vault: input.vault, revision: 5, hash: vault.ladder?.[0]?.hash ?? null }]);
    await house.asSuperuser("update vault set closed = true where id = $1", [input.vault]);
    await expect(uploadVault(ada.request(), input)).rejects.toMatchObject({ code: "READ_ONLY" });
    expect(await revisionThere()).toBe(2);
    await house.asSuperuser("update vault set closed = false where id = $1", [input.vault]);
    expect(await uploadVault(ada.request(), input)).toMatchObject({ taken: true });
  });

  it("stores nothing of what was not signed, not signed by them, or does not fit", async () => {
    const { ada, vault, input, lost, revisionThere } = await robbed();
    const eve = await house.signUp();
    await beginRestoredIn(house);
    const [head, ...below] = input.manifests as [UploadInput["manifests"][number], ...UploadInput["manifests"]];
    const [first, second] = input.records as [UploadInput["records"][number], UploadInput["records"][number]];
    const twisted = (twist: (manifest: Manifest) => Manifest, account = ada.account) => {
      const drafted = draft(
        { ...account, device: ada.account.device },
        { ...vault, ladder: vault.ladder?.slice(0) ?? null },
        [],
        twist,
      );
      return { manifest: drafted.input.manifest, signature: drafted.input.signature };
    };
    const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
    const attacks: [string, Partial<UploadInput>, string][] = [
      ["a signature", { manifests: [{ ...head, signature: flip(head.signature, 3) }, ...below] }, "BAD_SIGNATURE"],
      [
        "a signature below",
        { manifests: [head, { ...(below[0] as typeof head), signature: flip(head.signature, 3) }, ...below.slice(1)] },
        "BAD_SIGNATURE",
      ],
      ["a manifest left out", { manifests: [head, ...below.slice(1)] }, "BROKEN_CHAIN"],
      ["the way to the server's head left out", { manifests: [head] }, "BROKEN_CHAIN"],
      ["another order", { manifests: [head, ...[...below].reverse()] }, "BROKEN_CHAIN"],
      [
        "a manifest of another chain",
        { manifests: [twisted((m) => ({ ...m, previous: m.root })), ...input.manifests] },
        "BROKEN_CHAIN",
      ],
      ["a head by somebody else", { manifests: [twisted((m) => m, eve.account), ...input.manifests] }, "WRONG_AUTHOR"],
      [
        "a head of a lower count",
        { manifests: [twisted((m) => ({ ...m, count: m.count - 1 })), ...input.manifests] },
        "WRONG_COUNT",
      ],
      [
        "a head with another tenant head",
        { manifests: [twisted((m) => ({ ...m, tenantHead: eve.account.tenant })), ...input.manifests] },
        "WRONG_TENANT_HEAD",
      ],
      [
        "a head of another epoch",
        { manifests: [twisted((m) => ({ ...m, epoch: m.epoch + 1 })), ...input.manifests] },
        "WRONG_EPOCH",
      ],
      ["a body", { records: [{ ...first, body: flip(first.body, 90) }, second] }, "WRONG_ROOT"],
      ["a key", { records: [{ ...first, key: flip(first.key, 90) }, second] }, "WRONG_ROOT"],
      ["a folder", { records: [{ ...first, folder: randomUUID() }, second] }, "WRONG_ROOT"],
      ["the trash", { records: [{ ...first, trashedAt: new Date() }, second] }, "WRONG_ROOT"],
      ["a record left out", { records: [second] }, "WRONG_ROOT"],
      ["a record too many", { records: [first, second, { ...second, record: randomUUID() }] }, "WRONG_COUNT"],
      ["a purge left out", { gone: [] }, "WRONG_COUNT"],
      ["a purge too many", { gone: [...input.gone, first.record], records: [second] }, "WRONG_COUNT"],
      ["an entry of an account vault", { records: [first, { ...second, class: recordClass.ENTRY }] }, "NOT_ALLOWED"],
      ["a key of an epoch without a link", { epochKeys: [{ epoch: 2, previousKey: first.key }] }, "BAD_USER_INPUT"],
    ];
    for (const [name, change, reason] of attacks) {
      const failure = await uploadVault(ada.request(), { ...input, ...change }).then(
        () => "taken",
        ({ code, details }) => details?.reason ?? code,
      );
      expect([name, failure]).toEqual([name, reason]);
    }
    await expect(uploadVault(eve.request(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await uploadVault(ada.request(), { ...input, base: 1 })).toMatchObject({ taken: false });
    expect(await revisionThere()).toBe(2);
    // And the same as it was is taken: nothing of the attacks was in the way.
    expect(await uploadVault(ada.request(), input)).toMatchObject({ taken: true });
    expect(lost).toHaveLength(3);
  });

  it("refuses what is no upload by its shape", async () => {
    const { ada, input } = await robbed();
    const [first, second] = input.records as [UploadInput["records"][number], UploadInput["records"][number]];
    const shapes: Partial<UploadInput>[] = [
      { vault: "no uuid" },
      { base: -1 },
      { base: 2 ** 31 },
      { manifests: [] },
      { manifests: Array.from({ length: 1_001 }, () => input.manifests[0] as (typeof input.manifests)[number]) },
      { records: [first, first] },
      { gone: [first.record] },
      { records: [{ ...first, class: 3 }, second] },
      { records: [{ ...first, version: 0 }, second] },
      { records: [{ ...first, previousLeaf: null }, second] },
      { records: [{ ...first, key: new Uint8Array(3) }, second] },
      { records: [{ ...first, folder: first.record }, second] },
      { gone: Array.from({ length: 20_001 }, () => randomUUID()) },
    ];
    for (const shape of shapes) {
      await expect(uploadVault(ada.request(), { ...input, ...shape })).rejects.toMatchObject({
        code: expect.stringMatching(/^(BAD_USER_INPUT|INVALID_PROOF)$/),
      });
    }
    const offers = [
      [],
      [{ vault: input.vault, revision: 0, hash: new Uint8Array(32) }],
      [{ vault: input.vault, revision: 3, hash: null }],
      [1, 2].map(() => ({ vault: input.vault, revision: 0 })),
      Array.from({ length: 65 }, () => ({ vault: randomUUID(), revision: 0 })),
    ];
    for (const heads of offers) {
      await expect(offerHeads(ada.request(), heads)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  it("hears offers of the vault's own user alone, and is held up by an invented one until its operator ends it", async () => {
    const { ada, input } = await robbed();
    const eve = await house.signUp();
    await beginRestoredIn(house);
    const hash = new Uint8Array(32).fill(7);
    expect(await offerHeads(eve.request(), [{ vault: input.vault, revision: 99, hash }])).toEqual([]);
    expect(await offerHeads(ada.request(), [{ vault: input.vault, revision: 99, hash }])).toMatchObject([
      { restoring: true, highest: 99 },
    ]);
    const shown = await showRestoredIn(house);
    expect(shown.behind).toMatchObject([
      { vault: idOf(ada), class: "PERSONAL", revision: 2, highest: 99, holders: 1, silent: 0 },
    ]);
    // The truth overtakes the lie of the same device.
    expect(await uploadVault(ada.request(), input)).toMatchObject({ vault: { restoring: false, highest: 5 } });
    await offerHeads(eve.request(), [{ vault: formatUuid(eve.account.vaults.PERSONAL.id), revision: 7, hash }]);
    expect(await endRestoredIn(house)).toBeGreaterThan(0);
    expect(
      await offerHeads(eve.request(), [{ vault: formatUuid(eve.account.vaults.PERSONAL.id), revision: 8, hash }]),
    ).toMatchObject([{ restoring: false, highest: 7 }]);
  });

  it("waits for every device that has a session, and for none that has not", async () => {
    const ada = await house.signUp();
    await beginRestoredIn(house);
    const user = formatUuid(ada.account.user);
    const [another] = await asOperator(house, (owner) =>
      owner.query(
        `with made as (
           insert into device (tenant_id, id, user_id, name, public_key, created_at, last_seen_at)
           select tenant_id, gen_random_uuid(), user_id, 'phone', public_key, now(), now() from device where user_id = $1 returning *)
         insert into session (tenant_id, id, user_id, device_id, surface, access_hash, access_expires_at, refresh_hash, expires_at, created_at)
         select tenant_id, gen_random_uuid(), user_id, id, 'APP', sha256('a'), now(), sha256('b'), now() + interval '1 day', now() from made
         returning id`,
        [user],
      ),
    );
    const offer = () => offerHeads(ada.request(), [{ vault: idOf(ada), revision: 0 }]);
    expect(await offer()).toMatchObject([{ restoring: true }]);
    await asOperator(house, (owner) =>
      owner.query("update session set ended_at = now(), end_reason = 'SIGNED_OUT' where id = $1", [another.id]),
    );
    expect(await offer()).toMatchObject([{ restoring: false }]);
  });
});
