/** From when a share's key is for too many, by what happens in company and groups: in the transaction that does it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { operation } from "../../src/crypto/link.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { groupClass, type Member, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { changeRosters } from "../../src/domain/company/change-rosters.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { rotateAccount } from "../../src/domain/rotation/rotate-account.ts";
import { readRecipients, readShare } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { linkInput } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { adding, BareShare } from "../support/bare-share.ts";
import { prepareRotation } from "../support/rotation.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";
import { untilWaiting } from "../support/waiting.ts";

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
  ada = company.ada;
  bob = await company.hire();
  eve = await company.hire();
  share = await BareShare.found(company, ada);
});

const committed = { __typename: "Committed" };
const changed = { __typename: "RostersChanged" };
const due = { __typename: "StaleKeyEpoch", due: true };
const on = (who: BareMember) => ({ user: who.account.user });
const lostTo = async (who: BareMember, cursor: string) => (await sync(who.app(), cursor, 100)).lost;
const cursorOf = async (who: BareMember) => (await sync(who.app(), null, 100)).cursor;
const recipients = async () => {
  const [page] = await readRecipients(ada.app(), [share.id as never], { first: 10, after: null });
  return page?.edges.map(({ node }) => node.recipient as string).sort();
};
/** Whether the server says so of it, and a writer is told. */
const isDue = async () => {
  const answer = await share.write(ada);
  if (answer.__typename === "Committed") return false;
  expect(answer).toMatchObject(due);
  return true;
};
/** What another device of somebody with new keys has. */
const holding = (who: BareMember, account: BareMember["account"]): BareMember => ({ ...who, account });

describe("the key of a share is due", () => {
  it("when somebody in it by name is removed from the company, who has nothing of it any more", async () => {
    for (const who of [bob, eve]) await share.add(ada, who);
    await share.accept(bob);
    await company.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    expect(await recipients()).toEqual([ada, eve].map(({ account }) => formatUuid(account.user)).sort());
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada, eve])).toMatchObject(committed);
    expect(await isDue()).toBe(false);
    // Also as somebody who is a member again: by other keys, as the company's roster knows.
    await house.asSuperuser(`update "user" set status = 'ACTIVE', removed_seq = null where id = $1`, [
      formatUuid(bob.account.user),
    ]);
    await house.asSuperuser("update session set ended_at = null, end_reason = null where user_id = $1", [
      formatUuid(bob.account.user),
    ]);
    expect(await readShare(bob.app(), share.id)).toBeNull();
    await expect(share.write(bob)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("when somebody in it is suspended, and not when that is over", async () => {
    await share.add(ada, bob);
    await company.act(ada, { operation: operation.SUSPEND, subject: on(bob) });
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    await company.act(ada, { operation: operation.RESUME, subject: on(bob) });
    expect(await isDue()).toBe(false);
  });

  it("when somebody in it replaces keys, and again when they say so; who has not is wrapped for by nobody", async () => {
    await share.add(ada, bob);
    const rotation = await prepareRotation(house, bob.account, company.state);
    expect(await rotateAccount(bob.app(), rotation.input)).toMatchObject({ __typename: "AccountRotated" });
    company.state = rotation.tenant;
    const { xwingKeyHash } = findMember(rotation.tenant, bob.account.user) as Member;
    const after = { ...rotation.after, xwingKeyHash };
    const late = holding(bob, after);
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    expect(await isDue()).toBe(false);
    await expect(share.write(late)).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "WRONG_AUTHOR" },
    });
    const link = share.ownKeys(bob, after);
    expect(await share.send(bob, [link.signed])).toMatchObject({ __typename: "ShareChanged" });
    share.follow(link.state);
    expect(await share.renew(late, [ada, late])).toMatchObject(committed);
    expect(await share.write(late)).toMatchObject(committed);
  });

  it("when a group that it has loses somebody, ends, or has a member go from the company", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
    await share.addGroup(ada, group, role.READER);
    await share.accept(bob);
    const cursor = await cursorOf(bob);
    const removed = group.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    expect(await company.send(ada, [removed.signed])).toMatchObject(changed);
    group.state = removed.state;
    expect(await lostTo(bob, cursor)).toEqual([share.id]);
    expect(await isDue()).toBe(true);
    // The group's own key is for whoever was removed as well: those who are left are wrapped for one by one.
    expect(await share.renew(ada, [ada, eve])).toMatchObject(committed);
    expect(await isDue()).toBe(false);

    const left = group.act(eve, { operation: operation.LEAVE, subject: on(eve) });
    const mine = { clientMutationId: "left", links: [linkInput(left.signed)] };
    expect(await changeRosters(eve.app(), mine)).toMatchObject(changed);
    group.state = left.state;
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);

    await company.act(ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } });
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    expect(await recipients()).toEqual([formatUuid(ada.account.user)]);

    // Whoever reads the share's chain needs the group's, whose links it names: also who comes now, and has never seen it.
    const late = await company.hire();
    await share.add(ada, late, role.READER);
    const { rosters } = await sync(late.app(), null, 100);
    expect(rosters.map(({ roster }) => roster as string)).toEqual(expect.arrayContaining([share.id, group.id]));
  });

  it("when anybody goes where Everyone has it", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
    await share.addGroup(ada, everyone, role.READER);
    await share.accept(bob);
    await company.act(ada, { operation: operation.SUSPEND, subject: on(eve) });
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada, bob])).toMatchObject(committed);
    expect(await isDue()).toBe(false);
  });

  it("when Everyone is put in, of whom somebody went since the epoch began", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
    await company.act(ada, { operation: operation.SUSPEND, subject: on(eve) });
    expect(await isDue()).toBe(false);
    expect(await share.addGroup(ada, everyone, role.READER, [])).toMatchObject({ __typename: "ShareChanged" });
    expect(await readShare(ada.app(), share.id)).toMatchObject({ due: true });
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada, bob])).toMatchObject(committed);
    expect(await isDue()).toBe(false);
  });

  it("by links of its own, and says so at once: no more when whoever was taken out is back", async () => {
    const says = async () => (await readShare(ada.app(), share.id))?.due;
    await share.add(ada, bob);
    expect(await says()).toBe(false);
    const removed = { operation: operation.REMOVE, subject: { recipient: bob.account.user } } as const;
    await share.act(ada, removed, { cuts: true });
    expect(await says()).toBe(true);
    expect(await isDue()).toBe(true);
    await share.add(ada, bob);
    expect(await says()).toBe(false);
    await share.act(bob, { operation: operation.LEAVE, subject: on(bob) }, { cuts: true });
    expect(await says()).toBe(true);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    expect(await says()).toBe(false);
  });

  it("when somebody is put in who had other keys when its epoch began", async () => {
    const rotation = await prepareRotation(house, bob.account, company.state);
    expect(await rotateAccount(bob.app(), rotation.input)).toMatchObject({ __typename: "AccountRotated" });
    company.state = rotation.tenant;
    const { xwingKeyHash } = findMember(rotation.tenant, bob.account.user) as Member;
    const late = holding(bob, { ...rotation.after, xwingKeyHash });
    const before = share.state;
    const link = share.link(ada, adding(late, role.EDITOR));
    share.follow(link.state);
    // Readers would not take the manifest.
    expect(await share.write(ada, { links: [link.signed] })).toMatchObject(due);
    share.follow(before);
    expect(await share.act(ada, adding(late, role.EDITOR))).toMatchObject({ __typename: "ShareChanged" });
    expect(await isDue()).toBe(true);
    expect(await share.renew(ada, [ada, late])).toMatchObject(committed);
    expect(await isDue()).toBe(false);
  });

  it("by no mark alone: what has been looked at, and is not so, keeps nobody from writing", async () => {
    await house.asSuperuser("update vault set due = true where id = $1", [share.id]);
    expect(await isDue()).toBe(false);
    expect(await house.asSuperuser("select due from vault where id = $1", [share.id])).toEqual([{ due: false }]);
  });

  it("in the shares of those concerned, and in no others", async () => {
    const other = await BareShare.found(company, ada);
    await share.add(ada, bob);
    await company.act(ada, { operation: operation.SUSPEND, subject: on(bob) });
    const marked = await house.asSuperuser("select id from vault where due");
    expect(marked).toEqual([{ id: share.id }]);
    expect(await other.write(ada)).toMatchObject(committed);
  });
});

describe("whoever goes elsewhere", () => {
  it("leaves all shares first that they are in by name", async () => {
    await share.add(ada, bob);
    const moved = prepareMove(bob.account, company.state, "OWN");
    expect(await moveAccount(bob.app(), moved.input)).toEqual({ __typename: "MoveRefused", refusal: "IN_SHARES" });
    await share.act(bob, { operation: operation.LEAVE, subject: on(bob) }, { cuts: true });
    const again = prepareMove(bob.account, company.state, "OWN");
    expect(await moveAccount(bob.app(), again.input)).toMatchObject({ __typename: "AccountMoved" });
  });

  it("closes theirs before they leave a tenant of one, which then ends with all of it", async () => {
    const alone = await BareCompany.found(house);
    const own = await BareShare.found(alone, alone.ada);
    const target = await company.invite(ada, alone.ada.account.address);
    const to = () => ({ state: company.state, invited: target });
    const first = prepareMove(alone.ada.account, null, to());
    expect(await moveAccount(alone.ada.app(), first.input)).toEqual({
      __typename: "MoveRefused",
      refusal: "IN_SHARES",
    });
    await own.act(alone.ada, { operation: operation.CLOSE, subject: null }, { cuts: true });
    const moved = prepareMove(alone.ada.account, null, to());
    expect(await moveAccount(alone.ada.app(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    const tenant = formatUuid(alone.state.head.id);
    expect(await house.asSuperuser("select from tenant where id = $1", [tenant])).toEqual([]);
    expect(await house.asSuperuser("select from share where tenant_id = $1", [tenant])).toEqual([]);
  });
});

describe("at the same moment", () => {
  it("a write and the removal of its author come one after the other, whichever is first", async () => {
    for (let round = 0; round < 4; round++) {
      const its = await BareShare.found(company, ada);
      const who = await company.hire();
      await its.add(ada, who);
      const drafted = its.draft(who, [its.item()]);
      const input = { clientMutationId: crypto.randomUUID(), links: [], vaults: [drafted.input] };
      const act = { operation: operation.SUSPEND, subject: on(who) } as const;
      const [written, taken] = await Promise.all([
        commit(who.app(), input).catch((error: { code: string }) => error),
        company.act(ada, act),
      ]);
      expect(taken).toMatchObject(changed);
      if ("__typename" in written && written.__typename === "Committed") drafted.apply();
      expect(await its.write(ada)).toMatchObject(due);
      expect(await its.renew(ada, [ada])).toMatchObject(committed);
    }
  });

  it("somebody is put into it and out of the company, and neither waits for the other in a ring", async () => {
    const other = new Client({ connectionString: house.superuserUrl });
    await other.connect();
    try {
      // Ada's first deed waits for this row, with the share's vault and the tenant's roster in its hands.
      await other.query("begin");
      await other.query(
        "insert into share_recipient (tenant_id, share_id, recipient_id, user_id, role) values ($1, $2, $3, $3, 'READER')",
        [formatUuid(company.state.head.id), share.id, formatUuid(bob.account.user)],
      );
      const first = share.link(ada, adding(bob, role.READER));
      const one = share.send(ada, [first.signed]);
      await untilWaiting(house, 1);
      const out = company.act(ada, { operation: operation.REMOVE, subject: on(bob) });
      await untilWaiting(house, 2);
      share.follow(first.state);
      const two = share.send(ada, [share.link(ada, adding(eve, role.READER)).signed]);
      await untilWaiting(house, 3);
      await other.query("rollback");
      expect(await one).toMatchObject({ __typename: "ShareChanged" });
      expect(await out).toMatchObject(changed);
      // Before the removal or behind it.
      expect(["ShareChanged", "StaleHead"]).toContain((await two).__typename);
      expect(await house.asSuperuser("select due from vault where id = $1", [share.id])).toEqual([{ due: true }]);
    } finally {
      await other.end();
    }
  });

  it("two links for one place are one that is taken, and one that is stale", async () => {
    const links = [bob, eve].map((who) => [who, share.link(ada, adding(who, role.READER))] as const);
    const answers = await Promise.all(
      links.map(([who, link]) => share.send(ada, [link.signed], { wraps: [share.wrap(who)] })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(["ShareChanged", "StaleHead"]);
  });

  it("a write by somebody and their removal from the share leave no head behind the cut", async () => {
    await share.add(ada, bob);
    for (let round = 0; round < 4; round++) {
      const drafted = share.draft(bob, [share.item()]);
      const input = { clientMutationId: crypto.randomUUID(), links: [], vaults: [drafted.input] };
      const link = share.link(
        ada,
        { operation: operation.REMOVE, subject: { recipient: bob.account.user } },
        { cuts: true },
      );
      const [written, removed] = await Promise.all([
        commit(bob.app(), input).catch((error: { code: string }) => error),
        share.send(ada, [link.signed]),
      ]);
      const wrote = "__typename" in written && written.__typename === "Committed";
      if (wrote) drafted.apply();
      // Either the write came first, and the cut is not that of the head, or the removal did.
      expect(removed.__typename).toBe(wrote ? "StaleHead" : "ShareChanged");
      if (removed.__typename !== "ShareChanged") continue;
      share.follow(link.state);
      expect(await share.renew(ada, [ada])).toMatchObject(committed);
      await share.add(ada, bob);
    }
  });
});
