/** Second factors through the SDK, over real HTTP: at a sign-in, before what is dangerous, and after one was lost. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { Client as Database } from "pg";
import { memoryStore, recoverAccount, type SecondFactorAsked, type SecondFactorShown } from "../../src/client/index.ts";
import { type GraphqlAnswer, send } from "../support/caller.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { resetSecondFactorsIn, tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { codeAt, interval, wrongCodeAt } from "../support/second-factor.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(closePeople);

let ahead = 0;
const advance = (milliseconds: number) => {
  ahead += milliseconds;
  house.advance(milliseconds);
};
const now = () => new Date(Date.now() + ahead);

/** Somebody who is asked, and answers what the test says; and how often. */
const asking = (answer: (asked: SecondFactorAsked) => SecondFactorShown) =>
  jest.fn(async (asked: SecondFactorAsked) => answer(asked));

/** An authenticator, confirmed. */
async function enrol({ client }: Person, name = "phone") {
  const { factor, uri } = await client.secondFactors.beginTotp(name);
  const { spareCodes } = await client.secondFactors.confirmTotp(factor, codeAt(uri, now()));
  advance(interval);
  return { factor, uri, spareCodes: spareCodes ?? [], totp: () => ({ totp: codeAt(uri, now()) }) };
}

describe("a second factor", () => {
  let ada: Person;
  beforeEach(async () => {
    advance(3_600_001);
    ada = await newPerson(house, { clock: now });
  });

  it("is asked for on a new device, again after a wrong one, and not at a refresh", async () => {
    const phone = await enrol(ada);
    const asked = asking(({ again }) => (again ? phone.totp() : { totp: wrongCodeAt(phone.uri, now()) }));
    const tablet = await ada.onDevice("tablet", { clock: now, secondFactor: asked });
    expect(asked.mock.calls.map(([{ again, ...rest }]) => [rest.for, rest.methods, again])).toEqual([
      ["SIGN_IN", ["TOTP", "SPARE_CODE"], false],
      ["SIGN_IN", ["TOTP", "SPARE_CODE"], true],
    ]);
    advance(3_600_000);
    await tablet.syncNow();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("that nobody is asked for, or that is never right, ends the sign-in with nothing kept", async () => {
    await enrol(ada);
    await expect(ada.onDevice("tablet", { clock: now })).rejects.toMatchObject({ code: "SECOND_FACTOR_NEEDED" });
    const wrong = asking(() => ({ spareCode: "00000-00000" }));
    const store = memoryStore();
    await expect(ada.onDevice("tablet", { clock: now, store, secondFactor: wrong })).rejects.toMatchObject({
      code: "SECOND_FACTOR_REFUSED",
    });
    expect(wrong).toHaveBeenCalledTimes(5);
    expect(await store.get("device")).toBeNull();
  });

  it("can be a spare code, once", async () => {
    const { spareCodes } = await enrol(ada);
    expect(spareCodes).toHaveLength(10);
    const spare = asking(() => ({ spareCode: spareCodes[0] as string }));
    await ada.onDevice("tablet", { clock: now, secondFactor: spare });
    expect(await ada.client.secondFactors.status()).toMatchObject({ spareCodesLeft: 9, factors: [{ name: "phone" }] });
    await expect(ada.onDevice("desk", { clock: now, secondFactor: spare })).rejects.toMatchObject({
      code: "SECOND_FACTOR_REFUSED",
    });
  });

  it("is asked for before what is dangerous, once in ten minutes, and what was asked for is done", async () => {
    const phone = await enrol(ada);
    const asked = asking(() => phone.totp());
    const tablet = await ada.onDevice("tablet", { clock: now, secondFactor: asked });
    expect(asked).toHaveBeenCalledTimes(1);
    await tablet.accountCode.make(ada.password);
    expect(asked).toHaveBeenCalledTimes(1);
    advance(600_001);
    await tablet.changePassword({ current: ada.password, next: "another password, after it" });
    expect(asked.mock.calls.map(([each]) => each.for)).toEqual(["SIGN_IN", "STEP_UP"]);
    await tablet.secondFactors.makeSpareCodes();
    expect(asked).toHaveBeenCalledTimes(2);
    advance(600_001);
    await tablet.secondFactors.remove(phone.factor);
    expect(asked).toHaveBeenCalledTimes(3);
    await tablet.secondFactors.beginTotp("another");
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it("that nobody is asked for leaves what is dangerous undone", async () => {
    await enrol(ada);
    const steps = { code: "STEP_UP_REQUIRED" };
    const { client, password } = ada;
    await expect(client.changePassword({ current: password, next: "another password" })).rejects.toMatchObject(steps);
    await expect(
      client.rotateAccount({ currentPassword: password, newPassword: "another password" }),
    ).rejects.toMatchObject(steps);
    await expect(client.accountCode.make(password)).rejects.toMatchObject(steps);
    await expect(client.secondFactors.beginTotp("mine, now")).rejects.toMatchObject(steps);
    await expect(client.secondFactors.makeSpareCodes()).rejects.toMatchObject(steps);
    const [{ factor } = { factor: "" }] = (await client.secondFactors.status()).factors;
    await expect(client.secondFactors.remove(factor)).rejects.toMatchObject(steps);
    await client.syncNow();
    expect(client.status().rotation).toBeNull();
    await client.lock();
    await expect(client.unlock("another password")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await client.unlock(password);
  });

  it("is asked for by a recovery with the account code, too, once", async () => {
    const code = await ada.client.accountCode.make(ada.password);
    const phone = await enrol(ada);
    const input = { address: ada.address, code, password: "a password after it", deviceName: "found" };
    const there = () => ({ url: house.url, store: memoryStore(), clock: now });
    await expect(recoverAccount(there(), input)).rejects.toMatchObject({ code: "SECOND_FACTOR_NEEDED" });
    const asked = asking(() => phone.totp());
    const { client } = await recoverAccount({ ...there(), secondFactor: asked }, input);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(client.signedIn).toBe(true);
    await client.close();
  });

  it("is asked for by a recovery that goes on for the same user alone", async () => {
    const code = await ada.client.accountCode.make(ada.password);
    const phone = await enrol(ada);
    const line = makeLine();
    let challenges = 0;
    line.tamper("RequestChallenge", (data) => {
      if (++challenges === 2) data.requestChallenge.user = crypto.randomUUID();
    });
    const settings = { url: house.url, store: memoryStore(), clock: now, secondFactor: async () => phone.totp() };
    const input = { address: ada.address, code, password: "a password after it", deviceName: "found" };
    const caught = recoverAccount({ ...settings, ...line.settings }, input);
    await expect(caught).rejects.toMatchObject({ code: "ACCOUNT_GONE" });
    expect(line.sent.filter((name) => name === "OpenByAccountCode")).toHaveLength(1);
  });

  it("is nowhere in the log, nor is its seed, a code, a spare code or the token of a step", async () => {
    const line = makeLine();
    const phone = await enrol(ada);
    const shown = phone.totp();
    await ada.onDevice("tablet", { clock: now, secondFactor: async () => shown, ...line.settings });
    const { token } = (
      JSON.parse(line.bodies[line.sent.indexOf("ProveSecondFactor")] as string) as {
        variables: { input: { token: string } };
      }
    ).variables.input;
    const seed = /secret=([A-Z2-7]+)/.exec(phone.uri)?.[1] as string;
    const log = house.log.join("\n");
    for (const secret of [seed, token, shown.totp, ...phone.spareCodes]) expect(log).not.toContain(secret);
  });
});

describe("a server's answers about second factors", () => {
  it("are read like all others: another user's challenge in between, options that are no JSON, codes that are none", async () => {
    advance(3_600_001);
    const ada = await newPerson(house, { clock: now });
    const phone = await enrol(ada);
    const line = makeLine();
    let challenges = 0;
    line.tamper("RequestChallenge", (data) => {
      if (++challenges === 2) data.requestChallenge.user = crypto.randomUUID();
    });
    const settings = { clock: now, secondFactor: async () => phone.totp(), ...line.settings };
    await expect(ada.onDevice("tablet", settings)).rejects.toMatchObject({ code: "ACCOUNT_GONE" });
    expect(line.sent.filter((name) => name === "SignIn")).toHaveLength(1);
    line.honest();
    line.tamper("SignIn", (data) => {
      if (data.signIn.step) data.signIn.step.assertionOptions = "[1]";
    });
    await expect(ada.onDevice("tablet", settings)).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
    line.honest();
    advance(interval);
    const tablet = await ada.onDevice("tablet", settings);
    line.tamper("MakeSpareCodes", (data) => {
      data.makeSpareCodes.spareCodes[3] = "\u001b[2J";
    });
    await expect(tablet.secondFactors.makeSpareCodes()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
  });
});

describe("an administrator with a second factor", () => {
  it("is asked for it before people's rights change, and takes the factors of somebody else away", async () => {
    advance(3_600_001);
    const ada = await newPerson(house, { clock: now });
    const hers = await enrol(ada);
    const asked = asking(() => hers.totp());
    const portal = await ada.onDevice("portal", { surface: "PORTAL", clock: now, secondFactor: asked });
    await portal.company.redeem(await tenantCodeIn(house.database));
    const [invited] = await portal.company.invite([{ address: `bob.${crypto.randomUUID()}@example.org`, name: "Bob" }]);
    if (!invited) throw new Error("nobody was invited");
    const bob = await newPerson(house, { clock: now }, { address: invited.address, link: invited.link });
    await enrol(bob);
    expect(asked).toHaveBeenCalledTimes(1);
    advance(600_001);
    await portal.syncNow();
    const user = bob.client.account.user;
    expect(await portal.secondFactors.reset(user)).toBe(1);
    expect(asked).toHaveBeenCalledTimes(2);
    advance(600_001);
    await portal.company.suspend(user);
    expect(asked).toHaveBeenCalledTimes(3);
    await portal.company.resume(user);
    await bob.onDevice("tablet", { clock: now });
    expect(await portal.secondFactors.reset(user)).toBe(0);
  });
});

describe("an operator", () => {
  it("takes the factors of somebody away who lost them, and everybody's where SERVER_SECRET was lost", async () => {
    advance(3_600_001);
    const [ada, eve] = [await newPerson(house, { clock: now }), await newPerson(house, { clock: now })];
    for (const each of [ada, eve]) await enrol(each);
    expect(await resetSecondFactorsIn(house.database, "nobody@example.org")).toBeNull();
    expect(await resetSecondFactorsIn(house.database, ada.address)).toBe(1);
    const owner = new Database({ connectionString: house.database.superuserUrl });
    await owner.connect();
    const told =
      "select amount from audit_waiting where kind = 'SECOND_FACTORS_RESET' and user_id = $1 union all select amount from audit_entry where kind = 'SECOND_FACTORS_RESET' and user_id = $1";
    const { rows } = await owner.query(told, [ada.client.account.user]);
    await owner.end();
    expect(rows).toEqual([{ amount: 1 }]);
    await ada.onDevice("tablet", { clock: now });
    const needed = { code: "SECOND_FACTOR_NEEDED" };
    await expect(eve.onDevice("tablet", { clock: now })).rejects.toMatchObject(needed);
    expect(await resetSecondFactorsIn(house.database, null)).toBeGreaterThanOrEqual(1);
    await eve.onDevice("tablet", { clock: now });
    expect(await eve.client.secondFactors.status()).toEqual({ factors: [], spareCodesLeft: 0, demandedFrom: null });
  });
});

describe("over HTTP by hand", () => {
  it("what is dangerous says so, with its code and before anything else is looked at", async () => {
    advance(3_600_001);
    const ada = await newPerson(house, { clock: now });
    await enrol(ada);
    const { token } = await ada.client.accessToken();
    const removing = (factor: string): Promise<GraphqlAnswer> =>
      send(house.url, `mutation { removeSecondFactor(input: { factor: "${factor}" }) { factor } }`, {}, token);
    for (const factor of [crypto.randomUUID(), (await ada.client.secondFactors.status()).factors[0]?.factor ?? ""]) {
      expect((await removing(factor)).errors?.[0]?.extensions.code).toBe("STEP_UP_REQUIRED");
    }
  });
});
