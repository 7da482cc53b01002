/** What streams hear of shares, and when they are told no more: whoever gains or loses one hears at once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { spans } from "../../src/domain/bounds.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { deliverShareWraps } from "../../src/domain/share/wraps.ts";
import { follow } from "../../src/domain/sync/follow.ts";
import type { SyncPage } from "../../src/domain/sync/page.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing } from "../support/bare-share.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let share: BareShare;
let ends: AbortController;
const streams: AsyncGenerator<SyncPage>[] = [];
beforeAll(async () => {
  // What a stream hears was rung for: on a slow machine it would else look by itself meanwhile.
  Object.assign(spans, { poll: 2 ** 31 - 1 });
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  share = await BareShare.found(company, ada);
  ends = new AbortController();
});
afterEach(async () => {
  ends.abort();
  for (const pages of streams.splice(0)) while (!(await pages.next()).done);
});

/** A stream that has been greeted; each `next` is a page that was rung for. */
async function streamOf(who: BareMember): Promise<() => Promise<SyncPage>> {
  const pages = follow(() => who.app(), null, 100, ends.signal);
  streams.push(pages);
  await pages.next();
  return async () => {
    const { value } = await pages.next();
    if (!value) throw new Error("the stream has ended");
    return value;
  };
}

describe("a stream", () => {
  it("hears an offer, what is accepted, each change of it, and its end", async () => {
    const next = await streamOf(bob);
    let heard = next();
    await share.add(ada, bob);
    expect(await heard).toMatchObject({ rosters: [{ roster: share.id, kind: "SHARE" }], vaults: [], lost: [] });
    heard = next();
    await share.accept(bob);
    expect(await heard).toMatchObject({ rosters: [], vaults: [{ vault: share.id, records: [{}] }] });
    heard = next();
    await share.write(ada);
    expect(await heard).toMatchObject({ vaults: [{ vault: share.id, revision: 2 }] });
    heard = next();
    await share.act(ada, removing(bob.account.user), { cuts: true });
    expect(await heard).toMatchObject({ rosters: [], vaults: [], lost: [share.id] });
    // Nothing of it comes through any more: what is heard next is of something else.
    heard = next();
    await share.renew(ada, [ada]);
    await share.write(ada);
    const other = await BareShare.found(company, ada);
    await other.add(ada, bob);
    expect(await heard).toMatchObject({ rosters: [{ roster: other.id }], vaults: [], lost: [] });
  });

  it("hears what comes and goes through a group, and through Everyone", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const other = await BareShare.found(company, ada);
    const next = await streamOf(bob);
    let heard = next();
    await share.addGroup(ada, group, role.READER);
    expect(await heard).toMatchObject({ rosters: [{ roster: share.id }] });
    heard = next();
    await other.addGroup(ada, everyone, role.READER);
    expect(await heard).toMatchObject({ rosters: [{ roster: other.id }] });
    heard = next();
    await share.accept(bob);
    expect(await heard).toMatchObject({ vaults: [{ vault: share.id }] });
    heard = next();
    const removed = group.act(ada, { operation: operation.REMOVE, subject: { user: bob.account.user } });
    await company.send(ada, [removed.signed]);
    expect(await heard).toMatchObject({ vaults: [], lost: [share.id] });
    heard = next();
    await other.act(ada, removing(everyone.state.head.id), { cuts: true });
    expect(await heard).toMatchObject({ rosters: [], lost: [other.id] });
  });

  it("hears by an empty page that a key was handed to its user, and by none that one was to somebody else", async () => {
    const eve = await company.hire();
    for (const who of [bob, eve]) {
      await share.act(ada, adding(who, role.EDITOR), { more: { wraps: [] } });
      await share.accept(who);
    }
    const deliver = (who: BareMember) =>
      deliverShareWraps(ada.app(), { shares: [{ share: share.id, wraps: [share.wrap(who)] }] });
    const [empty, written] = [{ rosters: [], vaults: [], lost: [] }, { vaults: [{ vault: share.id, revision: 2 }] }];
    const [next, hers] = [await streamOf(bob), await streamOf(eve)];
    const heard = next();
    expect(await deliver(bob)).toEqual({ delivered: 1 });
    expect(await heard).toMatchObject(empty);
    // Where something else has come about by then, after that.
    expect(await deliver(eve)).toEqual({ delivered: 1 });
    await share.write(ada);
    expect(await hers()).toMatchObject(written);
    expect(await hers()).toMatchObject(empty);
    expect(await next()).toMatchObject(written);
    const more = next();
    await share.write(ada);
    expect(await more).toMatchObject({ vaults: [{ vault: share.id, revision: 3 }] });
  });

  it("hears that somebody's time in a share is over, once the worker has seen it", async () => {
    await share.add(ada, bob);
    await share.accept(bob);
    const time = house.house.clock().getTime() + 60_000;
    const recipient = bob.account.user;
    await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time } });
    const next = await streamOf(bob);
    const heard = next();
    await runJobs(house.house);
    house.advance(60_001);
    expect(await runJobs(house.house)).toContain("EXPIRE_SHARES");
    expect(await heard).toMatchObject({ rosters: [], vaults: [], lost: [share.id] });
    const again = next();
    await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time: time + 3_600_000 } });
    expect(await again).toMatchObject({ rosters: [{ roster: share.id }], vaults: [{ vault: share.id }], lost: [] });
  });

  it("of another device hears what was answered on this one", async () => {
    await share.add(ada, bob);
    const next = await streamOf(bob);
    const heard = next();
    await answerShare(bob.app(), { share: share.id, answer: "DECLINED" });
    expect(await heard).toMatchObject({ lost: [share.id] });
  });

  it("is rung for its own company alone", async () => {
    house.rung.length = 0;
    await share.add(ada, bob);
    await share.accept(bob);
    await share.write(bob);
    const tenant = formatUuid(company.state.head.id);
    expect(house.rung.filter((topic) => !topic.startsWith(`${tenant} `))).toEqual([]);
  });
});
