/** What is recorded of items in business profiles, as the policy of their user says: by the server's verbs. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { auditedEvent } from "../../src/crypto/policy-settings.ts";
import { readAudit } from "../../src/domain/audit/read.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { type BareChange, draft, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let bob: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  bob = await company.hire();
});

const { CHANGED, CREATED, DELETED } = auditedEvent;
const businessOf = (who: BareMember) => who.account.vaults.BUSINESS;

/** What the log says of items and folders. */
async function entries() {
  house.advance(2_001);
  await runJobs(house.house);
  const log = await readAudit(company.ada.portal(), { first: 500, after: null, filter: null });
  return log.edges.map(({ node }) => node).filter(({ kind }) => /^(ITEMS|FOLDERS|RECORDS|PROFILE)_/.test(kind));
}
const kinds = async () => (await entries()).map(({ kind }) => kind);

async function write(who: BareMember, ...changes: BareChange[]) {
  const made = draft(who.account, businessOf(who), changes);
  const answer = await commit(who.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
  expect(answer.__typename).toBe("Committed");
  made.apply();
}
const item = (who: BareMember) => newRecord(businessOf(who), recordClass.ITEM, randomBytes(40));
const again = (who: BareMember, record: Id) =>
  sealAgain(businessOf(who), record, recordClass.ITEM, new Uint8Array(randomBytes(10)));
const idOf = ({ fields }: BareChange) => (fields as { record: unknown }).record as Id;

/** A folder and an item that live through everything, each step a commit. */
async function live(who: BareMember) {
  const vault = businessOf(who);
  const first = item(who);
  const folder = newRecord(vault, recordClass.FOLDER, randomBytes(20));
  await write(who, first);
  await write(who, folder);
  await write(who, again(who, idOf(first)));
  await write(who, move(vault, idOf(first), { trashedSince: 1 }));
  await write(who, move(vault, idOf(first), { trashedSince: 0 }));
  await write(who, purge(vault, idOf(first)));
  await write(who, purge(vault, idOf(folder)));
}

describe("commits to a business profile", () => {
  it("leave nothing in the log where nobody said that they shall", async () => {
    await live(bob);
    expect(await kinds()).toEqual([]);
  });

  it.each([
    ["created", CREATED, ["ITEMS_ADDED", "FOLDERS_ADDED"]],
    ["changed", CHANGED, ["ITEMS_CHANGED", "ITEMS_MOVED"]],
    ["deleted", DELETED, ["ITEMS_TRASHED", "ITEMS_PURGED", "FOLDERS_PURGED"]],
    ["only what clients see", 255 - CREATED - CHANGED - DELETED, []],
  ] as const)("leave there what the policy says: %s", async (_, audited, expected) => {
    await company.auditItems(audited);
    await live(bob);
    expect(await kinds()).toEqual(expected);
  });

  it("leave it there from when it is switched on until it is off, and again", async () => {
    await write(bob, item(bob));
    await company.auditItems(CREATED);
    await write(bob, item(bob));
    await company.auditItems(0);
    await write(bob, item(bob), item(bob));
    await company.auditItems(CREATED | CHANGED);
    await write(bob, item(bob), item(bob), item(bob));
    expect((await entries()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ["ITEMS_ADDED", 1],
      ["ITEMS_ADDED", 3],
    ]);
  });

  it("are recorded where one of several things is that they do", async () => {
    const kept = item(bob);
    await write(bob, kept);
    await company.auditItems(DELETED);
    await write(bob, item(bob), again(bob, idOf(kept)));
    await write(bob, item(bob), move(businessOf(bob), idOf(kept), { trashedSince: 1 }));
    expect((await entries()).map(({ kind, amount }) => [kind, amount])).toEqual([["RECORDS_CHANGED", 2]]);
  });
});
