/** What a company's log records of items, as a person's devices tell it: through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { auditedEvent, type Client, type LogEntry } from "../../src/client/index.ts";
import { allChained } from "../support/audit.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Line, makeLine } from "../support/line.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
let portal: Client;
let bob: Person;
let line: Line;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  const ada = await newPerson(house);
  portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `bob.${randomUUID()}@example.org`, name: "Bob" }]);
  line = makeLine();
  bob = await newPerson(house, { patience: 0, ...line.settings }, invited);
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

const { COPIED, EXPORTED, IMPORTED, USED, VIEWED } = auditedEvent;
const note = (title: string) => ({ kind: "note", title });
const business = () => bob.client.profile("BUSINESS");

/** Says what is recorded, and has Bob's device know it. */
async function audit(value: number): Promise<void> {
  await portal.company.policies.set({ scope: "TENANT" }, { passwordAuditing: { value } });
  await bob.client.syncNow();
}
async function told(): Promise<LogEntry[]> {
  await allChained(house.database);
  const { entries } = await portal.company.audit.list({ first: 500, filter: { origin: "CLIENT" } });
  return [...entries];
}
const kindsTold = async () => (await told()).map(({ kind }) => kind);
const reports = () => line.sent.filter((operation) => operation === "ReportItemEvents").length;

describe("what a person does with items", () => {
  it("comes into the company's log where a policy records it, from when it does until it does not, and again", async () => {
    const { id } = await business().items().add(note("Safe"));
    await business().items().report("VIEWED", id);
    expect(reports()).toBe(0);
    await audit(VIEWED | USED);
    await business().items().report("VIEWED", id);
    await business().items().report("COPIED", [id]);
    await business().items().report("USED", [id, id]);
    expect(reports()).toBe(2);
    await audit(0);
    await business().items().report("VIEWED", id);
    await audit(COPIED);
    await business().items().report("COPIED", id);
    const log = await told();
    expect(log.map(({ kind, records, actor }) => [kind, records, actor])).toEqual(
      ["ITEMS_VIEWED", "ITEMS_USED", "ITEMS_COPIED"].map((kind) => [kind, [id], bob.client.account.user]),
    );
    await portal.company.audit.verify({ whole: true });
  });

  it("is nobody's matter in the personal profile", async () => {
    await audit(255);
    const personal = bob.client.profile("PERSONAL");
    const { id } = await personal.items().add(note("Diary"));
    await personal.items().report("VIEWED", id);
    await personal.export();
    await personal.import([{ key: "1", item: note("Imported") }], { source: "test" });
    expect(reports()).toBe(0);
    await expect(business().items().report("VIEWED", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await told()).toEqual([]);
  });

  it("is the company's matter in its shares too, and in no personal ones", async () => {
    const { client } = bob;
    const [ours, personal] = [
      await client.shares.create({ name: "Ours" }),
      await client.shares.create({ name: "Family", scope: "PERSONAL" }),
    ];
    await audit(USED | COPIED);
    for (const { id } of [ours, personal]) {
      const items = client.shares.open(id).items();
      await items.report("USED", (await items.add(note("Safe"))).id);
    }
    const diary = await client.profile("PERSONAL").items().add(note("Diary"));
    await client.copies.make(diary, { share: personal.id });
    const [safe] = await client.shares.open(ours.id).items().list();
    if (safe) await client.copies.make(safe, { share: personal.id });
    const log = await told();
    expect(log.map(({ kind, vault, records }) => [kind, vault, records])).toEqual([
      ["ITEMS_USED", ours.id, [safe?.id]],
      ["ITEMS_COPIED", ours.id, [safe?.id]],
    ]);
  });

  it("is told by the SDK itself of exports and imports, with how many there were", async () => {
    await audit(EXPORTED | IMPORTED);
    const rows = Array.from({ length: 40 }, (_, place) => ({ key: `${place}`, item: note(`Item ${place}`) }));
    await business().import(rows, { source: "test" });
    await business().import(rows, { source: "test" });
    await business().export();
    const log = await told();
    expect(log.map(({ kind, amount, records }) => [kind, amount, records.length])).toEqual([
      ["ITEMS_IMPORTED", 40, 32],
      ["ITEMS_EXPORTED", 40, 32],
    ]);
  });

  it("waits for the next sync without a line, also of items that the server does not have yet", async () => {
    await audit(VIEWED);
    line.cut();
    const { id } = await business().items().add(note("Made on a train"));
    await business().items().report("VIEWED", id);
    await business().items().report("VIEWED", id);
    expect(await told()).toEqual([]);
    line.mend();
    await bob.client.syncNow();
    expect(await kindsTold()).toEqual(["ITEMS_VIEWED", "ITEMS_VIEWED"]);
    await bob.client.syncNow();
    expect(await told()).toHaveLength(2);
  });

  it("is told once where an answer is lost, or a request comes twice", async () => {
    await audit(VIEWED);
    const { id } = await business().items().add(note("Safe"));
    line.loseAnswer("ReportItemEvents");
    await business().items().report("VIEWED", id);
    await bob.client.syncNow();
    expect(await told()).toHaveLength(1);
    line.repeat("ReportItemEvents");
    await business().items().report("VIEWED", id);
    expect(await told()).toHaveLength(2);
    line.failAnswers("ReportItemEvents", 1, true);
    await business().items().report("VIEWED", id);
    await bob.client.syncNow();
    expect(await told()).toHaveLength(3);
  });

  it("takes nothing else with it where the server does not know one of them", async () => {
    await audit(VIEWED);
    const trouble: string[] = [];
    const known = await business().items().add(note("Known"));
    line.cut();
    await business().items().add(note("Waits for an answer"));
    const discarded = await business().items().add(note("Never sent"));
    await business().items().report("VIEWED", [discarded.id]);
    await business().items().report("VIEWED", [known.id]);
    await bob.client.queue.discard(bob.client.queue.list().at(-1)?.id ?? "");
    line.mend();
    bob.client.on("trouble", ({ code }) => trouble.push(code));
    await bob.client.syncNow();
    expect((await told()).map(({ records }) => records)).toEqual([[known.id]]);
    expect(trouble).toEqual(["NOT_FOUND"]);
  });

  it("is no reason to believe a server that answers nonsense", async () => {
    await audit(VIEWED);
    const { id } = await business().items().add(note("Safe"));
    line.tamper("ReportItemEvents", (data) => {
      data.reportItemEvents.recorded = "many";
    });
    await business().items().report("VIEWED", id);
    line.honest();
    await bob.client.syncNow();
    expect(await told()).toHaveLength(1);
  });
});
