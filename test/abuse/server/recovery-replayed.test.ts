/**
 * A server that shows of a company's recovery what was so before, and is so no more: a key of the group, a policy, the group itself
 * to whoever is to confirm it. And one that lies to somebody who brings a profile along, or about which of their profiles is which.
 *
 * Source: replayed policies, and keys swapped where a profile is new, of ePrint 2026/058; the rest is our own reasoning.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { encodeBase64url } from "../../../src/crypto/base64url.ts";
import { makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { deriveXWingPublicKey } from "../../../src/crypto/sodium.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { asOperator, tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";
import { hire, userOf } from "../../support/sharing.ts";

let house: TestHouse;
let ada: Person;
let portal: Client;
let group: string;
let eve: Person;
let eves: Line;
/** What bound Eve when she came. */
let before: Answer = null;
const clock = () => house.now();

beforeAll(async () => {
  house = await openHouse();
  ada = await newPerson(house, { clock });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database, { plan: "ADVANCED" }));
  group = await portal.recovery.begin({ custodians: [userOf(ada)], mode: "RECOVERY_GROUP" });
  eves = makeLine();
  swap(eves);
  eves.tamper("OwnPolicies", ({ viewer }: Answer) => {
    before = structuredClone(viewer.policyDocuments);
  });
  eve = await hire(house, portal, "Eve", eves.settings);
  eves.honest();
});
/** Attempts are counted by caller, and all of these people are one. */
afterEach(() => house.advance(3_600_001));
afterAll(async () => {
  await closePeople();
  await house.close();
});

const hers = () => encodeBase64url(deriveXWingPublicKey(makeAccountKeys().xwingSeed));
/** What is said of the group's key in force: a public key of the server's own, or something else. */
const swap = (line: Line, lie: Answer = { publicKey: hers() }) =>
  line.tamper("GroupKeys", ({ viewer }: Answer) => {
    for (const each of viewer.tenant.groupsOf) Object.assign(each.epochs[0], lie);
  });
/** Keys of vaults that were wrapped for a recovery group, and sent. */
const wrapsIn = ({ bodies }: Line): number => bodies.filter((body) => body.includes('"recoveryWrap":"')).length;
/** How many of a device's vaults the group has the key of, how many it is to have, and why it has none. */
const own = async (client: Client) => {
  const { entrusted, pending, waitingFor } = (await client.recovery.status()).own;
  return [entrusted.length, pending.length, waitingFor];
};
/** Lets time pass in which a device tries again, and has it try. Gives what it is troubled by. */
async function again(client: Client): Promise<string[]> {
  const trouble: string[] = [];
  const stop = client.on("trouble", ({ code }) => trouble.push(code));
  house.advance(600_001);
  await client.syncNow();
  stop();
  return trouble;
}
async function publicKeyNow(): Promise<string> {
  const [row] = await asOperator(house.database, (owner) =>
    owner.query("select public_key from group_epoch where group_id = $1 order by epoch desc", [group]),
  );
  return encodeBase64url(row.public_key);
}

describe("A policy that says that somebody's profile is backed up no more, on a server that", () => {
  it("shows the one of before, or one that nobody signed, is caught and has nothing entrusted", async () => {
    const whose = { scope: "USER", id: userOf(eve) } as const;
    const lieBy = (lie: (documents: Answer[]) => unknown) =>
      eves.tamper("OwnPolicies", ({ viewer }: Answer) => {
        viewer.policyDocuments = lie(viewer.policyDocuments);
      });
    lieBy(() => before);
    await portal.company.policies.set(whose, { organisationBackup: { value: 0 } });
    const aBitChanged = (text: string) => text.slice(0, -2) + (text.endsWith("AA") ? "AE" : "AA");
    for (const lie of [
      () => before,
      (documents: Answer[]) => documents.map(({ document }) => ({ document: aBitChanged(document) })),
    ]) {
      lieBy(lie);
      expect(await again(eve.client)).toContain("SERVER_CAUGHT");
      expect([wrapsIn(eves), await own(eve.client)]).toEqual([0, [0, 0, "POLICY"]]);
    }
    eves.honest();
    await again(eve.client);
    expect([wrapsIn(eves), await own(eve.client)]).toEqual([0, [0, 0, "POLICY"]]);
    await portal.company.policies.set(whose, { organisationBackup: null });
    await again(eve.client);
    expect([wrapsIn(eves), await own(eve.client)]).toEqual([1, [1, 0, null]]);
  });
});

describe("The recovery group's key, on a server that", () => {
  it("puts another in its place for whoever brings a profile along, or a former one where it is new, has nothing entrusted", async () => {
    const line = makeLine();
    const dan = await newPerson(house, { clock, ...line.settings });
    swap(line);
    const [invited] = await portal.company.invite([{ address: dan.address, name: "Dan" }]);
    await dan.client.company.join(invited?.link ?? "");
    expect(await again(dan.client)).toContain("SERVER_CAUGHT");
    expect([wrapsIn(line), await own(dan.client)]).toEqual([0, [0, 1, null]]);
    await phoneThatIsTold(dan, { PERSONAL: "BUSINESS", BUSINESS: "PERSONAL" });
    line.honest();
    await again(dan.client);
    expect([wrapsIn(line), await own(dan.client)]).toEqual([1, [1, 0, null]]);
    const former = await publicKeyNow();
    await portal.company.setRole(userOf(eve), "ADMINISTRATOR");
    await portal.recovery.addMember(userOf(eve));
    swap(line, { publicKey: former });
    await portal.recovery.removeMember(userOf(eve));
    for (const lie of [{ publicKey: former }, { epoch: 1, publicKey: former }, { publicKey: hers() }]) {
      swap(line, lie);
      await again(dan.client);
      expect([wrapsIn(line), await own(dan.client)]).toEqual([1, [0, 1, null]]);
    }
    line.honest();
    await again(dan.client);
    expect([wrapsIn(line), await own(dan.client)]).toEqual([2, [1, 0, null]]);
  });
});

/** A device to which the server says that a profile is the other one: it entrusts neither. */
async function phoneThatIsTold(person: Person, classes: Readonly<Record<string, string>>): Promise<void> {
  const line = makeLine();
  let told = 0;
  line.tamper("Sync", ({ sync }: Answer) => {
    for (const vault of sync.vaults) {
      vault.class = classes[vault.class] ?? vault.class;
      told++;
    }
  });
  const phone = await person.onDevice("phone", { clock, ...line.settings });
  await again(phone);
  expect(phone.evidence.list().map(({ check }) => check)).toEqual(["MISMATCH", "MISMATCH"]);
  expect([told > 0, wrapsIn(line)]).toEqual([true, 0]);
}

describe("A switch that awaits another administrator, on a server that", () => {
  it("shows them less of the group than was signed has nothing confirmed, and who looks at it confirms what they saw", async () => {
    await portal.company.setRole(userOf(eve), "ADMINISTRATOR").catch(() => {});
    const line = makeLine();
    const [near, far] = [
      await eve.onDevice("portal", { surface: "PORTAL", clock }),
      await eve.onDevice("another portal", { surface: "PORTAL", clock, ...line.settings }),
    ];
    await portal.recovery.off();
    await near.recovery.confirm(() => {});
    const next = await portal.recovery.begin({ custodians: [userOf(ada)], mode: "RECOVERY_GROUP" });
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const each of sync.rosters) if (each.roster === next) each.links.splice(3);
    });
    const shown: unknown[] = [];
    const confirmed = far.recovery.confirm((what) => void shown.push(what));
    await expect(confirmed).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    expect([shown, line.sent.includes("AdministerTenant")]).toEqual([[], false]);
    await expect(near.recovery.confirm(() => Promise.reject(new Error("these are not ours")))).rejects.toThrow("ours");
    expect((await portal.recovery.status()).on).toBeNull();
    await near.recovery.confirm(({ group: its }) => expect(its?.custodians).toEqual([userOf(ada)]));
    expect((await portal.recovery.status()).on).toMatchObject({ group: next });
  });
});
