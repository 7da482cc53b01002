/** A company that demands second factors, through the SDK: on, off, and on again; and who tries to do without. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { AddSecondFactor, Client } from "../../src/client/index.ts";
import { allChained } from "../support/audit.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { codeAt, interval, wrongCodeAt } from "../support/second-factor.ts";

let house: TestHouse;
let ahead = 0;
const advance = (milliseconds: number) => {
  ahead += milliseconds;
  house.advance(milliseconds);
};
const now = () => new Date(Date.now() + ahead);
const day = 86_400_000;

let portal: Client;
let bob: Person;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(closePeople);
beforeEach(async () => {
  advance(3_600_001);
  const ada = await newPerson(house, { clock: now });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock: now });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `bob.${randomUUID()}@example.org`, name: "Bob" }]);
  if (!invited) throw new Error("nobody was invited");
  bob = await newPerson(house, { clock: now }, invited);
});

const demand = (graceDays: number | null) =>
  portal.company.policies.set(
    { scope: "USER", id: bob.client.account.user },
    { requireTwoFactor: graceDays === null ? null : { value: graceDays } },
  );
const required = { code: "SECOND_FACTOR_REQUIRED" };

/** Somebody with an authenticator at hand, whose first code is wrong. */
function adding() {
  const kept: string[] = [];
  let uri = "";
  const addSecondFactor: AddSecondFactor = {
    async code(begun) {
      uri = begun.uri;
      return begun.again ? codeAt(uri, now()) : wrongCodeAt(uri, now());
    },
    keep: (spareCodes) => void kept.push(...spareCodes),
  };
  const secondFactor = async () => {
    advance(interval);
    return { totp: codeAt(uri, now()) };
  };
  return { kept, addSecondFactor, secondFactor };
}

describe("requireTwoFactor", () => {
  it("says from when on, lets people in until then, and then only to add a factor", async () => {
    await demand(7);
    const { demandedFrom, factors } = await bob.client.secondFactors.status();
    expect([demandedFrom?.getTime(), factors]).toEqual([expect.any(Number), []]);
    expect(Math.round(((demandedFrom as Date).getTime() - now().getTime()) / day)).toBe(7);
    await bob.onDevice("tablet", { clock: now });

    advance(8 * day);
    await expect(bob.client.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await expect(bob.onDevice("phone", { clock: now })).rejects.toMatchObject(required);

    const { kept, addSecondFactor, secondFactor } = adding();
    const phone = await bob.onDevice("phone", { clock: now, addSecondFactor });
    expect(kept).toHaveLength(10);
    await phone
      .profile("BUSINESS")
      .items()
      .add({ kind: "note", title: "After", fields: { text: "all is open" } });
    await bob.onDevice("laptop", { clock: now, secondFactor });
    await allChained(house.database);
    const { entries } = await portal.company.audit.list({ filter: { kinds: ["SECOND_FACTOR_ADDED"] } });
    expect(entries.map(({ surface }) => surface)).toEqual(["FACTOR"]);
    await portal.company.audit.verify({ whole: true });
  });

  it("comes before a password that is too old, which has to be another one then", async () => {
    await portal.company.policies.set(
      { scope: "USER", id: bob.client.account.user },
      { requireTwoFactor: { value: 0 }, maximumPasswordAge: { value: 30 } },
    );
    advance(31 * day);
    const { kept, addSecondFactor, secondFactor } = adding();
    const tooOld = { code: "PASSWORD_TOO_OLD" };
    await expect(bob.onDevice("tablet", { clock: now, addSecondFactor })).rejects.toMatchObject(tooOld);
    expect(kept).toHaveLength(10);
    const newPassword = "another long password";
    const phone = await bob.onDevice("phone", { clock: now, secondFactor, newPassword });
    await phone.syncNow();
    await expect(bob.onDevice("laptop", { clock: now, secondFactor })).rejects.toMatchObject({
      code: "WRONG_CREDENTIALS",
    });
    await bob.onDevice("desk", { clock: now, secondFactor, password: newPassword });
  });

  it("has the password renewed in the very session that adds a factor", async () => {
    await portal.company.policies.set(
      { scope: "USER", id: bob.client.account.user },
      { requireTwoFactor: { value: 0 }, maximumPasswordAge: { value: 30 } },
    );
    advance(31 * day);
    const { addSecondFactor, secondFactor } = adding();
    const newPassword = "another long password";
    const phone = await bob.onDevice("phone", { clock: now, addSecondFactor, secondFactor, newPassword });
    await phone
      .profile("BUSINESS")
      .items()
      .add({ kind: "note", title: "After", fields: { text: "all is open" } });
    await phone.lock();
    await expect(phone.unlock(bob.password)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await phone.unlock(newPassword);
  });

  it("is off, and on again with days of grace of its own", async () => {
    await demand(0);
    await expect(bob.onDevice("phone", { clock: now })).rejects.toMatchObject(required);
    await demand(null);
    expect((await bob.client.secondFactors.status()).demandedFrom).toBeNull();
    await bob.onDevice("phone", { clock: now });
    await demand(2);
    const { demandedFrom } = await bob.client.secondFactors.status();
    expect(Math.round(((demandedFrom as Date).getTime() - now().getTime()) / day)).toBe(2);
    await bob.onDevice("tablet", { clock: now });
  });

  it("lets nobody take the last factor away", async () => {
    const { addSecondFactor, secondFactor } = adding();
    await demand(0);
    const phone = await bob.onDevice("phone", { clock: now, addSecondFactor, secondFactor });
    const [factor] = (await phone.secondFactors.status()).factors;
    await expect(phone.secondFactors.remove(factor?.factor ?? "")).rejects.toMatchObject(required);
    await demand(null);
    await phone.secondFactors.remove(factor?.factor ?? "");
    expect((await phone.secondFactors.status()).factors).toEqual([]);
    await demand(0);
    await expect(bob.onDevice("tablet", { clock: now })).rejects.toMatchObject(required);
  });
});
