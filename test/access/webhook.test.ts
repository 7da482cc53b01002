/** What is delivered to webhooks: everything, in order, at least once, to a receiver that verifies it; and what becomes of the rest. */
import { Webhook } from "standardwebhooks";
import { receivers } from "../../src/config-values.ts";
import { bounds } from "../../src/domain/bounds.ts";
import { readEvents } from "../../src/domain/feed/read.ts";
import { setStaff } from "../../src/domain/partner/staff.ts";
import { deliverDue } from "../../src/domain/webhook/deliver.ts";
import { testWebhook } from "../../src/domain/webhook/test.ts";
import {
  createWebhook,
  deleteWebhook,
  readWebhooks,
  replayWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from "../../src/domain/webhook/webhook.ts";
import type { TenantId } from "../../src/ids.ts";
import { parseWebhookUrl } from "../../src/server/webhook-address.ts";
import { makeWebhookPost } from "../../src/server/webhook-post.ts";
import { happens } from "../support/feed.ts";
import { openReceiver, type Received, type Receiver } from "../support/receiver.ts";
import { type BareStaff, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const code = (code: string) => ({ code });
const minute = 60_000;
const allowed = receivers("127.0.0.1");

let house: VerbsHouse;
let partner: StaffedPartner;
let second: BareStaff;
let company: TenantId;
let elsewhere: TenantId;
let receiver: Receiver;
const outcomes: string[] = [];
/** Moves the clock of deliveries alone: sessions of people do not run out by it. */
let ahead = 0;
/** Where it stands, so that a moment before a try is due is one, however long it all takes; null: it goes. */
let stands: number | null = null;

beforeAll(async () => {
  house = await openVerbsHouse({
    postWebhook: makeWebhookPost({ allowed }),
    mayReceive: (url) => parseWebhookUrl(url, allowed) !== null,
    onDelivery: (outcome) => outcomes.push(outcome),
  });
  partner = await StaffedPartner.found(house);
  second = await partner.hire({ role: "ADMINISTRATOR", scope: "ALL" }, 2);
  [[company], [elsewhere]] = [
    (await partner.companies(1, { labels: ["north"] })) as [TenantId],
    (await partner.companies(1)) as [TenantId],
  ];
});
afterAll(() => house.close());
beforeEach(async () => {
  receiver = await openReceiver();
  outcomes.length = 0;
  ahead = 0;
  stands = null;
});
afterEach(async () => {
  await house.asSuperuser("delete from webhook");
  await house.asSuperuser("delete from machine");
  await receiver.close();
});

const owner = () => partner.owner.partner();
const worker = () => ({ ...house.house, clock: () => new Date((stands ?? house.house.clock().getTime()) + ahead) });
/** Delivers until nothing is due. */
const deliver = async () => {
  while ((await deliverDue(worker())) > 0);
};

async function hook(more: object = {}, by = owner) {
  const input = { name: "tickets", url: receiver.url, groups: ["AUDIT"] as const, ...more };
  const made = await createWebhook(by(), input);
  if (made.__typename !== "WebhookCreated") throw new Error(made.refusal);
  return { id: made.webhook.webhook, secret: made.secret };
}

type Told = {
  type: string;
  data: { partner: string; webhook: string; events: { kind: string; company: string; cursor: string }[] };
};
/** What a receiver makes of a message: verified by its own library, at the time of the sender's clock. */
function verified({ body, headers }: Received, secret: string): Told {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  const its = Object.fromEntries(names.map((name) => [name, headers[name] as string]));
  const real = Date.now;
  Date.now = () => Number(its["webhook-timestamp"]) * 1_000;
  try {
    return new Webhook(secret).verify(body, its) as Told;
  } finally {
    Date.now = real;
  }
}
const kindsAt = (place: number, secret: string) =>
  verified(receiver.received[place] as Received, secret).data.events.map(({ kind }) => kind);
const shown = async (id: string) => (await readWebhooks(owner())).find(({ webhook }) => webhook === id);

describe("what happens", () => {
  it("is told in order, signed, in batches, once where it arrives, and nothing of before", async () => {
    await happens(house, company, "GROUP_NAMED");
    const { id, secret } = await hook();
    await deliver();
    expect(receiver.received).toEqual([]);
    await happens(house, company, "USER_REMOVED", 150);
    await happens(house, elsewhere, "USER_LEFT");
    await deliver();
    await deliver();
    expect(receiver.received.map((_, place) => kindsAt(place, secret).length)).toEqual([100, 51]);
    const [first, last] = receiver.received.map((each) => verified(each, secret));
    expect(first).toMatchObject({ type: "partner.events", data: { partner: partner.id, webhook: id } });
    expect(last?.data.events.at(-1)).toMatchObject({ kind: "USER_LEFT", company: elsewhere });
    const cursors = receiver.received.flatMap((each) => verified(each, secret).data.events.map(({ cursor }) => cursor));
    expect(new Set(cursors).size).toBe(151);
    expect((await readEvents(owner(), { after: cursors.at(-2) as string, first: 10 })).events).toHaveLength(1);
    expect(await shown(id)).toMatchObject({ tries: 0, failingSince: null, lastDeliveredAt: expect.any(Date) });
    expect(outcomes).toEqual(["DELIVERED", "DELIVERED"]);
  });

  it("is verified by nobody with another secret, other bytes or another time", async () => {
    const { secret } = await hook();
    await happens(house, company, "USER_REMOVED");
    await deliver();
    const [message] = receiver.received as [Received];
    expect(() => verified(message, `whsec_${Buffer.alloc(32).toString("base64")}`)).toThrow();
    expect(() => verified({ ...message, body: `${message.body} ` }, secret)).toThrow();
    const later = { ...message.headers, "webhook-timestamp": String(Number(message.headers["webhook-timestamp"]) + 1) };
    expect(() => verified({ ...message, headers: later }, secret)).toThrow();
    const kept = JSON.stringify(await house.asSuperuser("select encode(secret, 'base64') as s from webhook"));
    expect(kept).not.toContain(secret.slice(6, 40));
  });

  it("is told of the companies and kinds that were asked for, and what is passed over holds nothing up", async () => {
    const { secret } = await hook({ groups: ["POLICY"], labels: ["north"] });
    await happens(house, company, "USER_REMOVED", 5);
    await happens(house, elsewhere, "POLICIES_SET");
    await deliver();
    expect(receiver.received).toEqual([]);
    await happens(house, company, "POLICIES_DROPPED");
    await deliver();
    expect(kindsAt(0, secret)).toEqual(["POLICIES_DROPPED"]);
  });
});

describe("a receiver that does not answer", () => {
  it("is tried again, later each time, with the same id, before anything that came since", async () => {
    const { id, secret } = await hook();
    receiver.answer = (response) => response.writeHead(503).end();
    await happens(house, company, "USER_REMOVED");
    stands = house.house.clock().getTime();
    await deliver();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    await happens(house, company, "USER_LEFT");
    for (const wait of [1, 2, 4, 8]) {
      const before = receiver.received.length;
      ahead += wait * minute - 2_000;
      await deliver();
      expect(receiver.received).toHaveLength(before);
      ahead += 4_000;
      await deliver();
      expect(receiver.received).toHaveLength(before + 1);
    }
    expect(await shown(id)).toMatchObject({
      tries: 5,
      lastFailure: "FAILED",
      failingSince: expect.any(Date),
      nextTryAt: expect.any(Date),
    });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    receiver.answer = (response) => response.end();
    ahead += 16 * minute;
    await deliver();
    expect([kindsAt(5, secret), kindsAt(6, secret)]).toEqual([["USER_REMOVED"], ["USER_LEFT"]]);
    expect(await shown(id)).toMatchObject({ tries: 0, failingSince: null, lastFailure: null });
  });

  it("is given up after days: the batch is kept aside, the next one comes, and the log says so", async () => {
    const { id, secret } = await hook();
    receiver.answer = (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    await happens(house, company, "USER_REMOVED", 2);
    const began = ahead;
    for (let tries = 1; tries <= bounds.triesPerDelivery; tries++) {
      await deliver();
      expect(receiver.received).toHaveLength(tries);
      if (tries < bounds.triesPerDelivery) ahead += 6 * 60 * minute + 1_000;
    }
    expect(ahead - began).toBeGreaterThan(5 * 24 * 60 * minute);
    const [letter] = (await shown(id))?.deadLetters ?? [];
    expect(letter).toMatchObject({ failure: "REDIRECTED", replayAskedAt: null });
    expect(await partner.logged()).toContain("WEBHOOK_DIED");
    expect(outcomes.at(-1)).toBe("DEAD");

    await happens(house, company, "USER_LEFT");
    await deliver();
    expect(kindsAt(24, secret)).toEqual(["USER_LEFT"]);
    ahead += 2 * minute;
    const again = { webhook: id, letter: letter?.letter as string };
    await replayWebhook(owner(), again);
    await deliver();
    expect((await shown(id))?.deadLetters).toMatchObject([{ failure: "REDIRECTED", replayAskedAt: expect.any(Date) }]);
    receiver.answer = (response) => response.end();
    await replayWebhook(owner(), again);
    const sent = receiver.received.length;
    await deliver();
    const replayed = receiver.received.slice(sent).map((each) => verified(each, secret));
    expect(replayed.map(({ data }) => data.events.map(({ kind }) => kind))).toContainEqual([
      "USER_REMOVED",
      "USER_REMOVED",
    ]);
    expect((await shown(id))?.deadLetters).toEqual([]);
    await expect(replayWebhook(owner(), again)).rejects.toMatchObject(code("NOT_FOUND"));
  });

  it("keeps nobody else waiting, and no transaction open", async () => {
    const quick = await openReceiver();
    const { secret } = await hook();
    const other = await hook({ url: quick.url });
    let let_go = () => {};
    receiver.answer = (response) => {
      let_go = () => response.end();
    };
    await happens(house, company, "USER_REMOVED");
    const round = deliverDue(worker());
    while (receiver.received.length === 0 || quick.received.length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    const open = async () => {
      const [row] = await house.asSuperuser(
        "select count(*)::integer as count from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      );
      return row?.count;
    };
    // What became of the quick one may just be kept; the slow one holds none, as long as it takes.
    while ((await open()) !== 0) await new Promise((resolve) => setImmediate(resolve));
    expect(verified(quick.received[0] as Received, other.secret).data.events).toHaveLength(1);
    // Meanwhile nobody else takes it up; behind the time that it is held, somebody does, by the same id, and the first says nothing.
    expect(await deliverDue(worker())).toBe(0);
    ahead += 2 * minute;
    const slow = let_go;
    receiver.answer = (response) => response.end();
    await deliver();
    slow();
    await round;
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await happens(house, company, "USER_LEFT");
    await deliver();
    expect(kindsAt(receiver.received.length - 1, secret)).toEqual(["USER_LEFT"]);
    await quick.close();
  });

  it("is told in turn: few of one partner's at once, whoever waited longest first, and who is done waits for nobody", async () => {
    for (let place = 0; place < 6; place++) await hook({ name: `hook ${place}` });
    const waiting: (() => void)[] = [];
    receiver.answer = (response) => void waiting.push(() => response.end());
    // Two batches for each: whoever is done is due again at once.
    await happens(house, company, "USER_REMOVED", 101);
    const round = deliverDue(worker());
    const until = async (count: number) => {
      while (receiver.received.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(4);
    // By no other worker either.
    expect(await deliverDue(worker())).toBe(0);
    expect(receiver.received).toHaveLength(4);
    waiting[0]?.();
    await until(5);
    waiting[1]?.();
    await until(6);
    const told = receiver.received.map(({ body }) => (JSON.parse(String(body)) as Told).data.webhook);
    expect(new Set(told).size).toBe(6);
    receiver.answer = (response) => response.end();
    for (const answer of waiting) answer();
    expect(await round).toBe(12);
    expect(receiver.received).toHaveLength(12);
  });
});

describe("a webhook", () => {
  it("gets a new secret, and for a day signs by both", async () => {
    const { id, secret } = await hook();
    const { secret: next } = await rotateWebhookSecret(owner(), { webhook: id });
    await happens(house, company, "USER_REMOVED");
    await deliver();
    expect([kindsAt(0, secret), kindsAt(0, next)]).toEqual([["USER_REMOVED"], ["USER_REMOVED"]]);
    ahead += 24 * 60 * minute + 1_000;
    await happens(house, company, "USER_LEFT");
    await deliver();
    expect(kindsAt(1, next)).toEqual(["USER_LEFT"]);
    expect(() => kindsAt(1, secret)).toThrow();
  });

  it("tells everything behind a cursor again, never what is ahead, and nothing by another partner's cursor", async () => {
    const { id, secret } = await hook();
    await happens(house, company, "USER_REMOVED");
    await happens(house, company, "USER_LEFT", 2);
    await deliver();
    const [first] = verified(receiver.received[0] as Received, secret).data.events;
    await replayWebhook(owner(), { webhook: id, after: first?.cursor as string });
    await deliver();
    expect(kindsAt(1, secret)).toEqual(["USER_LEFT", "USER_LEFT"]);
    const { cursor } = await readEvents(owner(), { after: first?.cursor as string, first: 100 });
    await replayWebhook(owner(), { webhook: id, after: cursor });
    await deliver();
    expect(receiver.received).toHaveLength(2);
    for (const wrong of ["AAAAAAAAAAAAAAAAAAAAAA", "x"])
      await expect(replayWebhook(owner(), { webhook: id, after: wrong })).rejects.toMatchObject(code("INVALID_CURSOR"));
    await expect(replayWebhook(owner(), { webhook: id })).rejects.toMatchObject(code("BAD_USER_INPUT"));
  });

  it("rests, goes elsewhere, and goes on with what happened meanwhile", async () => {
    const { id, secret } = await hook();
    await updateWebhook(owner(), { webhook: id, active: false });
    await happens(house, company, "USER_REMOVED");
    await deliver();
    expect(receiver.received).toEqual([]);
    await updateWebhook(owner(), {
      webhook: id,
      active: true,
      name: "new",
      url: `${receiver.url}?new`,
      groups: ["AUDIT", "POLICY"],
    });
    await deliver();
    expect([receiver.received[0]?.path, kindsAt(0, secret)]).toEqual(["/hook?new", ["USER_REMOVED"]]);
    expect(await shown(id)).toMatchObject({ name: "new", groups: ["AUDIT", "POLICY"] });
    const inside = { webhook: id, url: "https://10.0.0.1/" };
    expect(await updateWebhook(owner(), inside)).toMatchObject({ refusal: "ADDRESS_REFUSED" });
    await deleteWebhook(owner(), { webhook: id });
    await happens(house, company, "USER_LEFT");
    await deliver();
    expect(receiver.received).toHaveLength(1);
    for (const act of [updateWebhook, deleteWebhook, rotateWebhookSecret, testWebhook])
      await expect(act(owner(), { webhook: id })).rejects.toMatchObject(code("NOT_FOUND"));
  });

  it("is silent while nobody keeps it, and then tells all that its new keeper may see", async () => {
    const { id, secret } = await hook({}, second.partner);
    await setStaff(owner(), { user: second.user, role: "TECHNICIAN", scope: "ALL" });
    await happens(house, company, "USER_REMOVED");
    await deliver();
    expect([receiver.received.length, (await shown(id))?.standing]).toEqual([0, "WITHOUT_KEEPER"]);
    await updateWebhook(owner(), { webhook: id, takeOver: true });
    await deliver();
    expect(kindsAt(0, secret)).toEqual(["USER_REMOVED"]);
    await setStaff(owner(), { user: second.user, role: "ADMINISTRATOR", scope: "ALL" });
  });

  it("is tried at once by who may, and says what became of it", async () => {
    const { id, secret } = await hook();
    expect(await testWebhook(owner(), { webhook: id })).toEqual({ failure: null, status: 200 });
    expect(verified(receiver.received[0] as Received, secret)).toMatchObject({
      type: "partner.test",
      data: { events: [] },
    });
    receiver.answer = (response) => response.writeHead(404).end();
    expect(await testWebhook(owner(), { webhook: id })).toEqual({ failure: "REFUSED", status: 404 });
    const auditor = await partner.hire({ role: "AUDITOR", scope: "ALL" });
    const input = { name: "x", url: receiver.url, groups: ["AUDIT"] as const };
    await expect(testWebhook(auditor.partner(), { webhook: id })).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(createWebhook(auditor.partner(), input)).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(readWebhooks(auditor.partner())).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(createWebhook(owner(), { ...input, groups: [] })).rejects.toMatchObject(code("BAD_USER_INPUT"));
    for (const url of ["http://10.0.0.1/", "https://localhost/", "x"])
      expect(await createWebhook(owner(), { ...input, url })).toMatchObject({ refusal: "ADDRESS_REFUSED" });
    expect(await createWebhook(owner(), { ...input, companies: [crypto.randomUUID()] })).toMatchObject({
      refusal: "WIDER_THAN_OWN",
    });
    const stranger = await StaffedPartner.found(house);
    for (const act of [updateWebhook, deleteWebhook, rotateWebhookSecret, testWebhook])
      await expect(act(stranger.owner.partner(), { webhook: id })).rejects.toMatchObject(code("NOT_FOUND"));
  });
});
