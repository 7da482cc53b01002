import { Client } from "pg";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { revokeDevice } from "../../src/domain/device/device.ts";
import { findKnownActor } from "../../src/domain/known-actors.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { type BareChange, draft, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { countStatements } from "../support/statements.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);

/** A second commit of a session finds the vault known: it takes one statement besides the session's (docs/adr/0015). */
const quick = 2;

describe("a commit to a vault that this process knows", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  /** Somebody whose personal vault was written to once. */
  async function settled() {
    const ada = await house.signUp();
    const { PERSONAL: vault } = ada.account.vaults;
    const first = newRecord(vault, recordClass.ITEM, text("first"));
    await send(ada, [first]);
    return { ada, vault, first };
  }

  async function send(ada: SignedUpAccount, changes: BareChange[], clientMutationId = crypto.randomUUID() as string) {
    const drafted = draft(ada.account, ada.account.vaults.PERSONAL, changes);
    const answer = await commit(ada.request(), { clientMutationId, vaults: [drafted.input] });
    if (answer.__typename === "Committed") drafted.apply();
    return answer;
  }

  const personalOf = async (ada: SignedUpAccount) =>
    (await sync(ada.request(), null, 100)).vaults.find((vault) => vault.class === "PERSONAL");

  it("takes one statement to add, and one to seal again, with the history kept", async () => {
    const { ada, vault, first } = await settled();
    const added = await countStatements(() => send(ada, [newRecord(vault, recordClass.ITEM, text("second"))]));
    expect([added.result.__typename, added.count]).toEqual(["Committed", quick]);
    const id = parseUuid(first.input.record);
    const sealed = await countStatements(() => send(ada, [sealAgain(vault, id, recordClass.ITEM, text("changed"))]));
    expect([sealed.result.__typename, sealed.count]).toEqual(["Committed", quick]);

    const personal = await personalOf(ada);
    expect(personal?.revision).toBe(3);
    expect(personal?.records.map(({ version, revision }) => [version, revision])).toEqual([
      [1, 2],
      [2, 3],
    ]);
    const again = await send(ada, [sealAgain(vault, id, recordClass.ITEM, text("changed again"))]);
    expect(again).toMatchObject({ __typename: "Committed", heads: [{ revision: 4 }] });
  });

  it("is not even tried with a token whose session is over, after that was said once; each answer is counted", async () => {
    const counted: string[] = [];
    const { ada, vault } = await settled();
    Object.assign(house.house, { onCommit: (answer: string) => counted.push(answer) });
    await send(ada, [newRecord(vault, recordClass.ITEM, text("second"))]);
    const hash = ada.request().accessHash;
    expect(findKnownActor(hash)).toBeDefined();
    await signOut(ada.request());
    await expect(send(ada, [newRecord(vault, recordClass.ITEM, text("third"))])).rejects.toMatchObject({
      code: "SESSION_ENDED",
    });
    expect([findKnownActor(hash), counted]).toEqual([undefined, ["Committed"]]);
  });

  it("finds every skip that its manifests have to name", async () => {
    const { ada, vault } = await settled();
    for (let revision = 2; revision <= 40; revision++) {
      const answer = await send(ada, [newRecord(vault, recordClass.ITEM, text(`item ${revision}`))]);
      expect(answer).toMatchObject({ __typename: "Committed", heads: [{ revision }] });
    }
    expect((await personalOf(ada))?.records.length).toBe(40);
  });

  it("moves, trashes and purges by the ordinary way, and goes on", async () => {
    const { ada, vault, first } = await settled();
    const id = parseUuid(first.input.record);
    expect((await send(ada, [move(vault, id, { trashedSince: 1_000 })])).__typename).toBe("Committed");
    const added = await countStatements(() => send(ada, [newRecord(vault, recordClass.ITEM, text("second"))]));
    expect([added.result.__typename, added.count]).toEqual(["Committed", quick]);
    expect((await send(ada, [purge(vault, id)])).__typename).toBe("Committed");
    const again = sealAgain(vault, id, recordClass.ITEM, text("under the purged id"));
    expect((await send(ada, [again])).__typename).toBe("Conflict");
    expect((await personalOf(ada))?.revision).toBe(4);
  });

  it("of twelve on one head lets one stand", async () => {
    const { ada, vault } = await settled();
    const drafts = Array.from({ length: 12 }, () =>
      draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]),
    );
    const answers = await Promise.all(
      drafts.map(({ input }, i) => commit(ada.request(), { clientMutationId: `race ${i}`, vaults: [input] })),
    );
    expect(answers.map((answer) => answer.__typename).sort()).toEqual(["Committed", ...Array(11).fill("StaleHead")]);
    expect((await personalOf(ada))?.records.length).toBe(2);
  });

  it("sent three times at once is one deed with one answer, and its id serves no other", async () => {
    const { ada, vault } = await settled();
    const { input, apply } = draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => commit(ada.request(), { clientMutationId: "once", vaults: [input] })),
    );
    expect(answers.map((answer) => answer.__typename)).toEqual(Array(3).fill("Committed"));
    apply();
    await expect(send(ada, [newRecord(vault, recordClass.ITEM, text("other"))], "once")).rejects.toMatchObject({
      code: "MUTATION_ID_REUSED",
    });
  });

  it("leaves out no version and takes no other class", async () => {
    const { ada, vault, first } = await settled();
    const id = parseUuid(first.input.record);
    const [held] = [...vault.leaves.values()];
    if (!held) throw new Error("nothing is held");
    const ahead = {
      ...vault,
      leaves: new Map([[first.input.record, { ...held, fields: { ...held.fields, version: 2 } }]]),
    };
    const skipped = sealAgain(ahead, id, recordClass.ITEM, text("version 3"));
    await expect(send(ada, [skipped])).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "BROKEN_CHAIN" },
    });
    const folder = sealAgain(vault, id, recordClass.FOLDER, text("a folder"));
    await expect(send(ada, [folder])).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "NOT_ALLOWED" },
    });
    expect((await personalOf(ada))?.revision).toBe(1);
  });

  it("is not taken from a device that was revoked, nor for another's token", async () => {
    const { ada, vault } = await settled();
    const { ada: eve } = await settled();
    const drafted = draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]);
    await expect(commit(eve.request(), { clientMutationId: "x", vaults: [drafted.input] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await revokeDevice(ada.request(), { device: formatUuid(ada.account.device) });
    await expect(commit(ada.request(), { clientMutationId: "y", vaults: [drafted.input] })).rejects.toMatchObject({
      code: "DEVICE_REVOKED",
    });
  });

  it.each(["roster", "vault"])("is not taken quickly when the head of its %s is another by now", async (table) => {
    const { ada, vault } = await settled();
    const drafted = draft(ada.account, vault, [newRecord(vault, recordClass.ITEM, text("item"))]);
    const client = new Client({ connectionString: house.ownerUrl });
    await client.connect();
    await client.query(`update ${table} set head = $2 where id = $1`, [formatUuid(vault.id), Buffer.alloc(32)]);
    await client.end();
    const late = await countStatements(() => commit(ada.request(), { clientMutationId: "x", vaults: [drafted.input] }));
    expect([late.result.__typename, late.count > quick]).toEqual(["Committed", true]);
  });
});
