/** The log of a company as its administrators meet it: through the SDK, and over a server that lies about it. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import {
  type Client,
  type LogEntry,
  type LogPortion,
  type LogPosition,
  logHeader,
  logLine,
  memoryStore,
  verifyLogLines,
} from "../../src/client/index.ts";
import { allChained } from "../support/audit.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, type Line, makeLine } from "../support/line.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
let ada: Person;
let portal: Client;
let line: Line;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  ada = await newPerson(house);
  line = makeLine();
  portal = await ada.onDevice("portal", { surface: "PORTAL", patience: 0, ...line.settings });
  await portal.company.redeem(await tenantCodeIn(house.database));
  await portal.company.rename("Babbage & Co.");
  await allChained(house.database);
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

async function read(client: Client, from?: LogPosition) {
  const entries: LogEntry[] = [];
  let end = from;
  for await (const portion of client.company.audit.read(from)) {
    entries.push(...portion.entries);
    end = portion.position;
  }
  return { entries, end };
}
const more = async () => {
  await portal.company.rename(`Babbage & Co. ${randomUUID()}`);
  await allChained(house.database);
};
const linesOf = (entries: readonly LogEntry[], tenant: string) => [
  logHeader("jsonl", tenant, { revision: 0, hash: null }),
  ...entries.map((entry) => logLine("jsonl", entry)),
];
async function asSuperuser(statement: string) {
  const database = new Database({ connectionString: house.database.superuserUrl });
  await database.connect();
  try {
    await database.query(statement);
  } finally {
    await database.end();
  }
}

describe("the log of a company", () => {
  it("is listed, read in order, and verified, by whoever administers it", async () => {
    const { entries, end } = await read(portal);
    expect(entries.map(({ kind }) => kind)).toEqual([
      "TENANT_FOUNDED",
      "DEVICE_ADDED",
      "DEVICE_ADDED",
      "SIGNED_IN_TO_PORTAL",
      "COMPANY_CODE_REDEEMED",
      "COMPANY_NAMED",
    ]);
    expect(entries.every(({ actor }) => actor === ada.client.account.user)).toBe(true);
    const named = await portal.company.audit.list({ filter: { kinds: ["COMPANY_NAMED"], actor: portal.account.user } });
    expect(named).toEqual({ entries: entries.slice(-1), next: null });
    const page = await portal.company.audit.list({ first: 2 });
    expect(page.entries).toEqual(entries.slice(0, 2));
    expect((await portal.company.audit.list({ first: 4, after: page.next })).entries).toEqual(entries.slice(2));
    // Reading in order has checked it.
    expect(await portal.company.audit.verify()).toMatchObject({ entries: 0, to: end, unseen: 0 });
    await more();
    expect(await portal.company.audit.verify()).toMatchObject({ entries: 1, from: end });
    expect(await portal.company.audit.verify({ whole: true })).toMatchObject({ entries: entries.length + 1 });
  });

  it("is for administrators in the portal", async () => {
    const [invited] = await portal.company.invite([{ address: `bob.${randomUUID()}@example.org`, name: "Bob" }]);
    const bob = await newPerson(house, {}, invited);
    const desk = await bob.onDevice("desk", { surface: "PORTAL" });
    await expect(ada.client.company.audit.verify()).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    await expect(desk.company.audit.verify()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(desk.company.audit.list()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await allChained(house.database);
    const refused = await portal.company.audit.list({ filter: { kinds: ["AUDIT_LOG_REFUSED"] } });
    expect(refused.entries.map(({ actor }) => actor)).toEqual([bob.client.account.user]);
  });

  it("goes on from where it was cut, and is the same file as one that was not", async () => {
    const { tenant } = await portal.company.view();
    const first = await read(portal);
    await more();
    const rest = await read(portal, first.end);
    const whole = await read(portal);
    expect([...first.entries, ...rest.entries]).toEqual(whole.entries);
    expect(await verifyLogLines(linesOf(whole.entries, tenant))).toEqual({
      tenant,
      from: { revision: 0, hash: null },
      to: whole.end,
      entries: whole.entries.length,
    });
    await expect(read(portal, { revision: 1, hash: "no hash" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(read(portal, { revision: 99, hash: null })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("of a file shows every entry that was changed, dropped or swapped, and where", async () => {
    const { tenant } = await portal.company.view();
    const { entries } = await read(portal);
    const honest = linesOf(entries, tenant);
    const tampered: readonly (readonly [string, readonly string[], string])[] = [
      [
        "changed",
        honest.map((text, place) => (place === 3 ? text.replace("DEVICE_ADDED", "DEVICE_RENAMED") : text)),
        "4",
      ],
      ["dropped", honest.filter((_, place) => place !== 2), "3"],
      ["swapped", [...honest.slice(0, 2), honest[3], honest[2], ...honest.slice(4)] as string[], "3"],
      ["of another company", linesOf(entries, randomUUID()), "2"],
      ["begun later", [honest[0], ...honest.slice(2)] as string[], "2"],
    ];
    for (const [what, lines, at] of tampered) {
      const failure = await verifyLogLines(lines).catch((error: unknown) => error);
      expect([what, failure]).toMatchObject([what, { code: "BROKEN_CHAIN", message: `BROKEN_CHAIN: line ${at}` }]);
    }
    const [header = "", first = ""] = honest;
    const more = JSON.stringify({ ...JSON.parse(first), note: "what nobody hashed" });
    const later = JSON.stringify({ ...JSON.parse(header), version: 2 });
    for (const lines of [[], ["x"], ["{}"], [header, "null"], [header, "{}"], [header, more], [later, first]]) {
      await expect(verifyLogLines(lines)).rejects.toMatchObject({ name: "ProtocolError" });
    }
  });
});

describe("a device that is told of a restored server", () => {
  it("lets go of what it had seen, and says what that was", async () => {
    const { end } = await read(portal);
    line.tamper("AuditHead", (data) => Object.assign(data.viewer.tenant.auditHead, { revision: 2 }));
    await expect(portal.company.audit.verify()).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WENT_BACK" });
    line.honest();
    expect(await portal.company.audit.forget()).toEqual(end);
    expect(await portal.company.audit.forget()).toEqual({ revision: 0, hash: null });
    expect(await portal.company.audit.verify()).toMatchObject({ entries: end?.revision, unseen: 0 });
  });
});

describe("the log as it grows", () => {
  /** What a follower was told, and the revision that it waits for. */
  function listen(from?: LogPosition) {
    const told: LogEntry[] = [];
    let heard = () => {};
    const follower = portal.company.audit.follow(({ entries }) => {
      told.push(...entries);
      heard();
    }, from);
    const until = async (revision: number) => {
      while ((told.at(-1)?.revision ?? 0) < revision) await new Promise<void>((resolve) => (heard = resolve));
    };
    return { told, until, follower };
  }

  it("is told verified, from a position on, over a line that breaks, without gap or repetition", async () => {
    const { entries } = await read(portal);
    const third = entries[2] as LogEntry;
    const { told, until, follower } = listen({ revision: third.revision, hash: third.hash });
    await until(entries.length);
    await more();
    await until(entries.length + 1);
    line.cut();
    await ada.client.devices.rename(ada.client.account.device, "another name");
    await allChained(house.database);
    line.mend();
    await until(entries.length + 2);
    follower.stop();
    await follower.ended;
    expect(told.map(({ revision }) => revision)).toEqual(told.map((_, place) => 4 + place));
    expect(told.at(-1)?.kind).toBe("DEVICE_RENAMED");
    expect(await portal.company.audit.verify()).toMatchObject({ entries: 0 });
  });

  /** Forgets all entries but the newest, as the server does with those that had their time. */
  const shorten = async () => {
    const { tenant } = await portal.company.view();
    const of = `where tenant_id = '${tenant}'`;
    await asSuperuser(
      `update audit_head h set anchor_revision = h.revision - 1, anchor_hash =
         (select e.hash from audit_entry e where e.tenant_id = h.tenant_id and e.revision = h.revision - 1) ${of};
       delete from audit_entry e using audit_head h
         where h.tenant_id = e.tenant_id and e.revision <= h.anchor_revision and e.tenant_id = '${tenant}'`,
    );
  };

  it("says how many entries went that a follower was never told", async () => {
    const { entries } = await read(portal);
    const third = entries[2] as LogEntry;
    await shorten();
    // It has seen nothing yet, and goes on from where another left off.
    const desk = await ada.onDevice("desk", { surface: "PORTAL", patience: 0 });
    await allChained(house.database);
    const told: LogPortion[] = [];
    let heard = () => {};
    const first = new Promise<void>((resolve) => (heard = resolve));
    const from = { revision: third.revision, hash: third.hash };
    const follower = desk.company.audit.follow((portion) => {
      told.push(portion);
      heard();
    }, from);
    await first;
    follower.stop();
    await follower.ended;
    expect([told[0]?.unseen, told[0]?.entries[0]?.revision]).toEqual([entries.length - 1 - 3, entries.length]);
  });

  it("is not taken for shortened where what went was not old enough", async () => {
    const { told, until, follower } = listen();
    await more();
    const { to } = await portal.company.audit.verify();
    await until(to.revision);
    expect(told).not.toHaveLength(0);
    follower.stop();
    await follower.ended;
    await more();
    await more();
    await shorten();
    const caught = { code: "SERVER_CAUGHT", check: "WENT_BACK" };
    await expect(portal.company.audit.verify()).rejects.toMatchObject(caught);
    await expect(listen({ revision: to.revision, hash: to.hash }).follower.ended).rejects.toMatchObject(caught);
  });

  it("ends where the server tells something else than it logs, and for whom it is not", async () => {
    line.tamperPages((news) => {
      for (const entry of news.entries) entry.user = randomUUID();
    });
    const { follower } = listen();
    await more();
    await expect(follower.ended).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    const inApp = ada.client.company.audit.follow(() => {});
    await expect(inApp.ended).rejects.toMatchObject({ code: "WRONG_SURFACE" });
  });
});

describe("a server that lies about the log is caught when it", () => {
  const caught = { code: "SERVER_CAUGHT" };
  const entriesOf = (data: Answer) => data.viewer.tenant.auditLog.edges as { node: Record<string, unknown> }[];

  it.each<[string, (data: Answer) => void]>([
    ["changes an entry", (data) => Object.assign((entriesOf(data)[2] as Answer).node, { user: randomUUID() })],
    ["drops one", (data) => entriesOf(data).splice(3, 1)],
    ["drops the newest", (data) => entriesOf(data).pop()],
    ["drops all", (data) => entriesOf(data).splice(0)],
    [
      "swaps two",
      (data) => {
        const edges = entriesOf(data);
        edges.splice(1, 2, edges[2] as Answer, edges[1] as Answer);
      },
    ],
    ["says another hash", (data) => Object.assign((entriesOf(data)[5] as Answer).node, { hash: "A".repeat(43) })],
  ])("%s", async (_, change) => {
    line.tamper("AuditLog", change);
    await expect(portal.company.audit.verify()).rejects.toMatchObject(caught);
    line.honest();
    expect(await portal.company.audit.verify({ whole: true })).toMatchObject({ entries: 6 });
  });

  it.each<[string, (head: Answer, hash: string) => void]>([
    ["shows a lower head than before", (head) => Object.assign(head, { revision: head.revision - 1 })],
    ["shows none any more", (head) => Object.assign(head, { revision: 0, hash: null })],
    ["shows another hash there", (head) => Object.assign(head, { hash: "A".repeat(43) })],
    [
      "begins behind its own head",
      (head) => Object.assign(head, { anchorRevision: head.revision + 5, anchorHash: "A".repeat(43) }),
    ],
    ["forgets all of it", (head) => Object.assign(head, { anchorRevision: head.revision, anchorHash: "A".repeat(43) })],
  ])("%s", async (_, change) => {
    await portal.company.audit.verify();
    line.tamper("AuditHead", (data) => change(data.viewer.tenant.auditHead, ""));
    await expect(portal.company.audit.verify()).rejects.toMatchObject(caught);
    await expect(read(portal)).rejects.toMatchObject(caught);
  });

  // What is younger is not forgotten at all: of what is old enough the anchor itself has to fit.
  it.each<[string, (head: Answer) => void]>([
    [
      "begins behind its own head, and what was checked is old",
      (head) => Object.assign(head, { anchorRevision: head.revision + 5, anchorHash: "A".repeat(43) }),
    ],
    [
      "says that it forgot up to what was checked long ago, by another hash",
      (head) => Object.assign(head, { anchorRevision: head.revision, anchorHash: "A".repeat(43) }),
    ],
  ])("%s", async (_, change) => {
    const store = memoryStore();
    const later = () => new Date(Date.now() + 40 * 86_400_000);
    const desk = await ada.onDevice("desk", { surface: "PORTAL", store, patience: 0, clock: later, ...line.settings });
    await allChained(house.database);
    await desk.company.audit.verify();
    line.tamper("AuditHead", (data) => change(data.viewer.tenant.auditHead));
    await expect(desk.company.audit.verify()).rejects.toMatchObject({ ...caught, check: "BROKEN_CHAIN" });
  });

  it("shows a device that knows nothing yet a head that its entries do not lead to", async () => {
    line.tamper("AuditHead", (data) => Object.assign(data.viewer.tenant.auditHead, { hash: "A".repeat(43) }));
    await expect(portal.company.audit.verify()).rejects.toMatchObject(caught);
  });

  it("wrote its log anew", async () => {
    await portal.company.audit.verify();
    const { tenant } = await portal.company.view();
    await asSuperuser(
      `update audit_entry set hash = sha256(hash) where tenant_id = '${tenant}';
       update audit_head h set hash = (select hash from audit_entry e where e.tenant_id = h.tenant_id and e.revision = h.revision) where tenant_id = '${tenant}'`,
    );
    await expect(portal.company.audit.verify()).rejects.toMatchObject(caught);
  });

  it("shows a device less than its store remembers", async () => {
    const store = memoryStore();
    const desk = await ada.onDevice("desk", { surface: "PORTAL", store, patience: 0, ...line.settings });
    await allChained(house.database);
    const before = await desk.company.audit.verify();
    await more();
    line.tamper("AuditHead", (data) => {
      Object.assign(data.viewer.tenant.auditHead, { revision: before.to.revision - 1 });
    });
    expect(new TextDecoder().decode((await store.get("audit")) ?? undefined)).toContain(before.to.hash);
    await expect(desk.company.audit.verify()).rejects.toMatchObject({ ...caught, check: "WENT_BACK" });
  });
});
