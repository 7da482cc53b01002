/**
 * A server that would have people's keys entrusted to itself: by a switch, a group, a key or a policy of its own.
 *
 * Source: attacks on key escrow and recovery of ePrint 2026/058, and our own reasoning.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { signLink } from "../../../src/crypto/client/sign.ts";
import { linkHash, operation, parseLink, rosterKind } from "../../../src/crypto/link.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";

let house: TestHouse;
/** Who administers, in the portal, alone: what she signs is in force at once. */
let portal: Client;
let ada: Line;
let bob: Person;
let line: Line;
let trouble: string[];
const caught: string[] = [];

const clock = { clock: () => house.now() };
const invite = async (role: "USER" | "ADMINISTRATOR" = "USER") => {
  const [invited] = await portal.company.invite([{ address: `bob.${randomUUID()}@example.org`, name: "Bob", role }]);
  if (!invited) throw new Error("nobody was invited");
  return invited;
};
const own = async ({ client }: Person) => {
  await client.syncNow();
  return client.status().recovery;
};
const profileOf = ({ client }: Person) => client.profile("BUSINESS").vault;
/** Whether anything was entrusted over a line. */
const entrusts = ({ bodies }: Line) => bodies.some((body) => body.includes("recoveryWrap"));
const nothing = { on: false, entrusted: [], pending: [], waitingFor: null };
/** A public key that the server has the secret of. */
const serverKey = encodeBase64url(deriveOwnKeys(makeAccountKeys()).xwing);

const ofTenant = ({ rosters }: Answer) => rosters.filter(({ kind }: Answer) => kind === "TENANT");
const recoveryRosters = ({ rosters }: Answer) => rosters.filter(({ kind }: Answer) => kind === "GROUP");

beforeAll(async () => {
  house = await openHouse();
  ada = makeLine();
  const founder = await newPerson(house, clock);
  portal = await founder.onDevice("portal", { surface: "PORTAL", ...clock, ...ada.settings });
  await portal.company.redeem(await tenantCodeIn(house.database, { plan: "ADVANCED" }));
  line = makeLine();
  bob = await newPerson(house, { ...clock, ...line.settings }, await invite());
  bob.client.on("trouble", ({ code }) => trouble.push(code));
  bob.client.on("caught", ({ check }) => caught.push(check));
});
afterEach(() => {
  line.honest();
  ada.honest();
  // Devices look whether there is something to do when a roster has moved, or after ten minutes.
  house.advance(3_600_001);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("recovery, on a server that", () => {
  it("makes a switch up, by a key of its own, has nothing entrusted, and is caught", async () => {
    trouble = [];
    const { signing } = deriveOwnKeys(makeAccountKeys());
    line.tamper("Sync", ({ sync }: Answer) => {
      const links = ofTenant(sync)[0]?.links ?? [];
      const last = links.at(-1);
      if (last === undefined) return;
      const bytes = parseBase64url(last.link);
      const { seq, author, ...link } = parseLink(bytes);
      const setting = { group: link.roster, seq: 0, hash: linkHash(bytes), approvals: 0, hours: 0 };
      const forged = signLink(
        {
          ...link,
          kind: rosterKind.TENANT,
          operation: operation.RECOVERY,
          subject: { setting },
          seq: seq + 1,
          previous: linkHash(bytes),
          cut: null,
          author: { ...author, key: signing.publicKey },
        } as never,
        signing,
      );
      const signed = openSignedLink(forged.signed);
      const signatures = signed.signatures.map(encodeBase64url);
      links.push({ ...last, seq: seq + 1, link: encodeBase64url(signed.bytes), signatures });
    });
    await portal.company.rename("Moved");
    await bob.client.syncNow();
    expect(bob.client.status().recovery).toEqual(nothing);
    expect(caught).toEqual(["WRONG_AUTHOR"]);
    expect(entrusts(line)).toBe(false);
    line.honest();
    await bob.client.evidence.thaw(bob.client.evidence.list()[0]?.roster ?? "");
  });

  it("has nothing entrusted by a policy alone, whoever signed it", async () => {
    const policy = portal.company.policies.set({ scope: "TENANT" }, { organisationBackup: { value: 1 } });
    await expect(policy).rejects.toMatchObject({ code: "POLICY_REFUSED", details: { refusal: "WITHOUT_RECOVERY" } });
    expect(await own(bob)).toEqual(nothing);
  });

  it("keeps the group back that the switch names, or shows less of it, has nothing entrusted, and is caught", async () => {
    await portal.recovery.begin({ custodians: [portal.account.user], mode: "RECOVERY_GROUP" });
    caught.splice(0);
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const each of recoveryRosters(sync)) each.links = each.links.slice(0, -1);
    });
    expect(await own(bob)).toMatchObject({ on: true, entrusted: [], waitingFor: "ROSTER" });
    expect(caught).toEqual(["WENT_BACK"]);
    expect(entrusts(line)).toBe(false);
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = sync.rosters.filter(({ kind }: Answer) => kind !== "GROUP");
    });
    const phone = await bob.onDevice("phone", { ...clock, ...line.settings });
    expect(phone.status().recovery).toMatchObject({ on: true, entrusted: [], waitingFor: "ROSTER" });
    expect(phone.evidence.list()).toMatchObject([{ kind: "ROSTER", check: "WENT_BACK" }]);
    expect(entrusts(line)).toBe(false);
    line.honest();
    await bob.client.evidence.thaw(bob.client.evidence.list().at(-1)?.roster ?? "");
  });

  it("shows no policy has no profile entrusted", async () => {
    line.tamper("OwnPolicies", ({ viewer }: Answer) => viewer.policyDocuments.splice(0));
    const tablet = await bob.onDevice("tablet", { ...clock, ...line.settings });
    expect(tablet.status().recovery).toMatchObject({ on: true, entrusted: [], pending: [], waitingFor: "POLICY" });
    expect(entrusts(line)).toBe(false);
  });

  it("puts a key of its own in the place of the group's is caught before anything is wrapped: at a join, a sign-in, and a rotation", async () => {
    const swap = (on: Line) =>
      on.tamper("GroupKeys", ({ viewer }: Answer) => {
        for (const { epochs } of viewer.tenant.groupsOf) for (const each of epochs) each.publicKey = serverKey;
      });
    trouble = [];
    line.tamper("GroupKeys", ({ viewer }: Answer) => viewer.tenant.groupsOf.fill(null));
    expect(await own(bob)).toMatchObject({ entrusted: [], pending: [profileOf(bob)] });
    expect(trouble).toEqual(["NOT_FOUND"]);
    swap(line);
    house.advance(3_600_001);
    expect(await own(bob)).toMatchObject({ entrusted: [], pending: [profileOf(bob)] });
    expect(trouble).toContain("SERVER_CAUGHT");
    await bob.client.rotate("BUSINESS");
    expect(await own(bob)).toMatchObject({ entrusted: [], pending: [profileOf(bob)] });
    const there = makeLine();
    swap(there);
    const eve = await newPerson(house, { ...clock, ...there.settings }, await invite());
    expect(eve.client.status().recovery).toMatchObject({ entrusted: [], pending: [profileOf(eve)] });
    expect([entrusts(line), entrusts(there)]).toEqual([false, false]);
    line.honest();
    house.advance(3_600_001);
    expect(await own(bob)).toMatchObject({ entrusted: [profileOf(bob)], pending: [] });
  });

  it("puts a key of its own in the place of a custodian's, or of the code's, is caught before anything is wrapped", async () => {
    const grace = await newPerson(house, clock, await invite("ADMINISTRATOR"));
    const { user } = grace.client.account;
    ada.tamper("PublicKeys", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.peopleOf) each.encryptionKey = serverKey;
    });
    const added = portal.recovery.addCustodian(user);
    await expect(added).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_KEYS" });
    ada.tamper("PublicKeys", ({ viewer }: Answer) => viewer.tenant.peopleOf.fill(null));
    await expect(portal.recovery.addCustodian(user)).rejects.toMatchObject({ code: "NOT_FOUND" });
    ada.honest();
    await portal.recovery.addCustodian(user);
    await portal.recovery.newCode(() => {});
    ada.tamper("RecoveryCodeKey", ({ viewer }: Answer) => {
      viewer.tenant.groupsOf[0].recoveryCode.publicKey = serverKey;
    });
    const removed = portal.recovery.removeMember(user);
    await expect(removed).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_KEYS" });
    ada.tamper("RecoveryCodeKey", ({ viewer }: Answer) => {
      viewer.tenant.groupsOf[0].recoveryCode = null;
    });
    await expect(portal.recovery.removeMember(user)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows the group as it was before somebody was taken out is caught, and nothing is entrusted to them", async () => {
    const before: Answer[] = [];
    const spy = makeLine();
    spy.tamper("Sync", ({ sync }: Answer) => before.push(...structuredClone(recoveryRosters(sync))));
    await bob.onDevice("spy", { ...clock, ...spy.settings });
    const custodians = (await portal.recovery.status()).group?.custodians ?? [];
    await portal.recovery.removeMember(custodians.find((user) => user !== portal.account.user) ?? "");
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = [...sync.rosters.filter(({ kind }: Answer) => kind !== "GROUP"), ...before];
    });
    expect(await own(bob)).toMatchObject({ pending: [], waitingFor: "ROSTER" });
    expect(bob.client.evidence.list()).toMatchObject([expect.anything(), { kind: "ROSTER", check: "WENT_BACK" }]);
  });
});
