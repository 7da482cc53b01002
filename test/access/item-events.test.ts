/** What is recorded of items in business profiles, as the policy of their user says: by the server's verbs. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { shareScope } from "../../src/crypto/link.ts";
import { auditedEvent } from "../../src/crypto/policy-settings.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { readAudit } from "../../src/domain/audit/read.ts";
import { type ReportItemEventsInput, reportItemEvents } from "../../src/domain/audit/report.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { type BareChange, draft, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareShare } from "../support/bare-share.ts";
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

const { CHANGED, CREATED, DELETED, EXPORTED, USED, VIEWED } = auditedEvent;
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

type Event = ReportItemEventsInput["events"][number];
const report = (who: BareMember, events: readonly Event[], clientMutationId: string = crypto.randomUUID()) =>
  reportItemEvents(who.app(), { clientMutationId, events });
const viewed = (...records: readonly string[]): Event => ({ kind: "VIEWED", records });

/** So many items in the business profile, by a commit. */
async function itemsOf(who: BareMember, count = 1): Promise<string[]> {
  const items = Array.from({ length: count }, () => item(who));
  await write(who, ...items);
  return items.map(({ input }) => input.record);
}

describe("what a client reports of items", () => {
  it("stands in the log as a client's word, where the policy records it", async () => {
    const [first, second] = await itemsOf(bob, 2);
    await company.auditItems(VIEWED | EXPORTED);
    const events = [
      viewed(first as string),
      { kind: "COPIED", records: [first as string] } as const,
      { kind: "USED", records: [second as string] } as const,
      { kind: "EXPORTED", records: [first as string, second as string] } as const,
    ];
    expect(await report(bob, events, "mine")).toEqual({ clientMutationId: "mine", recorded: 2 });
    const log = await entries();
    expect(log.map(({ kind, records, amount }) => [kind, records, amount])).toEqual([
      ["ITEMS_VIEWED", [first], 1],
      ["ITEMS_EXPORTED", [first, second], 2],
    ]);
    for (const entry of log) {
      expect(entry).toMatchObject({
        origin: "CLIENT",
        actor: formatUuid(bob.account.user),
        actorDevice: formatUuid(bob.account.device),
        surface: "APP",
        vault: formatUuid(businessOf(bob).id),
      });
      expect(Math.abs(entry.at.getTime() - house.house.clock().getTime())).toBeLessThan(60_000);
    }
  });

  it("is forgotten while nothing is recorded, and not brought back", async () => {
    const [first] = (await itemsOf(bob)) as [string];
    expect(await report(bob, [viewed(first)], "off")).toMatchObject({ recorded: 0 });
    await company.auditItems(VIEWED);
    expect(await report(bob, [viewed(first)], "off")).toMatchObject({ recorded: 0 });
    expect(await report(bob, [viewed(first)], "on")).toMatchObject({ recorded: 1 });
    await company.auditItems(USED);
    expect(await report(bob, [viewed(first)], "off again")).toMatchObject({ recorded: 0 });
    expect(await kinds()).toEqual(["ITEMS_VIEWED"]);
  });

  it("is one deed under one id, also where it comes several times at once", async () => {
    const [first, second] = (await itemsOf(bob, 2)) as [string, string];
    await company.auditItems(VIEWED);
    const answers = await Promise.all(Array.from({ length: 6 }, () => report(bob, [viewed(first)], "one")));
    expect(answers).toEqual(answers.map(() => ({ clientMutationId: "one", recorded: 1 })));
    await expect(report(bob, [viewed(second)], "one")).rejects.toMatchObject({ code: "MUTATION_ID_REUSED" });
    const made = draft(bob.account, businessOf(bob), [item(bob)]);
    const input = { clientMutationId: "one", vaults: [made.input] };
    await expect(commit(bob.app(), input)).rejects.toMatchObject({ code: "MUTATION_ID_REUSED" });
    expect(await kinds()).toEqual(["ITEMS_VIEWED"]);
  });

  it("counts what was purged, and every item of many", async () => {
    const records = await itemsOf(bob, 33);
    await write(bob, purge(businessOf(bob), parseUuid(records[0] as string)));
    await company.auditItems(EXPORTED);
    const first = records.slice(0, 32);
    await report(bob, [{ kind: "EXPORTED", records: first, amount: 40_000 }]);
    expect((await entries()).map((entry) => [entry.records, entry.amount])).toEqual([[first, 40_000]]);
  });

  it("is of nobody else's items, of no personal ones, of no folders and of none that nobody has; not in part either", async () => {
    const [mine] = (await itemsOf(bob)) as [string];
    const [theirs] = (await itemsOf(company.ada)) as [string];
    const folder = newRecord(businessOf(bob), recordClass.FOLDER, randomBytes(20));
    await write(bob, folder);
    const { PERSONAL } = bob.account.vaults;
    const personal = newRecord(PERSONAL, recordClass.ITEM, randomBytes(40));
    const made = draft(bob.account, PERSONAL, [personal]);
    await commit(bob.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
    made.apply();
    await company.auditItems(255);
    const stranger = await house.signUp();
    for (const other of [theirs, folder.input.record, personal.input.record, crypto.randomUUID()]) {
      await expect(report(bob, [viewed(mine), viewed(other)])).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(report(bob, [viewed(mine, other)])).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const foreign = { clientMutationId: "x", events: [viewed(mine)] };
    await expect(reportItemEvents(stranger.request(), foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(reportItemEvents(house.anonymous(), foreign)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await kinds()).toEqual([]);
  });

  it("is bounded, well formed, and not without end", async () => {
    const records = await itemsOf(bob, 33);
    const [first] = records as [string];
    await company.auditItems(255 - CREATED);
    for (const events of [
      [],
      Array(101).fill(viewed(first)),
      [viewed()],
      [viewed(...records)],
      [viewed(first, first)],
      [viewed("x".repeat(1_000_000))],
      [viewed(first.toUpperCase())],
      [{ ...viewed(first), amount: 2 }],
      [{ ...viewed(first), amount: 0 }],
      [{ ...viewed(first), amount: -1 }],
      [{ ...viewed(...records.slice(0, 32)), amount: 100_001 }],
      [{ ...viewed(...records.slice(0, 32)), amount: 31 }],
    ]) {
      await expect(report(bob, events)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    for (const id of ["", "x".repeat(65), "\u0000"]) {
      await expect(report(bob, [viewed(first)], id)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    expect(await report(bob, Array(100).fill(viewed(first)))).toMatchObject({ recorded: 100 });
    for (let i = 1; i < 600; i++) await report(bob, [viewed(first)], "again");
    await expect(report(bob, [viewed(first)])).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await kinds()).toHaveLength(101);
  });

  it("is told of the company's shares by whoever has them, of none that are personal, offered, declined, or others'", async () => {
    const readers = [role.READER, role.READER_HIDDEN] as const;
    const [ours, personal, theirs] = [
      await BareShare.found(company, company.ada),
      await BareShare.found(company, company.ada, shareScope.PERSONAL),
      await BareShare.found(company, company.ada),
    ];
    const [mine] = (await itemsOf(bob)) as [string];
    const firstIn = (share: BareShare) => [...share.vault.leaves.keys()][0] as string;
    const first = firstIn(ours);
    for (const [place, share] of [ours, personal].entries()) await share.add(company.ada, bob, readers[place] as 6);
    await company.auditItems(USED | CHANGED);
    const used = (share: BareShare | null, record: string): Event => ({
      kind: "USED",
      records: [record],
      ...(share && { share: share.id }),
    });
    const notFound = { code: "NOT_FOUND" };
    await expect(report(bob, [used(ours, first)])).rejects.toMatchObject(notFound);
    await ours.accept(bob);
    await personal.accept(bob);
    const both = [used(ours, first), used(null, mine), viewed(mine)];
    expect(await report(bob, both, "both")).toMatchObject({ recorded: 2 });
    await expect(report(bob, [used(null, first), used(null, mine)], "both")).rejects.toMatchObject({
      code: "MUTATION_ID_REUSED",
    });
    for (const other of [
      used(personal, firstIn(personal)),
      used(theirs, firstIn(theirs)),
      used(ours, mine),
      used(null, first),
      { ...used(null, mine), share: formatUuid(businessOf(bob).id) },
      { ...used(ours, first), share: crypto.randomUUID() },
    ])
      await expect(report(bob, [used(ours, first), other])).rejects.toMatchObject(notFound);
    await expect(report(bob, [{ ...used(ours, first), share: "x" }])).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await ours.write(company.ada, { changes: [purge(ours.vault, parseUuid(first))] });
    expect(await report(bob, [used(ours, first)])).toMatchObject({ recorded: 1 });
    await personal.write(company.ada);
    await answerShare(bob.app(), { share: ours.id, answer: "DECLINED" });
    await expect(report(bob, [used(ours, first)])).rejects.toMatchObject(notFound);
    const log = (await entries()).map(({ kind, vault, records, actor }) => [kind, vault, records, actor]);
    const actor = formatUuid(bob.account.user);
    expect(log).toEqual([
      ["ITEMS_USED", ours.id, [first], actor],
      ["ITEMS_USED", formatUuid(businessOf(bob).id), [mine], actor],
      ["ITEMS_USED", ours.id, [first], actor],
    ]);
  });
});
