/**
 * What many follow is read once for all of them, and gives nobody anything that is not theirs: whatever became of one between
 * two changes, told by no ring, the next reading looks for it, whoever it is read as.
 */
import { setMaxListeners } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { recordClass } from "../../src/crypto/leaf.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { parseCursor } from "../../src/domain/sync/cursor.ts";
import { follow } from "../../src/domain/sync/follow.ts";
import type { SyncPage } from "../../src/domain/sync/page.ts";
import { listReaders } from "../../src/domain/sync/rows.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { ask } from "../../src/domain/transaction.ts";
import type { VaultId } from "../../src/ids.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareGroup, type BareMember } from "../support/bare-company.ts";
import { BareShare, type WriteOptions } from "../support/bare-share.ts";
import { traceStatements } from "../support/statements.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
let group: BareGroup;
/** Bob and Eve are in it by name; in `grouped` by their group, in `open` by Everyone. */
let share: BareShare;
let grouped: BareShare;
let open: BareShare;
let ends: AbortController;
const streams: AsyncGenerator<SyncPage>[] = [];
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  [bob, eve] = [await company.hire(), await company.hire()];
  group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
  const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
  [share, grouped, open] = [
    await BareShare.found(company, ada),
    await BareShare.found(company, ada),
    await BareShare.found(company, ada),
  ];
  for (const who of [bob, eve]) await share.add(ada, who);
  await grouped.addGroup(ada, group, role.READER);
  await open.addGroup(ada, everyone, role.READER);
  for (const each of [share, grouped, open]) for (const who of [bob, eve]) await each.accept(who);
});
afterAll(() => house.close());
beforeEach(() => {
  ends = new AbortController();
  setMaxListeners(0, ends.signal);
});
afterEach(async () => {
  ends.abort();
  for (const pages of streams.splice(0)) while (!(await pages.next()).done);
});

interface Stream {
  next(): Promise<SyncPage>;
}

/** A stream that has been greeted, and waits for what is rung for. */
async function streamOf({ app }: BareMember, first = 100): Promise<Stream> {
  const pages = follow(app, (await sync(app(), null, 2_000)).cursor, first, ends.signal);
  streams.push(pages);
  await pages.next();
  return {
    next: async () => {
      const { value } = await pages.next();
      if (!value) throw new Error("the stream has ended");
      return value;
    },
  };
}

/** What each is told of one change, or the code that ends the stream; and what the database was asked for it. */
async function told(following: readonly Stream[], its: BareShare, what: WriteOptions = {}) {
  const { names, result } = await traceStatements(async () => {
    const pages = Promise.all(following.map((stream) => stream.next().catch(({ code }) => code as string)));
    await its.write(ada, what);
    return pages;
  });
  return { pages: result, asked: names.filter((name) => /^(sync_|begin_snapshot)/.test(name)), alone: alone(names) };
}

/** How many pages were read for one alone. */
const alone = (names: readonly string[]) => names.filter((name) => name === "sync_list_rosters").length;
const recordsOf = (page: SyncPage | string | undefined) =>
  (page as SyncPage).vaults.flatMap(({ records }) =>
    records.map(({ record, revision, body }) => ({ record, revision, body })),
  );
const news = (of: BareShare) => ({ rosters: [], vaults: [{ vault: of.id, revision: of.head?.revision }], lost: [] });

describe("one change of a share", () => {
  it("is read by as many statements for twelve who follow it as for two, and each has a cursor of their own", async () => {
    const two = [await streamOf(bob), await streamOf(eve)];
    const few = await told(two, share);
    const ten = await Promise.all([bob, eve, bob, eve, bob, eve, bob, eve, bob, eve].map((who) => streamOf(who)));
    const many = await told([...two, ...ten], share);
    expect(many.asked).toEqual(few.asked);
    expect(many.alone).toBe(0);
    for (const [i, page] of (many.pages as SyncPage[]).entries()) {
      const who = i % 2 === 0 ? bob : eve;
      expect(page).toMatchObject(news(share));
      expect(parseCursor(house.house.serverSecret, page.cursor).user).toBe(formatUuid(who.account.user));
      expect(await sync(who.app(), page.cursor, 100)).toMatchObject({ rosters: [], vaults: [], lost: [] });
    }
  });

  it("is what each would have read alone, however far behind they are and however small their pages", async () => {
    const { cursor } = await sync(bob.app(), null, 2_000);
    const [behind, small] = [await streamOf(eve), await streamOf(eve, 1)];
    await share.write(ada);
    await share.write(ada);
    const two = { changes: [share.item(), share.item()] };
    const { pages } = await told([await streamOf(bob)], share, two);
    const read = recordsOf(await sync(bob.app(), cursor, 100));
    expect(recordsOf(pages[0])).toEqual(read.slice(2));
    expect(recordsOf(await behind.next())).toEqual(read);
    const seen: unknown[] = [];
    while (seen.length < read.length) seen.push(...recordsOf(await small.next()));
    expect(seen).toEqual(read);
  });

  it("comes with the links that it rests on where those were not rung for", async () => {
    const following = [await streamOf(bob), await streamOf(eve)];
    const { doorbell } = house.house;
    const { ring } = doorbell;
    doorbell.ring = () => {};
    await company.auditItems(0);
    doorbell.ring = ring;
    const { pages } = await told(following, share);
    const both = { ...news(share), rosters: [{ kind: "TENANT", links: [{}] }] };
    expect(pages).toMatchObject([both, both]);
  });

  it("of somebody's own vault is read apart from all else too, and of the account vault it is not", async () => {
    const { app, account } = bob;
    const [one, other] = [await streamOf(bob), await streamOf(bob)];
    const write = async (kind: "PERSONAL" | "ACCOUNT") => {
      const drafted = draft(account, account.vaults[kind], [
        newRecord(account.vaults[kind], kind === "ACCOUNT" ? recordClass.ENTRY : recordClass.ITEM, Buffer.from("{}")),
      ]);
      return traceStatements(async () => {
        const pages = Promise.all([one.next(), other.next()]);
        await commit(app(), { clientMutationId: crypto.randomUUID(), vaults: [drafted.input] });
        drafted.apply();
        return (await pages).map(({ vaults }) => vaults);
      });
    };
    const { PERSONAL, ACCOUNT } = account.vaults;
    const personal = await write("PERSONAL");
    const mine = [{ vault: formatUuid(PERSONAL.id), records: [{}] }];
    expect(personal.result).toMatchObject([mine, mine]);
    expect(alone(personal.names)).toBe(0);
    const held = await write("ACCOUNT");
    const its = [{ vault: formatUuid(ACCOUNT.id), records: [{}] }];
    expect(held.result).toMatchObject([its, its]);
    expect(alone(held.names)).toBe(2);
  });
});

describe("of somebody who follows a share with others, and of whom no ring tells,", () => {
  const past = "now() - interval '1 minute'";
  const ofSession = (what: string) => `update session set ${what} where user_id = $1`;
  const byName = (what: string) => `update share_recipient set ${what} where user_id = $1`;
  const byGroup = (what: string) =>
    `update share_recipient set ${what} where group_id is not null and $1::uuid is not null`;
  const answered = (what: string) => `update share_answer set answer = '${what}' where user_id = $1`;
  const status = (what: string) => `update "user" set status = '${what}' where id = $1`;
  const plain = ofSession(
    "end_reason = null, ended_at = null, networks = null, access_expires_at = now() + interval '1 day'",
  );
  const ended = (reason: string) => ofSession(`end_reason = '${reason}', ended_at = now()`);
  const here = "gone = false, expires_at = null";
  const leaves = "delete from group_member where user_id = $1";
  const returns = () =>
    `insert into group_member (tenant_id, group_id, user_id) select tenant_id, '${group.id}', id from "user" where id = $1`;

  /** What is done to her and undone again, which share they follow, what she is told, and whether it concerns all. */
  const cases: [string, string, string | (() => string), () => BareShare, string, "HER" | "ALL"][] = [
    ["the session was ended", ended("SIGNED_OUT"), plain, () => share, "SESSION_ENDED", "HER"],
    ["the device was revoked", ended("DEVICE_REVOKED"), plain, () => share, "DEVICE_REVOKED", "HER"],
    ["the token ran out", ofSession(`access_expires_at = ${past}`), plain, () => share, "TOKEN_EXPIRED", "HER"],
    [
      "the networks are others",
      ofSession("networks = '{198.51.100.0/24}'"),
      plain,
      () => share,
      "NETWORK_REFUSED",
      "HER",
    ],
    ["the time in it is over", byName(`expires_at = ${past}`), byName(here), () => share, "LOST", "HER"],
    ["there is no place in it any more", byName("gone = true"), byName(here), () => share, "LOST", "HER"],
    ["it was declined", answered("DECLINED"), answered("ACCEPTED"), () => share, "LOST", "HER"],
    ["the account was suspended", status("SUSPENDED"), status("ACTIVE"), () => share, "LOST", "HER"],
    ["the group was left", leaves, returns, () => grouped, "LOST", "HER"],
    ["the time of the group is over", byGroup(`expires_at = ${past}`), byGroup(here), () => grouped, "LOST", "ALL"],
    ["Everyone is in it no more", byGroup("gone = true"), byGroup(here), () => open, "LOST", "ALL"],
  ];
  const readAsHer = ["the session was ended", "it was declined", "the networks are others"];
  it.each(cases)("nothing more of it is shown when %s", async (when, done, undone, shared, outcome, whom) => {
    const its = shared();
    const session = outcome !== "LOST";
    const less = session ? outcome : { vaults: [], lost: expect.arrayContaining([its.id]) };
    // The first who comes is the one it is read as.
    for (const following of readAsHer.includes(when)
      ? [
          [eve, bob],
          [bob, eve],
        ]
      : [[bob, eve]]) {
      const both = [await streamOf(following[0] as BareMember), await streamOf(following[1] as BareMember)];
      const before = await told(both, its);
      expect(before.pages).toMatchObject([news(its), news(its)]);
      expect(before.alone).toBe(0);
      await house.asSuperuser(done, [formatUuid(eve.account.user)]);
      const { pages } = await told(both, its);
      await house.asSuperuser(typeof undone === "string" ? undone : undone(), [formatUuid(eve.account.user)]);
      const hers = following.indexOf(eve);
      if (session) expect(pages[hers]).toBe(less);
      else expect(pages[hers]).toMatchObject(less as object);
      expect(pages[1 - hers]).toMatchObject(whom === "ALL" ? (less as object) : news(its));
    }
  });
});

describe("who may read a vault, asked for many at once,", () => {
  const readersOf = async (vault: string, ...who: BareMember[]) => {
    const asked = listReaders(
      vault as VaultId,
      who.map(({ app }) => app()),
    );
    return (await ask(ada.app(), asked)).answers[0].sort((one, other) => one.place - other.place);
  };
  const of = (who: BareMember, place: number) => ({ place, userId: formatUuid(who.account.user) });

  it("are those in the share who accepted it, and whose the vault is, of the company that asks", async () => {
    const { PERSONAL, ACCOUNT } = bob.account.vaults;
    const stranger = (await BareCompany.found(house)).ada;
    expect(await readersOf(share.id, stranger, bob, eve)).toEqual([of(bob, 2), of(eve, 3)]);
    expect(await readersOf(formatUuid(PERSONAL.id), eve, bob, stranger)).toEqual([of(bob, 2)]);
    expect(await readersOf(formatUuid(ACCOUNT.id), bob)).toEqual([]);
    expect(await readersOf(formatUuid(stranger.account.vaults.PERSONAL.id), stranger)).toEqual([]);
  });

  it("are not those whose session is for something else", async () => {
    for (const surface of ["FORMER", "PASSWORD", "FACTOR"]) {
      await house.asSuperuser("update session set surface = $2 where user_id = $1 and surface = 'APP'", [
        formatUuid(eve.account.user),
        surface,
      ]);
      expect(await readersOf(share.id, bob, eve)).toEqual([of(bob, 1)]);
      await house.asSuperuser("update session set surface = 'APP' where surface = $1", [surface]);
    }
    expect(await readersOf(share.id, bob, eve)).toHaveLength(2);
  });

  it("are not those who come by a group that is in it no more, or whose time is over", async () => {
    const set = (what: string) =>
      house.asSuperuser(`update share_recipient set ${what} where group_id is not null and share_id = $1`, [
        grouped.id,
      ]);
    for (const what of ["gone = true", "expires_at = now() - interval '1 minute'"]) {
      await set(what);
      expect(await readersOf(grouped.id, bob, eve)).toEqual([]);
      await set("gone = false, expires_at = null");
      expect(await readersOf(grouped.id, bob, eve)).toHaveLength(2);
    }
  });
});
