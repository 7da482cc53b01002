/** Groups that a share has, and had: by their rosters its own is verified, also by whoever comes later. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { readShare } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareGroup, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob, eve] = [company.ada, await company.hire(), await company.hire()];
  share = await BareShare.found(company, ada);
});

const committed = { __typename: "Committed" };
const changed = { __typename: "ShareChanged" };
const rostersOf = async (who: BareMember) =>
  new Map((await sync(who.app(), null, 100)).rosters.map((each) => [each.roster as string, each]));
const seqsOf = (links: readonly { readonly seq: number }[] | undefined) => links?.map(({ seq }) => seq);
const upTo = ({ state }: BareGroup) => Array.from({ length: state.head.seq + 1 }, (_, seq) => seq);

describe("the rosters of groups come with a share's", () => {
  it("from their beginning, also of those that were taken out of it, or have ended", async () => {
    const removed = await company.group(ada, groupClass.NAMED, ada, bob);
    const ended = await company.group(ada, groupClass.NAMED, ada, bob);
    const stranger = await company.group(ada, groupClass.NAMED, ada, bob);
    for (const group of [removed, ended]) expect(await share.addGroup(ada, group)).toMatchObject(changed);
    expect(await share.write(bob, { via: share.via(removed) })).toMatchObject(committed);
    expect(await share.act(ada, removing(removed.state.head.id), { cuts: true })).toMatchObject(changed);
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: ended.state.head.id } });
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    expect((await rostersOf(eve)).has(share.id)).toBe(false);
    for (const { id } of [removed, ended]) expect((await rostersOf(eve)).has(id)).toBe(false);
    await share.add(ada, eve, role.READER);

    const offered = await rostersOf(eve);
    expect(seqsOf(offered.get(share.id)?.links)).toHaveLength(share.state.head.seq + 1);
    for (const group of [removed, ended]) expect(seqsOf(offered.get(group.id)?.links)).toEqual(upTo(group));
    expect(offered.has(stranger.id)).toBe(false);
    await share.accept(eve);
    expect([...(await rostersOf(eve)).keys()]).toEqual([...offered.keys()]);
  });

  it("also of one that came and went in one deed", async () => {
    await share.add(ada, eve, role.READER);
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    share.groups.push(group);
    const came = share.link(ada, share.addingGroup(group, role.READER));
    share.follow(came.state);
    const went = share.link(ada, removing(group.state.head.id), { cuts: true });
    expect(await share.send(ada, [came.signed, went.signed])).toMatchObject(changed);
    expect(seqsOf((await rostersOf(eve)).get(group.id)?.links)).toEqual(upTo(group));
  });
});

describe("whoever is in a share by name and by a group", () => {
  it("keeps what they have by the group when they are taken out by name, and nothing once the group is out", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    await share.add(ada, bob, role.EDITOR);
    await share.addGroup(ada, group, role.READER);
    await share.accept(bob);
    const { cursor } = await sync(bob.app(), null, 100);
    expect(await share.act(ada, removing(bob.account.user), { cuts: true })).toMatchObject(changed);
    expect((await sync(bob.app(), cursor, 100)).lost).toEqual([]);
    expect(await readShare(bob.app(), share.id)).toMatchObject({ permission: "READER", answer: "ACCEPTED" });
    await expect(share.write(bob)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(share.write(bob, { via: share.via(group) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await share.act(ada, removing(group.state.head.id), { cuts: true })).toMatchObject(changed);
    expect((await sync(bob.app(), cursor, 100)).lost).toEqual([share.id]);
    expect(await readShare(bob.app(), share.id)).toBeNull();
    expect((await rostersOf(bob)).has(share.id)).toBe(false);
  });
});

describe("a share that only a group is left in", () => {
  it("is given an owner of that group by an administrator who is not in it", async () => {
    const its = await BareShare.found(company, bob);
    const admin = await company.hire(role.ADMINISTRATOR);
    const group = await company.group(ada, groupClass.NAMED, ada, eve);
    await its.addGroup(bob, group, role.READER);
    await company.act(ada, { operation: operation.SUSPEND, subject: { user: bob.account.user } });
    const options = { asAdministrator: true, portal: true, via: its.via(group) };
    const wraps = [its.wrap(eve)];
    await expect(its.act(admin, adding(eve, role.OWNER), { ...options, more: { wraps } })).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "NOT_ALLOWED" },
    });
    expect(await its.act(admin, adding(eve, role.OWNER), options)).toMatchObject(changed);
    expect(await readShare(eve.app(), its.id)).toMatchObject({ permission: "OWNER", due: true });
    expect(await readShare(admin.app(), its.id)).toBeNull();
    expect(await its.renew(eve, [eve], [group])).toMatchObject(committed);
  });
});
