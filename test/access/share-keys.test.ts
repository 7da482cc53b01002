/** Keys of a share that are others' already: whom nobody takes theirs from, and who brings keys for whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { changeRosters } from "../../src/domain/company/change-rosters.ts";
import { readOwnShareWraps } from "../../src/domain/share/read.ts";
import { deliverShareWraps, readPendingShareWraps, refuseShareWrap } from "../../src/domain/share/wraps.ts";
import { linkInput } from "../support/bare-client.ts";
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

const changed = { __typename: "ShareChanged" };
const committed = { __typename: "Committed" };
const notAllowed = { code: "INVALID_PROOF", details: { reason: "NOT_ALLOWED" } };
const every = { first: 100, beforeEpoch: 1_000 };
const wrapsOf = async (who: BareMember) => (await readOwnShareWraps(who.app(), [share.id as never], every))[0] ?? [];
/** A wrap that opens nothing. */
const garbage = (who: BareMember) => {
  const good = share.wrap(who);
  const wrap = Uint8Array.from(good.wrap);
  wrap[1_200] = (wrap[1_200] as number) ^ 1;
  return { ...good, wrap };
};
const refuse = (who: BareMember, recipient: string) =>
  refuseShareWrap(who.app(), { share: share.id, epoch: 1, recipient });
const pendingFor = async (who: BareMember) =>
  (await readPendingShareWraps(who.app())).map(({ recipient }) => recipient as string);
const deliver = async (by: BareMember, wrap: ReturnType<BareShare["wrap"]>) =>
  (await deliverShareWraps(by.app(), { shares: [{ share: share.id, wraps: [wrap] }] })).delivered;
const leaving = ({ account: { user } }: BareMember) => ({ operation: operation.LEAVE, subject: { user } }) as const;

describe("the key that somebody was given", () => {
  let before: Awaited<ReturnType<typeof wrapsOf>>;
  beforeEach(async () => {
    await share.add(ada, bob, role.READER_HIDDEN);
    before = await wrapsOf(ada);
    expect(before).toHaveLength(1);
  });

  it("is not replaced by whoever leaves", async () => {
    const act = share.act(bob, leaving(bob), { cuts: true, more: { wraps: [garbage(ada)] } });
    await expect(act).rejects.toMatchObject(notAllowed);
    expect(await wrapsOf(ada)).toEqual(before);
    expect(await share.act(bob, leaving(bob), { cuts: true })).toMatchObject(changed);
  });

  it("is not replaced by an administrator who is in the share by nothing", async () => {
    const admin = await company.hire(role.ADMINISTRATOR);
    const rights = { cuts: true, asAdministrator: true, portal: true };
    const act = share.act(admin, removing(bob.account.user), { ...rights, more: { wraps: [garbage(ada)] } });
    await expect(act).rejects.toMatchObject(notAllowed);
    expect(await wrapsOf(ada)).toEqual(before);
  });

  it("is not replaced by an owner who puts somebody else in, by links alone or in a commit", async () => {
    const act = adding(eve, role.READER);
    const wraps = [share.wrap(eve), garbage(bob)];
    await expect(share.act(ada, act, { more: { wraps } })).rejects.toMatchObject(notAllowed);
    const link = share.link(ada, act);
    share.follow(link.state);
    const links = [link.signed];
    await expect(share.write(ada, { links, more: { wraps } })).rejects.toMatchObject(notAllowed);
    expect(await share.write(ada, { links, more: { wraps: [share.wrap(eve)] } })).toMatchObject(committed);
    expect(await wrapsOf(eve)).toHaveLength(1);
  });

  it("stays where a group comes that can be given none, and that they are in as well", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
    const late = await company.hire();
    const removed = group.act(ada, { operation: operation.REMOVE, subject: { user: ada.account.user } });
    await company.send(ada, [removed.signed]);
    group.state = removed.state;
    const own = await wrapsOf(bob);
    await expect(share.addGroup(ada, group, role.READER, [share.wrap(late)])).rejects.toMatchObject(notAllowed);
    expect(await share.addGroup(ada, group, role.READER, [garbage(bob), share.wrap(eve)])).toMatchObject(changed);
    expect(await wrapsOf(bob)).toEqual(own);
    expect(await wrapsOf(eve)).toHaveLength(1);
  });

  it("is replaced with the one that comes with them, when they are put in again", async () => {
    const former = await wrapsOf(bob);
    const out = share.link(ada, removing(bob.account.user), { cuts: true });
    share.follow(out.state);
    const back = share.link(ada, adding(bob, role.READER));
    const wraps = [share.wrap(bob)];
    expect(await share.send(ada, [out.signed, back.signed], { wraps })).toMatchObject(changed);
    expect(await wrapsOf(bob)).not.toEqual(former);
    expect(await wrapsOf(bob)).toMatchObject([{ wrap: Buffer.from(wraps[0]?.wrap as Uint8Array) }]);
  });
});

describe("the key that a group was given", () => {
  let group: BareGroup;
  beforeEach(async () => {
    group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
    await share.addGroup(ada, group, role.READER);
  });
  const its = async (who: BareMember) => (await wrapsOf(who)).filter(({ recipient }) => recipient === group.id);

  it("is not taken from the others in it by one who says that it does not open", async () => {
    const before = await its(eve);
    expect(before).toHaveLength(1);
    expect(await refuse(bob, group.id)).toEqual({ refused: true });
    expect(await refuse(bob, group.id)).toEqual({ refused: false });
    expect(await its(eve)).toEqual(before);
  });

  it("is replaced by an owner then, and by nobody else", async () => {
    const before = await its(eve);
    await refuse(bob, group.id);
    for (const who of [bob, eve]) {
      expect(await pendingFor(who)).toEqual([]);
      expect(await deliver(who, share.wrapGroup(group))).toBe(0);
    }
    expect(await its(eve)).toEqual(before);
    expect(await pendingFor(ada)).toEqual([group.id]);
    expect(await deliver(ada, share.wrapGroup(group))).toBe(1);
    expect(await its(eve)).not.toEqual(before);
    expect(await pendingFor(ada)).toEqual([]);
    expect(await deliver(ada, share.wrapGroup(group))).toBe(0);
    expect(await refuse(bob, group.id)).toEqual({ refused: true });
  });

  it.each([true, false])(
    "is replaced when the group has another that does not open it: %s handed on",
    async (handed) => {
      const before = await its(bob);
      const removed = group.act(ada, { operation: operation.REMOVE, subject: { user: eve.account.user } });
      await company.send(ada, [removed.signed]);
      group.state = removed.state;
      const { link, secret, more } = group.epoch(ada, [ada, bob]);
      const epochs = handed ? more.epochs : more.epochs.map((each) => ({ ...each, previousSecret: null }));
      const input = { clientMutationId: "epoch", links: [linkInput(link.signed)], ...more, epochs };
      expect(await changeRosters(ada.app(), input)).toMatchObject({ __typename: "RostersChanged" });
      Object.assign(group, { state: link.state, secret });
      expect(await deliver(bob, share.wrapGroup(group))).toBe(handed ? 0 : 1);
      expect(await its(bob)).toEqual(handed ? before : [expect.objectContaining({ groupEpoch: 2 })]);
    },
  );
});
