/** Whoever is in a share by several ways, by name and through groups: each gives what it gives, and none another's. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { groupClass, type Member, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { readRosters } from "../../src/domain/roster/roster.ts";
import { rotateAccount } from "../../src/domain/rotation/rotate-account.ts";
import { readOwnShareWraps } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareGroup, type BareMember } from "../support/bare-company.ts";
import { BareShare, removing } from "../support/bare-share.ts";
import { prepareRotation } from "../support/rotation.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let share: BareShare;
let group: BareGroup;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob] = [company.ada, await company.hire()];
  share = await BareShare.found(company, ada);
  group = await company.group(ada, groupClass.NAMED, ada, bob);
  await share.add(ada, bob, role.EDITOR);
});

const changed = { __typename: "ShareChanged" };
const committed = { __typename: "Committed" };
const every = { first: 100, beforeEpoch: 1_000 };
const wrapsOf = async (who: BareMember) => (await readOwnShareWraps(who.app(), [share.id as never], every))[0] ?? [];
const vaultsOf = async (who: BareMember) =>
  (await sync(who.app(), null, 100)).vaults.map(({ vault }) => vault as string);
const rostersOf = async (who: BareMember) =>
  (await sync(who.app(), null, 100)).rosters.map(({ roster }) => roster as string);
const idOf = ({ account }: BareMember) => formatUuid(account.user) as string;
/** Has the time be over of what Bob has by name. */
const endOwnTime = async () => {
  const time = house.house.clock().getTime() + 60_000;
  await share.act(ada, { operation: operation.EXPIRY, subject: { recipient: bob.account.user, time } });
  house.advance(60_001);
};

describe("whoever is in a share by name, and through a group", () => {
  it("keeps what the group gives when they are taken out by name, and hears nothing once the group is out", async () => {
    await share.addGroup(ada, group, role.READER);
    await share.accept(bob);
    expect(await share.act(ada, removing(bob.account.user), { cuts: true })).toMatchObject(changed);
    expect(await vaultsOf(bob)).toContain(share.id);
    await expect(share.write(bob)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(share.write(bob, { via: share.via(group) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await share.act(ada, removing(group.state.head.id), { cuts: true })).toMatchObject(changed);
    expect(await vaultsOf(bob)).not.toContain(share.id);
    expect(await rostersOf(bob)).not.toContain(share.id);
    expect(await wrapsOf(bob)).toEqual([]);
    expect(await readRosters(bob.app(), [share.id as never])).toMatchObject([{ code: "NOT_FOUND" }]);
  });

  it("writes through the group when their own time is over, and not by name", async () => {
    await share.addGroup(ada, group, role.EDITOR);
    await endOwnTime();
    await expect(share.write(bob)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    expect(await share.write(bob, { via: share.via(group) })).toMatchObject(committed);
  });

  it.each([
    ["when their own time is over", endOwnTime],
    // As whoever left the company, and came back to it: the roster has not followed yet.
    [
      "when they had left the company",
      () => house.asSuperuser("update share_recipient set gone = true where user_id = $1", [idOf(bob)]),
    ],
  ])("brings what they had by name to life by no new keys, %s", async (_, end) => {
    await share.addGroup(ada, group, role.READER);
    await end();
    const rotation = await prepareRotation(house, bob.account, company.state);
    expect(await rotateAccount(bob.app(), rotation.input)).toMatchObject({ __typename: "AccountRotated" });
    company.state = rotation.tenant;
    const { xwingKeyHash } = findMember(company.state, bob.account.user) as Member;
    const link = share.ownKeys(bob, { ...rotation.after, xwingKeyHash });
    await expect(share.send(bob, [link.signed])).rejects.toMatchObject({
      code: "INVALID_PROOF",
      details: { reason: "WRONG_AUTHOR" },
    });
  });
});
