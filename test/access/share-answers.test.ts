/** What somebody said to a share counts while they are in it: whoever comes again is asked again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { groupClass, role } from "../../src/crypto/state-entries.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { readShare } from "../../src/domain/share/read.ts";
import { sync } from "../../src/domain/sync/sync.ts";
import { BareCompany, type BareGroup, type BareMember } from "../support/bare-company.ts";
import { BareShare, removing } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
let share: BareShare;
let group: BareGroup;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob, eve] = [company.ada, await company.hire(), await company.hire()];
  share = await BareShare.found(company, ada);
  group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
  await share.addGroup(ada, group, role.READER);
});

const changed = { __typename: "ShareChanged" };
const on = ({ account: { user } }: BareMember) => ({ user });
const vaultsOf = async (who: BareMember) =>
  (await sync(who.app(), null, 100)).vaults.map(({ vault }) => vault as string);
const rostersOf = async (who: BareMember) =>
  (await sync(who.app(), null, 100)).rosters.map(({ roster }) => roster as string);
const decline = (who: BareMember) => answerShare(who.app(), { share: share.id, answer: "DECLINED" });
const answerOf = async (who: BareMember) => (await readShare(who.app(), share.id))?.answer;
async function extend(act: Parameters<BareGroup["act"]>[1]): Promise<void> {
  const { signed, state } = group.act(ada, act);
  expect(await company.send(ada, [signed])).toMatchObject({ __typename: "RostersChanged" });
  group.state = state;
}

/** The ways in which somebody is in a share by a group no more. */
const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["is taken out of the share", () => share.act(ada, removing(group.state.head.id), { cuts: true })],
  ["loses them", () => extend({ operation: operation.REMOVE, subject: on(bob) })],
  ["ends", () => company.act(ada, { operation: operation.END_GROUP, subject: { group: group.state.head.id } })],
];

describe.each(ends)("who was in a share by a group that %s", (_, end) => {
  it("is offered it again by name, though they had declined it", async () => {
    await decline(bob);
    expect(await rostersOf(bob)).not.toContain(share.id);
    await end();
    expect(await share.add(ada, bob, role.READER)).toMatchObject(changed);
    expect(await answerOf(bob)).toBeNull();
    expect(await rostersOf(bob)).toContain(share.id);
  });

  it("is asked again when they come by name, though they had accepted it", async () => {
    await share.accept(bob);
    expect(await vaultsOf(bob)).toContain(share.id);
    await end();
    expect(await share.add(ada, bob, role.READER)).toMatchObject(changed);
    expect(await answerOf(bob)).toBeNull();
    expect(await vaultsOf(bob)).not.toContain(share.id);
  });

  it("has said what they said where they are in it by name besides", async () => {
    await share.accept(bob);
    await share.add(ada, bob, role.READER);
    await end();
    expect(await answerOf(bob)).toBe("ACCEPTED");
  });
});

describe("what one member of a group said", () => {
  it("stays when another is taken out of the group", async () => {
    await share.accept(eve);
    await decline(bob);
    await extend({ operation: operation.REMOVE, subject: on(bob) });
    expect(await answerOf(eve)).toBe("ACCEPTED");
  });
});
