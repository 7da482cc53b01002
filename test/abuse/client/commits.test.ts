/**
 * Commits by a hostile client with an account of its own: replayed, exchanged, out of order, in another's name, with parts of
 * other vaults; by the quick way (a vault that the process knows) and by the ordinary one. What is refused leaves no row
 * behind, and the next honest commit passes. What a single wrong field of a manifest does, test/access/commit shows.
 *
 * Source: our own reasoning, PROTOCOL §5.6.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { asHash } from "../../../src/crypto/keys.ts";
import { recordClass } from "../../../src/crypto/leaf.ts";
import { formatUuid } from "../../../src/crypto/uuid.ts";
import { commit } from "../../../src/domain/commit/commit.ts";
import type { RecordChangeInput, VaultCommitInput } from "../../../src/domain/commit/input.ts";
import { draft, newRecord, purge, sealAgain } from "../../support/bare-client.ts";
import { dump } from "../../support/dump.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../../support/verbs.ts";

const text = (words: string) => new TextEncoder().encode(words);
const item = (vault: Parameters<typeof newRecord>[0], words = "item") =>
  newRecord(vault, recordClass.ITEM, text(words));

let house: VerbsHouse;
let ada: SignedUpAccount;
let eve: SignedUpAccount;
let serial = 0;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());

const send = (
  who: SignedUpAccount,
  input: VaultCommitInput | readonly VaultCommitInput[],
  clientMutationId = `m ${serial++}`,
) => commit(who.request(), { clientMutationId, vaults: Array.isArray(input) ? input : [input as VaultCommitInput] });

async function write(who: SignedUpAccount, words: string): Promise<void> {
  const drafted = draft(who.account, who.account.vaults.PERSONAL, [item(who.account.vaults.PERSONAL, words)]);
  expect(await send(who, drafted.input)).toMatchObject({ __typename: "Committed" });
  drafted.apply();
}

describe.each([
  ["quick", 2],
  ["ordinary", 0],
])("a commit by the %s way", (_, writes) => {
  beforeEach(async () => {
    // Attempts are counted, and all of these people are one caller.
    house.advance(3_600_001);
    [ada, eve] = [await house.signUp(), await house.signUp()];
    // A process knows a vault once it was written to by it.
    for (let n = 0; n < writes; n++) await write(ada, "known");
  });

  /** It is not taken, nothing of it is kept, and its vault goes on. */
  async function refused(attempt: () => Promise<unknown>, outcome: object): Promise<void> {
    const database = { superuserUrl: house.superuserUrl };
    const before = await dump(database);
    const answer = await attempt().catch((error) => error);
    expect(answer).toMatchObject(outcome);
    expect(await dump(database)).toEqual(before);
    await write(ada, "goes on");
  }

  it("of Ada's sent by Eve is refused: in her name it is not her vault, under her key she may not write", async () => {
    const { PERSONAL } = ada.account.vaults;
    const drafted = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    await refused(() => send(eve, drafted.input), { code: "NOT_FOUND" });
    const inHerName = () =>
      draft({ ...eve.account, tenant: ada.account.tenant }, PERSONAL, [item(PERSONAL)], undefined, eve.account.signing);
    await refused(() => send(eve, inHerName().input), { code: "NOT_FOUND" });
    await refused(() => send(ada, inHerName().input), { code: "INVALID_PROOF" });
  });

  it("that was taken is not taken again under another id", async () => {
    const { PERSONAL } = ada.account.vaults;
    const drafted = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    await send(ada, drafted.input);
    drafted.apply();
    await refused(() => send(ada, drafted.input), { __typename: expect.stringMatching(/^(StaleHead|Conflict)$/) });
  });

  it("is not taken under an id that was used for another, and the answer of that is not given out for it", async () => {
    const { PERSONAL } = ada.account.vaults;
    const first = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    await send(ada, first.input, "the id");
    first.apply();
    const second = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    await refused(() => send(ada, second.input, "the id"), { code: "MUTATION_ID_REUSED" });
    expect(await send(eve, draft(eve.account, eve.account.vaults.PERSONAL, []).input, "the id")).toBeDefined();
  });

  it("comes in its order or not at all", async () => {
    const { PERSONAL } = ada.account.vaults;
    const first = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    const ladder = PERSONAL.ladder;
    const leaves = new Map(PERSONAL.leaves);
    first.apply();
    const second = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    PERSONAL.ladder = ladder;
    PERSONAL.leaves.clear();
    for (const [id, leaf] of leaves) PERSONAL.leaves.set(id, leaf);
    await refused(() => send(ada, second.input), expect.objectContaining({}));
  });

  it("names the vault that its manifest is of", async () => {
    const { PERSONAL, BUSINESS } = ada.account.vaults;
    const drafted = draft(ada.account, PERSONAL, [item(PERSONAL)]);
    await refused(() => send(ada, { ...drafted.input, vault: formatUuid(BUSINESS.id) }), { code: "INVALID_PROOF" });
    await refused(() => send(ada, { ...drafted.input, vault: formatUuid(eve.account.vaults.PERSONAL.id) }), {
      code: "INVALID_PROOF",
    });
    await refused(() => send(ada, [drafted.input, drafted.input]), { code: "BAD_USER_INPUT" });
  });

  type Changes = readonly RecordChangeInput[];
  it.each<[string, (first: RecordChangeInput, second: RecordChangeInput, third: RecordChangeInput) => Changes]>([
    ["one is missing", (first) => [first]],
    ["there is one more", (...all) => all],
    ["one has another's body", (first, second) => [{ ...first, body: second.body ?? null }, second]],
    [
      "two are exchanged",
      (first, second) => [
        { ...first, body: second.body ?? null, key: second.key ?? null },
        { ...second, body: first.body ?? null, key: first.key ?? null },
      ],
    ],
    ["one is of another version", (first, second) => [{ ...first, version: 2 }, second]],
    ["one is of another class", (first, second) => [{ ...first, class: recordClass.FOLDER }, second]],
    ["one stands in a folder", (first, second) => [{ ...first, folder: second.record }, second]],
    ["one is of another epoch", (first, second) => [{ ...first, epoch: 2 }, second]],
    ["one is of another schema", (first, second) => [{ ...first, schema: 2 }, second]],
    ["one is in the trash", (first, second) => [{ ...first, trashedAt: new Date(1) }, second]],
    ["one comes twice", (first) => [first, first]],
  ])("is refused where of its changes %s", async (_, change) => {
    const { PERSONAL } = ada.account.vaults;
    const drafted = draft(ada.account, PERSONAL, [item(PERSONAL, "one"), item(PERSONAL, "two")]);
    const [first, second] = drafted.input.changes as [RecordChangeInput, RecordChangeInput];
    const changes = change(first, second, item(PERSONAL, "three").input);
    const outcome = { code: expect.stringMatching(/^(INVALID_PROOF|BAD_USER_INPUT)$/) };
    await refused(() => send(ada, { ...drafted.input, changes }), outcome);
  });

  it("takes no record of another vault, neither by its id nor by its leaf", async () => {
    await write(eve, "of Eve's");
    const { PERSONAL } = ada.account.vaults;
    const [hers] = [...eve.account.vaults.PERSONAL.leaves.values()];
    if (!hers) throw new Error("no record");
    const leaves = new Map(PERSONAL.leaves);
    PERSONAL.leaves.set(formatUuid(hers.fields.record), hers);
    const edit = draft(ada.account, PERSONAL, [
      sealAgain(PERSONAL, hers.fields.record, recordClass.ITEM, text("mine now")),
    ]);
    const purged = draft(ada.account, PERSONAL, [purge(PERSONAL, hers.fields.record)]);
    PERSONAL.leaves.clear();
    for (const [id, leaf] of leaves) PERSONAL.leaves.set(id, leaf);
    for (const { input } of [edit, purged]) {
      const before = await dump({ superuserUrl: house.superuserUrl });
      const answer = await send(ada, input).catch((error) => error);
      expect(answer.__typename ?? answer.code).toMatch(/^(Conflict|StaleHead|INVALID_PROOF|NOT_FOUND)$/);
      expect(await dump({ superuserUrl: house.superuserUrl })).toEqual(before);
    }
  });

  it("goes on from the head that there is, and from no other", async () => {
    await write(ada, "a head");
    const { PERSONAL } = ada.account.vaults;
    const wrong = asHash(new Uint8Array(32).fill(7));
    for (const twist of [{ previous: wrong }, { previous: null }, { skip: wrong }, { epoch: 2 }, { rosterSeq: 9 }]) {
      const drafted = draft(ada.account, PERSONAL, [item(PERSONAL)], (manifest) => ({ ...manifest, ...twist }));
      const before = await dump({ superuserUrl: house.superuserUrl });
      const answer = await send(ada, drafted.input).catch((error) => error);
      expect([twist, answer.__typename ?? answer.code]).toEqual([
        twist,
        expect.stringMatching(/^(StaleHead|StaleKeyEpoch|INVALID_PROOF)$/),
      ]);
      expect(await dump({ superuserUrl: house.superuserUrl })).toEqual(before);
    }
  });

  it("may bear any time: no clock decides what is valid", async () => {
    const { PERSONAL } = ada.account.vaults;
    for (const time of [1, Date.now() + 10 * 365 * 86_400_000]) {
      const drafted = draft(ada.account, PERSONAL, [item(PERSONAL)], (manifest) => ({ ...manifest, time }));
      expect(await send(ada, drafted.input)).toMatchObject({ __typename: "Committed" });
      drafted.apply();
    }
  });
});
