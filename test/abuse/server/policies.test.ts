/**
 * A server that shows the policies of a company otherwise than they were signed, and people who go around them.
 *
 * Source: our own reasoning.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "../../../src/client/index.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { makeLine } from "../../support/line.ts";
import { tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson } from "../../support/person.ts";

const everybody = { scope: "TENANT" } as const;

async function found(house: TestHouse) {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `bob.${randomUUID()}@example.org`, name: "Bob" }]);
  if (!invited) throw new Error("nobody was invited");
  const line = makeLine();
  const bob = await newPerson(house, line.settings, invited);
  const trouble: string[] = [];
  bob.client.on("trouble", ({ code }) => trouble.push(code));
  return { portal, bob, line, trouble };
}
const exported = (client: Client) =>
  client
    .profile("BUSINESS")
    .export()
    .then(
      () => "EXPORTED",
      ({ code }) => code,
    );

describe("policies on a server that", () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterEach(async () => {
    await closePeople();
    house.advance(3_600_001);
  });
  afterAll(() => house.close());

  it("keeps them back is caught, and nothing is done that they may forbid", async () => {
    const { portal, bob, line, trouble } = await found(house);
    line.tamper("OwnPolicies", ({ viewer }) => viewer.policyDocuments.splice(0));
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    await bob.client.syncNow();
    expect(trouble).toContain("SERVER_CAUGHT");
    expect(await exported(bob.client)).toBe("SERVER_CAUGHT");
    expect(() => bob.client.company.policies.own()).toThrow("contradicts");
    line.honest();
    await bob.client.syncNow();
    expect(await exported(bob.client)).toBe("POLICY_DENIED");
  });

  it("shows others, those of before, or garbage is caught, and what was signed goes on to bind", async () => {
    const { portal, bob, line, trouble } = await found(house);
    let before: unknown;
    line.tamper("OwnPolicies", ({ viewer }) => {
      before = structuredClone(viewer.policyDocuments);
    });
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    await bob.client.syncNow();
    expect(await exported(bob.client)).toBe("POLICY_DENIED");
    await portal.company.policies.set(everybody, { disableExport: { value: true, locked: true } });
    const lies = [
      () => before,
      () => [{ document: Buffer.from("not a document").toString("base64url") }],
      (documents: { document: string }[]) =>
        documents.map(({ document }) => ({
          document: document.slice(0, -2) + (document.endsWith("AA") ? "AE" : "AA"),
        })),
    ];
    for (const lie of lies) {
      trouble.splice(0);
      line.tamper("OwnPolicies", ({ viewer }) => {
        viewer.policyDocuments = lie(viewer.policyDocuments);
      });
      await bob.client.syncNow();
      expect(trouble).toContain("SERVER_CAUGHT");
      expect(await exported(bob.client)).toBe("POLICY_DENIED");
    }
    line.honest();
    trouble.splice(0);
    await bob.client.syncNow();
    expect([trouble, bob.client.company.policies.own().disableExport.locked]).toEqual([[], true]);
  });

  it("shows an administrator fewer than were signed is caught before anything is signed on top", async () => {
    const { portal } = await found(house);
    await portal.company.policies.set(everybody, { disableExport: { value: true } });
    const line = makeLine();
    const ada = await newPerson(house);
    const other = await ada.onDevice("portal", { surface: "PORTAL", ...line.settings });
    await other.company.redeem(await tenantCodeIn(house.database));
    await other.company.policies.set(everybody, { disableExport: { value: true } });
    line.tamper("ListPolicies", ({ viewer }) => viewer.tenant.policyDocuments.edges.splice(0));
    const change = { disableSharing: { value: true } };
    await expect(other.company.policies.set(everybody, change)).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    await expect(other.company.policies.list()).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
  });
});

describe("a forwarded address", () => {
  const forwarding = (address: string) => ({
    fetch: ((url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init.headers as object), "x-forwarded-for": address } })) as typeof fetch,
  });
  const inside = "198.51.100.9";
  const bind = { allowedIpRanges: { value: ["198.51.100.0/24"] } } as const;

  it.each([
    ["of anybody is not believed", {}, "NETWORK_REFUSED"],
    ["of a trusted proxy is", { TRUSTED_PROXIES: "127.0.0.0/8,::1" }, "IN"],
  ])("%s", async (_, environment, expected) => {
    const house = await openHouse(environment);
    try {
      const { portal, bob } = await found(house);
      await portal.company.policies.set({ scope: "USER", id: bob.client.account.user }, bind);
      const from = (address: string) =>
        bob.onDevice("phone", forwarding(address)).then(
          () => "IN",
          ({ code }) => code,
        );
      expect(await from(inside)).toBe(expected);
      expect(await from(`${inside}, 203.0.113.5`)).toBe("NETWORK_REFUSED");
      expect(await from("garbage")).toBe("NETWORK_REFUSED");
    } finally {
      await closePeople();
      await house.close();
    }
  });

  it("lets somebody join where it is inside, and tells whoever is outside why they cannot", async () => {
    const house = await openHouse({ TRUSTED_PROXIES: "127.0.0.0/8,::1" });
    const refused = { code: "INVITATION_REFUSED", details: { reason: "NETWORK_REFUSED" } };
    try {
      const { portal } = await found(house);
      await portal.company.policies.set(everybody, {
        allowedIpRanges: { value: ["127.0.0.0/8", ...bind.allowedIpRanges.value] },
      });
      const cyd = await newPerson(house, forwarding("203.0.113.5"));
      const newcomer = `dan.${randomUUID()}@example.org`;
      const [forDan, forCyd] = await portal.company.invite([
        { address: newcomer, name: "Dan" },
        { address: cyd.address, name: "Cyd" },
      ]);
      if (!forDan || !forCyd) throw new Error("nobody was invited");
      await expect(newPerson(house, forwarding("203.0.113.5"), forDan)).rejects.toMatchObject(refused);
      await expect(cyd.client.company.join(forCyd.link)).rejects.toMatchObject(refused);
      expect((await newPerson(house, forwarding(inside), forDan)).client.account.tenant).toBe(portal.account.tenant);
      const phone = await cyd.onDevice("phone", forwarding(inside));
      await phone.company.join(forCyd.link);
      expect(phone.account.tenant).toBe(portal.account.tenant);
    } finally {
      await closePeople();
      await house.close();
    }
  });
});
