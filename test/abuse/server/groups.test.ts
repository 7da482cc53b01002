/**
 * A server that lies about the groups of a company, or about what was done in it; and one member who spoils what all use.
 *
 * Source: our own reasoning, after withheld removals and injected members of ePrint 2026/058.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { makeGroupSecret } from "../../../src/crypto/client/group.ts";
import { wrapKeyFor } from "../../../src/crypto/client/key-wrap.ts";
import { asXWingPublicKey } from "../../../src/crypto/keys.ts";
import { parseUuid } from "../../../src/crypto/uuid.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { asOperator, tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

async function found(): Promise<{ ada: Person; portal: Client; line: Line }> {
  const ada = await newPerson(house);
  const line = makeLine();
  const portal = await ada.onDevice("portal", { surface: "PORTAL", ...line.settings });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal, line };
}

async function hire(portal: Client, role: "USER" | "ADMINISTRATOR" = "USER"): Promise<Person> {
  const [invited] = await portal.company.invite([
    { address: `bob.${randomUUID()}@example.org`, name: "Bob Martin", role },
  ]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, {}, invited);
}
const userOf = ({ client }: Person) => client.account.user;
const keyOf = async (client: Client, group: string) =>
  (await client.company.groups.list()).find((each) => each.group === group)?.key;
const aByteChanged = (text: string) => `${text.slice(0, 30)}${text[30] === "A" ? "B" : "A"}${text.slice(31)}`;

describe("what an administrator has done, on a server that", () => {
  it("says another head than the one that was signed is caught", async () => {
    const { portal, line } = await found();
    for (const lie of [
      (heads: Answer) => heads.pop(),
      (heads: Answer) => Object.assign(heads[0], { hash: aByteChanged(heads[0].hash) }),
      (heads: Answer) => Object.assign(heads[0], { roster: randomUUID() }),
    ]) {
      line.tamper("AdministerTenant", ({ administerTenant: { heads } }: Answer) => lie(heads));
      await expect(portal.company.rename("Lies")).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
      line.honest();
    }
  });

  it("acknowledges it and forgets it is not believed: the device goes by what it signed", async () => {
    const { portal, line } = await found();
    const bob = await hire(portal);
    await portal.company.remove(userOf(bob));
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const roster of sync.rosters) roster.links = [];
    });
    expect((await portal.company.people()).map(({ user }) => user)).toEqual([portal.account.user]);
  });

  it("says that the roster has moved, and shows nothing that moved, is caught: nothing is signed twice", async () => {
    const { portal, line } = await found();
    let asked = 0;
    line.tamper("AdministerTenant", (data: Answer) => {
      asked++;
      data.administerTenant = { __typename: "StaleHead" };
    });
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const roster of sync.rosters) roster.links = [];
    });
    const act = portal.company.groups.create("Board");
    await expect(act).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    expect(asked).toBe(1);
  });
});

describe("a new name that somebody signed, on a server that", () => {
  it("shows another text than was signed is confirmed by nobody", async () => {
    const { portal, line } = await found();
    const bob = await hire(portal);
    await bob.client.company.renameMe("Robert Martin");
    const [seq, shown] = await waiting(portal);
    expect(shown).toBe("Robert Martin");
    line.tamper("ListPeople", ({ viewer }: Answer) => {
      for (const { node } of viewer.tenant.people.edges) if (node.awaiting) node.awaiting.name = "The chief";
    });
    expect(await waiting(portal)).toEqual([seq, null]);
    await expect(portal.company.confirm(seq)).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
    line.honest();
    await expect(portal.company.confirm(seq + 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await portal.company.confirm(seq);
    expect((await portal.company.people()).map(({ name }) => name)).toContain("Robert Martin");
  });

  const waiting = async (client: Client): Promise<[number, string | null]> => {
    const awaiting = (await client.company.people()).find((each) => each.awaiting)?.awaiting;
    return [awaiting?.seq ?? 0, awaiting?.name ?? null];
  };
});

describe("the key of a group, on a server that", () => {
  it("puts one that it knows in its place is not taken: the roster says which it is", async () => {
    const { ada, portal, line } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const [row] = await asOperator(house.database, (owner) =>
      owner.query("select encryption_key from account_key where user_id = $1", [userOf(ada)]),
    );
    const place = { roster: parseUuid(group), epoch: 1, user: parseUuid(userOf(ada)) };
    const known = wrapKeyFor(asXWingPublicKey(row.encryption_key), place, makeGroupSecret());
    line.tamper("Groups", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.groupsOf) {
        if (each.group === group) each.wraps = [{ epoch: 1, wrap: Buffer.from(known).toString("base64url") }];
      }
    });
    expect(await keyOf(portal, group)).toBe("PENDING");
  });

  it("puts a public key of its own in the place of a member's is caught before anything is wrapped", async () => {
    const { portal, line } = await found();
    const bob = await hire(portal);
    const own = Buffer.from(deriveOwnKeys(makeAccountKeys()).xwing).toString("base64url");
    for (const key of [own, own.slice(0, 100)]) {
      line.tamper("PublicKeys", ({ viewer }: Answer) => {
        for (const person of viewer.tenant.peopleOf) if (person.user === userOf(bob)) person.encryptionKey = key;
      });
      const act = portal.company.groups.create("Board", [portal.account.user, userOf(bob)]);
      await expect(act).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_KEYS" });
    }
  });
});

describe("the key of a group", () => {
  it("opens after own keys were replaced, for one who was alone with it", async () => {
    const { ada, portal } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    await portal.rotateAccount({ currentPassword: ada.password, newPassword: "another good password" });
    await portal.syncNow();
    await portal.company.groups.rename(group, "The board");
    expect((await portal.company.groups.list()).map(({ name }) => name)).toEqual([null, "The board"]);
  });

  it("that was delivered as garbage is given back, and delivered anew", async () => {
    const { ada, portal, line } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const bob = await hire(portal);
    await portal.company.groups.add(group, userOf(bob));
    const mallory = makeLine();
    const device = await bob.onDevice("phone", mallory.settings);
    await portal.syncNow();
    expect(await keyOf(device, group)).toBe("HERE");
    mallory.tamper("Groups", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.groupsOf) for (const own of each.wraps) own.wrap = aByteChanged(own.wrap);
    });
    expect(await keyOf(device, group)).toBe("PENDING");
    // Devices look whether there is something to do when a roster has moved, or after ten minutes.
    line.tamper("PendingWraps", ({ viewer }: Answer) => {
      viewer.pendingWraps = [];
    });
    await portal.company.rename("Moved");
    await device.syncNow();
    mallory.honest();
    expect(await keyOf(device, group)).toBe("PENDING");
    line.honest();
    await portal.company.rename("Moved again");
    await portal.syncNow();
    expect(await keyOf(device, group)).toBe("HERE");
  });

  it("is kept where the one before it was sealed as garbage", async () => {
    const { ada, portal, line } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const bob = await hire(portal);
    await portal.company.groups.add(group, userOf(bob));
    await portal.company.groups.remove(group, userOf(bob));
    await portal.company.groups.renew(group);
    line.tamper("Groups", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.groupsOf) {
        for (const epoch of each.epochs) {
          if (epoch.previousSecret) epoch.previousSecret = aByteChanged(epoch.previousSecret);
        }
      }
    });
    expect(await keyOf(portal, group)).toBe("HERE");
  });

  it("that everybody lost begins anew once one is due, by a member, without the one before", async () => {
    const { ada, portal, line } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const bob = await hire(portal);
    await portal.company.groups.add(group, userOf(bob));
    await expect(portal.company.groups.renew(group)).rejects.toMatchObject({ code: "NOTHING_TO_RENEW" });
    await portal.company.groups.remove(group, userOf(bob));
    line.tamper("Groups", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.groupsOf) if (each.group === group) each.wraps = [];
    });
    expect(await keyOf(portal, group)).toBe("DUE");
    await portal.company.groups.renew(group);
    line.honest();
    expect(await keyOf(portal, group)).toBe("HERE");
  });
});

describe("the roster of a group, on a server that", () => {
  it("shows one group's in the place of another is caught", async () => {
    const { ada, portal } = await found();
    const [one, other] = [
      await portal.company.groups.create("One", [userOf(ada)]),
      await portal.company.groups.create("Other", [userOf(ada)]),
    ];
    const line = makeLine();
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const roster of sync.rosters) {
        if (roster.roster === one) roster.roster = other;
        else if (roster.roster === other) roster.roster = one;
      }
    });
    const fresh = await ada.onDevice("fresh", line.settings);
    const seen = fresh.evidence.list().map(({ check, roster }) => [check, roster]);
    expect(seen.sort()).toEqual(
      [
        ["WRONG_ROSTER", one],
        ["WRONG_ROSTER", other],
      ].sort(),
    );
    expect((await fresh.company.groups.list()).map(({ group }) => group)).not.toContain(one);
  });
});

describe("a group that the company names and a server never shows", () => {
  it("keeps an administrator from stating where the groups are: the server is caught", async () => {
    const { ada, portal } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const eve = await hire(portal, "ADMINISTRATOR");
    const line = makeLine();
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = sync.rosters.filter(({ roster }: Answer) => roster !== group);
    });
    const fresh = await ada.onDevice("fresh", { surface: "PORTAL", ...line.settings });
    const act = fresh.company.setRole(userOf(eve), "USER");
    await expect(act).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
  });
});

describe("groups of a company from which an administrator was removed", () => {
  it("state where they were: their chains end there for whoever was removed", async () => {
    const { ada, portal } = await found();
    const group = await portal.company.groups.create("Board", [userOf(ada)]);
    const mallory = await hire(portal, "ADMINISTRATOR");
    await portal.company.remove(userOf(mallory));
    const { links } = await portal.company.roster();
    expect(links.slice(-2).map(({ operation }) => operation)).toEqual(["REMOVE", "CHECKPOINT"]);
    const eve = await hire(portal, "ADMINISTRATOR");
    await portal.company.setRole(userOf(eve), "USER");
    expect((await portal.company.roster()).links.at(-1)?.operation).toBe("CHECKPOINT");
    await portal.company.groups.add(group, userOf(eve));
    await ada.client.rotateAccount({ currentPassword: ada.password, newPassword: "another good password" });
    await ada.client.syncNow();
    const operations = (await ada.client.company.roster()).links.map(({ operation }) => operation);
    expect(operations.slice(operations.indexOf("OWN_KEYS"))).toContain("CHECKPOINT");
  });
});
