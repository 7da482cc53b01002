/**
 * A server that withholds from one device that somebody was put out of a group: what rests on the group stands still there.
 *
 * Source: our own reasoning, after withheld removals of ePrint 2026/058; PROTOCOL §4.7, §4.11.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { headsInterval } from "../../src/client/account/heads.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundCompany, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

/** Ada's phone does not hear that Dan was taken out of a group of her share; another device of hers has noted that there is more. */
async function withheld() {
  const { ada, portal, bob, dan, eve } = await foundCompany(house);
  const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(dan)]);
  await ada.client.syncNow();
  const recipients = [
    { user: userOf(bob), permission: "EDITOR" },
    { group, permission: "READER" },
  ] as const;
  const { id } = await ada.client.shares.create({ name: "Leads", recipients });
  const plain = await ada.client.shares.create({ name: "Nobody else's" });
  await ada.client.shares.open(id).items().add(login("One"));
  await accept(id, bob, dan);
  const line = makeLine();
  const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
  line.tamper("Sync", ({ sync }) => {
    sync.rosters = sync.rosters.filter(({ roster }: Answer) => roster !== group);
  });
  await portal.company.groups.remove(group, userOf(dan));
  house.advance(headsInterval);
  await portal.syncNow();
  await phone.syncNow();
  const before = line.sent.length;
  const written = () => {
    const writing = ["ChangeShare", "DeliverShareWraps"];
    const commits = line.bodies.slice(before).filter((body) => body.includes("mutation Commit") && body.includes(id));
    return [...commits, ...line.sent.slice(before).filter((name) => writing.includes(name))];
  };
  return { bob, eve, id, plain: plain.id, group, phone, line, written };
}

const caught = { code: "SERVER_CAUGHT", check: "WENT_BACK" };

describe("a share one of whose groups is frozen", () => {
  it("is read, and nothing is signed in it or wrapped: nobody is given a key by a group of before", async () => {
    const { bob, eve, id, plain, group, phone, written } = await withheld();
    expect(phone.evidence.list()).toMatchObject([{ roster: group, check: "WENT_BACK" }]);
    expect(await titlesIn(phone, id)).toEqual(["One"]);
    await expect(phone.shares.remove(id, userOf(bob))).rejects.toMatchObject(caught);
    await expect(phone.shares.add(id, [{ user: userOf(eve) }])).rejects.toMatchObject(caught);
    await expect(phone.shares.add(plain, [{ group }])).rejects.toMatchObject(caught);
    await expect(phone.shares.rename(id, "Customers")).rejects.toMatchObject(caught);
    await expect(phone.shares.plan({ act: "REMOVE", share: id, recipient: userOf(bob) })).rejects.toMatchObject(caught);
    const other = phone.shares.create({ name: "Others", recipients: [{ group }] });
    await expect(other).rejects.toMatchObject(caught);
    expect(written()).toEqual([]);
  });

  it("takes no items, and has no key for whoever is said to wait for one", async () => {
    const { id, group, phone, line, written } = await withheld();
    const waits = { share: id, epoch: 1, recipient: group, groupEpoch: 1 };
    line.tamper("PendingShareWraps", ({ viewer }) => {
      viewer.pendingShareWraps = [waits];
    });
    house.advance(headsInterval);
    await phone.syncNow();
    expect(line.sent).toContain("PendingShareWraps");
    const items = phone.shares.open(id).items();
    await expect(items.add(login("Two"))).rejects.toMatchObject(caught);
    await phone.syncNow();
    expect(written()).toEqual([]);
  });
});
