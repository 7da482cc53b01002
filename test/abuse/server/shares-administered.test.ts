/**
 * What an administrator does about a share that is not theirs, on a server that shows them something else than there is.
 *
 * Source: our own reasoning, after forged containers and false heads of ePrint 2026/058.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, makeLine } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { foundTrio, userOf } from "../../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

describe("what an administrator does about a share, on a server that", () => {
  it("shows something else, is not believed", async () => {
    const line = makeLine();
    const { ada, portal, bob, eve } = await foundTrio(house);
    const desk = await ada.onDevice("desk", { surface: "PORTAL", patience: 0, ...line.settings });
    const user = userOf(eve);
    const recipients = [{ user }];
    const { id: share } = await bob.client.shares.create({ name: "Theirs", recipients });
    const { id: other } = await bob.client.shares.create({ name: "Another", recipients });
    const remove = (id = share) => desk.shares.remove(id, user);
    const notFound = { code: "NOT_FOUND" };

    // Another share in its place.
    line.tamper("CompanyShare", ({ companyShares }: Answer) => {
      companyShares.edges[0].node.share = other;
    });
    await expect(remove()).rejects.toMatchObject(notFound);
    line.honest();

    // A list without an end: pages with nothing in them, and the last one again and again.
    line.tamper("CompanyShares", ({ companyShares }: Answer) => {
      companyShares.edges = [];
      companyShares.pageInfo.hasNextPage = true;
    });
    await expect(remove()).rejects.toMatchObject(notFound);
    let first: Answer = null;
    line.tamper("CompanyShares", ({ companyShares }: Answer) => {
      first ??= structuredClone(companyShares.edges);
      companyShares.edges = structuredClone(first);
      companyShares.pageInfo.hasNextPage = false;
    });
    await expect(remove(randomUUID())).rejects.toMatchObject(notFound);
    line.honest();

    await expect(desk.shares.setPermission(share, userOf(bob), "OWNER")).rejects.toMatchObject({ code: "ALREADY_SO" });

    // It is taken, and answered as something else that was.
    const caught = { code: "SERVER_CAUGHT", check: "MISMATCH" };
    line.tamper("ChangeShare", ({ changeShare }: Answer) => {
      changeShare.head.seq += 1;
    });
    await expect(remove()).rejects.toMatchObject(caught);
    line.tamper("ChangeShare", ({ changeShare }: Answer) => {
      changeShare.head.hash = "A".repeat(43);
    });
    await expect(remove(other)).rejects.toMatchObject(caught);
    line.honest();

    // The roster of a group that has ended left out, without its beginning, cut, and another's in its place.
    const sales = await portal.company.groups.create("Sales", [user, userOf(bob)]);
    const support = await portal.company.groups.create("Support", [user, userOf(bob)]);
    await bob.client.syncNow();
    const both = [...recipients, { group: sales }, { group: support }];
    const { id: third } = await bob.client.shares.create({ name: "Third", recipients: both });
    for (const group of [sales, support]) await portal.company.groups.end(group);
    const lie = (tell: (node: Answer) => void) =>
      line.tamper("CompanyShareGroup", ({ companyShares }: Answer) => tell(companyShares.edges[0].node));
    lie((node) => {
      node.groupRoster = null;
    });
    await expect(remove(third)).rejects.toMatchObject({ code: "NOT_FOUND", details: { part: "group" } });
    const lies: [string, (node: Answer) => void][] = [
      ["BROKEN_CHAIN", ({ groupRoster }) => groupRoster.links.edges.shift()],
      ["WRONG_ROSTER_HEAD", ({ groupRoster }) => groupRoster.links.edges.splice(1)],
    ];
    let its: Answer = null;
    lies.push([
      "WRONG_ROSTER",
      (node) => {
        its ??= structuredClone(node.groupRoster);
        node.groupRoster = structuredClone(its);
      },
    ]);
    for (const [check, tell] of lies) {
      lie(tell);
      await expect(remove(third)).rejects.toMatchObject({ code: "SERVER_CAUGHT", check });
    }
    line.honest();
    await remove(third);
    const { recipients: left } = await desk.company.shares.get(third);
    expect(left.map((each) => each.user ?? each.group).sort()).toEqual([userOf(bob), sales, support].sort());
  });
});
