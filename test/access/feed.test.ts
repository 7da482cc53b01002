/** What is placed in the logs of a partner's companies, in one order: to whoever may see it at that moment, and to nobody else. */

import { auditKinds } from "../../src/crypto/audit-kinds.ts";
import { spans } from "../../src/domain/bounds.ts";
import { encodeFeedCursor, parseFeedCursor } from "../../src/domain/feed/cursor.ts";
import { followEvents } from "../../src/domain/feed/follow.ts";
import { eventGroups, kindsOf } from "../../src/domain/feed/kinds.ts";
import { readEvents } from "../../src/domain/feed/read.ts";
import { revokeServiceAccount } from "../../src/domain/machine/service-account.ts";
import { readParted } from "../../src/domain/partner/read.ts";
import { releaseCompany } from "../../src/domain/partner/relation.ts";
import { forgetParted } from "../../src/domain/partner/relation-rows.ts";
import { setStaff } from "../../src/domain/partner/staff.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import { Failure } from "../../src/errors.ts";
import type { TenantId } from "../../src/ids.ts";
import { happens, place } from "../support/feed.ts";
import { makeMachine } from "../support/machine.ts";
import { type BareStaff, StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const code = (code: string) => ({ code });

let house: VerbsHouse;
let partner: StaffedPartner;
let other: StaffedPartner;
let auditor: BareStaff;
let [north, south]: TenantId[] = [];

beforeAll(async () => {
  house = await openVerbsHouse();
  [partner, other] = [await StaffedPartner.found(house), await StaffedPartner.found(house)];
  auditor = await partner.hire({ role: "AUDITOR", scope: "LABELS", labels: ["north"] });
  [[north], [south]] = [
    await partner.companies(1, { labels: ["north"] }),
    await partner.companies(1, { labels: ["south"] }),
  ];
});
afterAll(() => house.close());

type By = () => ReturnType<VerbsHouse["anonymous"]>;
const owner: By = () => partner.owner.partner();
const read = (by: By, after: string | null, more: object = {}) => readEvents(by(), { after, first: 100, ...more });
/** Where the feed stands. */
const here = async (by: By = owner) => {
  for (let after: string | null = null; ; ) {
    const page = await read(by, after, { first: 500 });
    after = page.cursor;
    if (!page.more) return after;
  }
};

describe("the feed", () => {
  it("has every entry of the companies once, dense and in one order, however it is read", async () => {
    const from = await here();
    await happens(house, north as string, "USER_REMOVED", 3);
    await happens(house, south as string, "POLICIES_SET", 2);
    await happens(house, north as string, "SHARE_CREATED", 1);
    const whole = await read(owner, from);
    expect(whole.events.map(({ company, kind }) => [company, kind])).toEqual([
      ...Array(3).fill([north, "USER_REMOVED"]),
      ...Array(2).fill([south, "POLICIES_SET"]),
      [north, "SHARE_CREATED"],
    ]);
    const pieces: unknown[] = [];
    for (let after: string = from, more = true; more; ) {
      const page = await read(owner, after, { first: 1 });
      expect(page.events.length).toBeLessThanOrEqual(1);
      pieces.push(...page.events);
      [after, more] = [page.cursor, page.more];
    }
    expect(pieces).toEqual(whole.events);
    expect(await read(owner, whole.events[3]?.cursor as string)).toMatchObject({ events: whole.events.slice(4) });
    const dense = await house.asSuperuser("select revision from partner_feed where partner_id = $1 order by revision", [
      partner.id,
    ]);
    expect(dense.map(({ revision }) => revision)).toEqual(dense.map((_, place) => place + 1));
  });

  it("has ids and numbers, and no text that anybody chose", async () => {
    const from = await here();
    await happens(house, north as string, "PERSON_CHANGED");
    const [event] = (await read(owner, from)).events;
    const id = /^[0-9a-f-]{36}$/;
    expect(event).toEqual({
      cursor: expect.stringMatching(/^[\w-]{22}$/),
      company: north,
      revision: expect.any(Number),
      kind: "PERSON_CHANGED",
      at: expect.any(Date),
      actor: expect.stringMatching(id),
      user: expect.stringMatching(id),
      group: expect.stringMatching(id),
      vault: expect.stringMatching(id),
      amount: 7,
    });
  });

  it("is asked for by groups of kinds and by companies", async () => {
    const from = await here();
    for (const kind of ["POLICIES_SET", "RECOVERY_OPENED", "SHARE_NAMED"]) await happens(house, north as string, kind);
    await happens(house, south as string, "SHARING_REFUSED");
    const kinds = async (more: object) => (await read(owner, from, more)).events.map(({ kind }) => kind);
    expect(await kinds({ groups: ["POLICY"] })).toEqual(["POLICIES_SET"]);
    expect(await kinds({ groups: ["READINESS", "SHARES"] })).toEqual([
      "RECOVERY_OPENED",
      "SHARE_NAMED",
      "SHARING_REFUSED",
    ]);
    expect(await kinds({ groups: ["AUDIT"], companies: [south] })).toEqual(["SHARING_REFUSED"]);
    expect(await kinds({ companies: [crypto.randomUUID()] })).toEqual([]);
    for (const wrong of [{ groups: [] }, { companies: [] }, { companies: ["x"] }, { first: 0 }, { first: 501 }])
      await expect(read(owner, from, wrong)).rejects.toMatchObject(code("BAD_USER_INPUT"));
    expect(kindsOf(["AUDIT", "POLICY"])).toBeNull();
    for (const group of ["POLICY", "READINESS", "SHARES"] as const) {
      expect((kindsOf([group]) as string[]).length).toBeGreaterThan(3);
      expect(kindsOf([group])).toContain("COMPANY_GIVEN_UP");
      expect(eventGroups[group].test("SIGNED_IN")).toBe(false);
    }
    expect(Object.keys(auditKinds)).toContain("SHARING_REFUSED");
  });
});

describe("of a company", () => {
  it("out of scope, of another partner, or under a narrower token, nobody sees anything", async () => {
    const from = await here();
    const token = await makeMachine(house, owner, ["READ_EVENTS"], { companies: [south as string] });
    const [theirs] = (await other.companies(1)) as [TenantId];
    await happens(house, north as string, "GROUP_FOUNDED");
    await happens(house, south as string, "GROUP_ENDED");
    await happens(house, theirs, "GROUP_NAMED");
    const kinds = async (by: By, after = from) => (await read(by, after)).events.map(({ kind }) => kind);
    expect(await kinds(owner)).toEqual(["GROUP_FOUNDED", "GROUP_ENDED"]);
    expect(await kinds(auditor.partner)).toEqual(["GROUP_FOUNDED"]);
    expect(await kinds(token.by)).toEqual(["GROUP_ENDED"]);
    expect(await read(auditor.partner, from, { companies: [south] })).toMatchObject({ events: [] });
    expect((await read(other.owner.partner, null)).events.map(({ kind }) => kind)).toEqual(["GROUP_NAMED"]);
    await expect(read(other.owner.partner, from)).rejects.toMatchObject(code("INVALID_CURSOR"));
    const narrow = await makeMachine(house, owner, ["READ_COMPANIES", "READ_AUDIT"]);
    await expect(read(narrow.by, from)).rejects.toMatchObject(code("FORBIDDEN"));
    const billing = await partner.hire({ role: "BILLING", scope: "ALL" });
    await expect(read(billing.partner, from)).rejects.toMatchObject(code("FORBIDDEN"));
    await expect(read(partner.company.ada.portal, from)).rejects.toMatchObject(code("WRONG_SURFACE"));
  });

  it("that left there is nothing at once but that it left, nor of what was before it came or came back", async () => {
    const [company] = (await partner.companies(1, { labels: ["north"] })) as [TenantId];
    const from = await here();
    const [hers, others, narrow, deaf] = [
      await makeMachine(house, owner, ["READ_EVENTS"], { labels: ["north"] }),
      await makeMachine(house, owner, ["READ_EVENTS"], { labels: ["south"] }),
      await makeMachine(house, owner, ["READ_EVENTS"], { companies: [company as string] }),
      await makeMachine(house, owner, ["READ_EVENTS"], { companies: [south as string] }),
    ];
    await happens(house, company, "USER_INVITED");
    expect((await read(owner, from)).events).toHaveLength(1);
    await releaseCompany(owner(), { company });
    expect((await read(owner, from)).events).toEqual([]);
    await happens(house, company, "USER_REMOVED");
    const kinds = async (by: By, more: object = {}) => (await read(by, from, more)).events.map(({ kind }) => kind);
    const last = ["COMPANY_GIVEN_UP"];
    expect((await read(owner, from)).events).toMatchObject([
      { company, kind: last[0], actor: partner.owner.user, user: null, revision: expect.any(Number) },
    ]);
    // Whoever had it in their scope hears of it, whatever they listen for; and nobody else.
    for (const by of [auditor.partner, hers.by, narrow.by]) expect(await kinds(by)).toEqual(last);
    for (const by of [others.by, deaf.by]) expect(await kinds(by)).toEqual([]);
    expect(await kinds(owner, { groups: ["POLICY"] })).toEqual(last);
    expect(await kinds(owner, { companies: [south] })).toEqual([]);
    expect((await read(other.owner.partner, null)).events.filter((each) => each.company === company)).toEqual([]);
    const parted = async (by: By) => (await readParted(by())).map(({ tenant }) => tenant);
    expect(await readParted(owner())).toMatchObject([{ tenant: company, by: partner.owner.user, seats: 1 }]);
    expect([await parted(auditor.partner), await parted(other.owner.partner)]).toEqual([[company], []]);
    await house.asSuperuser("update parted_company set labels = '{south}' where tenant_id = $1", [company]);
    expect([await kinds(auditor.partner), await parted(auditor.partner)]).toEqual([[], []]);
    // After a month nobody knows whose it was, but who sees all.
    await house.asSuperuser(
      "update parted_company set parted_at = parted_at - interval '30 days 1 second' where tenant_id = $1",
      [company],
    );
    expect(await readParted(owner())).toEqual([]);
    const monthAgo = new Date(house.house.clock().getTime() - spans.parted);
    expect((await inHouse(house.house, (tx) => tx.run(forgetParted(monthAgo, 1))))[0]).toEqual([
      { forgetParted: true },
    ]);
    expect(await house.asSuperuser("select from parted_company where tenant_id = $1", [company])).toEqual([]);
    expect([await kinds(owner), await kinds(auditor.partner), await kinds(narrow.by)]).toEqual([last, [], last]);
    await house.asSuperuser(
      "insert into partner_company (partner_id, tenant_id, since, founded) values ($1, $2, now() + interval '1 minute', false)",
      [partner.id, company],
    );
    await happens(house, company, "USER_SUSPENDED");
    house.advance(61_000);
    await happens(house, company, "USER_RESUMED");
    expect((await read(owner, from, { companies: [company] })).events.map(({ kind }) => kind)).toEqual([
      ...last,
      "USER_RESUMED",
    ]);
  });
});

describe("a cursor", () => {
  it("says not whether anything happened elsewhere: a place has another text each time, and an event one", async () => {
    const from = await here(auditor.partner);
    const idle = await read(auditor.partner, from);
    await happens(house, south as string, "GROUP_NAMED");
    const [one, two] = [await read(auditor.partner, from), await read(auditor.partner, from)];
    expect([idle, one, two].map(({ events, more }) => [events, more])).toEqual(Array(3).fill([[], false]));
    expect(new Set([from, idle.cursor, one.cursor, two.cursor]).size).toBe(4);
    await happens(house, north as string, "GROUP_NAMED");
    const told = await Promise.all([one, two].map(({ cursor }) => read(auditor.partner, cursor)));
    expect(told.map(({ events }) => events.map(({ cursor }) => cursor))).toEqual([
      [told[0]?.events[0]?.cursor],
      [told[0]?.events[0]?.cursor],
    ]);
  });

  it("is no other partner's, and does not tell how much happens elsewhere", async () => {
    const secret = house.house.serverSecret;
    const [one, two] = [encodeFeedCursor(secret, partner.id, 1), encodeFeedCursor(secret, partner.id, 2)];
    expect([parseFeedCursor(secret, partner.id, one), one.slice(0, 4) === two.slice(0, 4)]).toEqual([1, false]);
    expect(() => parseFeedCursor(secret, other.id, one)).toThrow(Failure);
    for (const wrong of [
      "",
      "A",
      `${one}A`,
      // The same bytes, as nobody wrote them.
      `${one}=`,
      one.slice(1),
      one.toLowerCase() === one ? one.toUpperCase() : one.toLowerCase(),
      "=".repeat(22),
    ])
      await expect(read(owner, wrong)).rejects.toMatchObject(code("INVALID_CURSOR"));
  });

  it("of before the server was restored from an old copy is refused: what is placed since would be passed over", async () => {
    const [{ revision } = {}] = await house.asSuperuser(
      "select revision from partner_feed_head where partner_id = $1",
      [partner.id],
    );
    const { serverSecret } = house.house;
    const ahead = (by: number) => encodeFeedCursor(serverSecret, partner.id, Number(revision) + by);
    expect(await read(owner, ahead(0))).toMatchObject({ events: [] });
    await expect(read(owner, ahead(1))).rejects.toMatchObject(code("INVALID_CURSOR"));
    const stream = followEvents(owner, { after: ahead(1) }, new AbortController().signal);
    await expect(stream.next()).rejects.toMatchObject(code("INVALID_CURSOR"));
  });
});

describe("whoever follows the feed", () => {
  const follow = (by: By, after: string | null) => {
    const ended = new AbortController();
    const pages = followEvents(by, { after }, ended.signal);
    const stop = () => {
      ended.abort();
      return pages.return(undefined);
    };
    return { pages, stop };
  };

  it("is told where it stands, and then of everything once", async () => {
    const { pages, stop } = follow(owner, null);
    const greeting = (await pages.next()).value;
    expect(greeting).toMatchObject({ events: [], more: false });
    const news = pages.next();
    await happens(house, north as string, "DEVICE_REVOKED");
    expect((await news).value.events.map(({ kind }: { kind: string }) => kind)).toEqual(["DEVICE_REVOKED"]);
    const another = follow(owner, greeting.cursor);
    expect((await another.pages.next()).value.events).toHaveLength(1);
    for (const each of [stop, another.stop]) expect(await each()).toMatchObject({ done: true });
  });

  it("is told no more from the moment on that the right is gone", async () => {
    const token = await makeMachine(house, owner, ["READ_EVENTS"]);
    const [byToken, byRole] = [follow(token.by, null), follow(auditor.partner, null)];
    await Promise.all([byToken.pages.next(), byRole.pages.next()]);
    const waiting = byRole.pages.next();
    await setStaff(owner(), { user: auditor.user, role: "BILLING", scope: "ALL" });
    await expect(waiting).rejects.toMatchObject(code("FORBIDDEN"));
    const refused = byToken.pages.next();
    await revokeServiceAccount(owner(), { account: token.account });
    await happens(house, north as string, "DEVICE_ADDED");
    await expect(refused).rejects.toMatchObject(code("SESSION_ENDED"));
    await place(house);
  });
});
