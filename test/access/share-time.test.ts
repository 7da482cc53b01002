/** Whose time in a share is over, by the clock of whoever asks: before the worker has told it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { readOwnShareWraps, readShare, readShareEpochKeys, readShares } from "../../src/domain/share/read.ts";
import { readPendingShareWraps } from "../../src/domain/share/wraps.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { adding, BareShare, removing } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let share: BareShare;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob] = [company.ada, await company.hire()];
  share = await BareShare.found(company, ada);
});

const changed = { __typename: "ShareChanged" };
const now = () => house.house.clock().getTime();
const idOf = ({ account }: BareMember) => formatUuid(account.user);
const every = { first: 100, beforeEpoch: 1_000 };
const pageOf = (who: BareMember, cursor: string | null = null) => sync(who.app(), cursor, 100);
const vaultsOf = async (who: BareMember) => (await pageOf(who)).vaults.map(({ vault }) => vault as string);
const until = (recipient: BareMember["account"]["user"], time: number | null) =>
  share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time } });
/** What somebody is shown of it. */
const shown = async (who: BareMember) => ({
  records: (await vaultsOf(who)).includes(share.id),
  share: await readShare(who.app(), share.id),
  shares: (await readShares(who.app(), { first: 10 })).edges.length,
  wraps: (await readOwnShareWraps(who.app(), [share.id as never], every))[0],
  epochKeys: (await readShareEpochKeys(who.app(), [share.id as never], every))[0],
});
const nothing = { records: false, share: null, shares: 0, wraps: [], epochKeys: [] };

describe("whose time in a share is over", () => {
  it("reads nothing of it from then on, and is told that it is lost", async () => {
    await share.act(ada, removing((await someoneAdded()).account.user), { cuts: true });
    await share.renew(ada, [ada]);
    await share.add(ada, bob, role.READER);
    await share.accept(bob);
    await until(bob.account.user, now() + 60_000);
    house.advance(30_000);
    expect(await shown(bob)).toMatchObject({
      records: true,
      shares: 1,
      wraps: [{ epoch: 2 }],
      epochKeys: [{ epoch: 2 }],
    });
    const { cursor } = await pageOf(bob);
    house.advance(30_000);
    expect(await shown(bob)).toEqual(nothing);
    expect((await pageOf(bob, cursor)).lost).toEqual([share.id]);
    await until(bob.account.user, null);
    expect(await shown(bob)).toMatchObject({ records: true, shares: 1 });
  });

  it("reads nothing of it by a group whose time is over, and goes on by another", async () => {
    const [group, other] = [
      await company.group(ada, groupClass.NAMED, ada, bob),
      await company.group(ada, groupClass.NAMED, ada, bob),
    ];
    await share.addGroup(ada, group, role.READER);
    await share.accept(bob);
    await until(group.state.head.id, now() + 60_000);
    house.advance(60_000);
    expect(await shown(bob)).toEqual(nothing);
    await share.addGroup(ada, other, role.READER);
    expect(await shown(bob)).toMatchObject({ records: true, wraps: [{ recipient: other.id }] });
  });

  it("is given no key that somebody could make, and makes none for others", async () => {
    await share.act(ada, adding(bob, role.READER));
    expect(await readPendingShareWraps(ada.app())).toHaveLength(1);
    await until(bob.account.user, now() + 60_000);
    house.advance(60_000);
    expect(await readPendingShareWraps(ada.app())).toEqual([]);
  });

  it("writes by a group that writes, and not by name", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    await share.add(ada, bob, role.EDITOR);
    await share.addGroup(ada, group, role.EDITOR);
    await until(bob.account.user, now() + 60_000);
    house.advance(60_000);
    await expect(share.write(bob)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    expect(await share.write(bob, { via: share.via(group) })).toMatchObject({ __typename: "Committed" });
  });

  it("leaves it all the same, and does nothing else in it", async () => {
    const eve = await someoneAdded();
    await share.add(ada, bob, role.EDITOR);
    for (const { account } of [bob, eve]) await until(account.user, now() + 60_000);
    house.advance(60_000);
    const removes = share.link(bob, removing(eve.account.user), { cuts: true, time: now() + 60_000 });
    await expect(share.send(bob, [removes.signed])).rejects.toMatchObject({ code: "INVALID_PROOF" });
    await expect(share.write(bob)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const subject = { user: bob.account.user };
    expect(await share.act(bob, { operation: operation.LEAVE, subject }, { cuts: true })).toMatchObject(changed);
    await expect(share.send(bob, [removes.signed])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("goes to another company without it", async () => {
    await share.add(ada, bob);
    await until(bob.account.user, now() + 60_000);
    house.advance(60_000);
    const moved = prepareMove(bob.account, company.state, "OWN");
    expect(await moveAccount(bob.app(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    expect(await house.asSuperuser("select due from vault where id = $1", [share.id])).toEqual([{ due: true }]);
    expect(await house.asSuperuser("select gone from share_recipient where user_id = $1", [idOf(bob)])).toEqual([
      { gone: true },
    ]);
  });

  async function someoneAdded(): Promise<BareMember> {
    const eve = await company.hire();
    expect(await share.add(ada, eve, role.READER)).toMatchObject(changed);
    return eve;
  }
});
