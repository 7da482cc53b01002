/**
 * Shares whose key is not here yet: what opens nothing is given back, and how often it is asked for.
 *
 * Source: our own reasoning; PROTOCOL §4.8, §4.11.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { askInterval } from "../../src/client/shares/asked-keys.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, type Line, makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundPair, foundTrio, login, passwordIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

const clock = () => house.now();
const countOf = ({ sent }: Line, ...names: readonly string[]) => sent.filter((each) => names.includes(each)).length;

/** A wrap as it looks, that opens nothing. */
function spoiled(wrap: string): string {
  const bytes = Buffer.from(wrap, "base64url");
  bytes[1_200] = (bytes[1_200] ?? 0) ^ 1;
  return bytes.toString("base64url");
}

/** Changes what is sent with an operation. */
const sending =
  (operation: string, change: (input: Answer) => void): typeof fetch =>
  (url, request) => {
    const body = JSON.parse(String(request?.body));
    if (body.operationName !== operation) return fetch(url, request);
    change(body.variables.input);
    return fetch(url, { ...request, body: JSON.stringify(body) });
  };

/** Somebody who has the key and gives others something else. */
const spoiling = sending("DeliverShareWraps", ({ shares }) => {
  for (const { wraps } of shares) for (const each of wraps) each.wrap = spoiled(each.wrap);
});

/** Somebody who puts others in and gives them no key. */
const givingNone = sending("ChangeShare", (input) => {
  input.wraps = [];
});

describe("a wrap that opens nothing", () => {
  it("is given back once, and the share waits for another", async () => {
    const { ada, bob, eve } = await foundTrio(house, { fetch: spoiling });
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await ada.client.shares.open(id).items().add(login("One"));
    await accept(id, bob);
    const tablet = await ada.onDevice("tablet", { fetch: givingNone, clock });
    await tablet.shares.add(id, [{ user: userOf(eve) }]);
    const line = makeLine();
    const phone = await eve.onDevice("phone", { ...line.settings, clock });
    await phone.shares.accept(id);
    await bob.client.syncNow();
    await phone.syncNow();
    expect(countOf(line, "RefuseShareWrap")).toBe(1);
    expect(await phone.shares.list()).toMatchObject([{ id, key: "PENDING" }]);
    await phone.syncNow();
    expect(countOf(line, "RefuseShareWrap")).toBe(1);
    await ada.client.syncNow();
    house.advance(600_001);
    await ada.client.syncNow();
    await phone.syncNow();
    expect(await phone.shares.list()).toMatchObject([{ id, name: "Bank", key: "HERE" }]);
    expect(await passwordIn(phone, id, "One")).toBe("hunter2");
    expect(countOf(line, "RefuseShareWrap")).toBe(1);
  });

  it("that is shown again and again is given back no second time", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    for (const operation of ["ShareKeys", "SharesKeys"])
      line.tamper(operation, ({ share, shares }: Answer) => {
        const all = share ? [share] : shares.edges.map(({ node }: Answer) => node);
        for (const { ownWraps } of all) for (const each of ownWraps) each.wrap = spoiled(each.wrap);
      });
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    const phone = await bob.onDevice("phone", { ...line.settings, clock });
    for (let round = 0; round < 3; round++) await phone.syncNow();
    expect(await phone.shares.offers()).toMatchObject([{ id, name: null }]);
    expect(countOf(line, "RefuseShareWrap")).toBe(1);
  });

  it("is not given back by a device that has not heard of its user's new keys", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const phone = await bob.onDevice("phone", { ...line.settings, clock });
    const { id } = await ada.client.shares.create({ name: "Bank", recipients: [{ user: userOf(bob) }] });
    await accept(id, bob);
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another good password" });
    await bob.client.syncNow();
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("One"));
    await phone.syncNow().catch(() => {});
    await phone.syncNow().catch(() => {});
    expect(countOf(line, "RefuseShareWrap")).toBe(0);
    await bob.client.syncNow();
    expect(await passwordIn(bob.client, id, "One")).toBe("hunter2");
  });
});

describe("keys of many shares that nobody has given yet", () => {
  it("are asked for at once, and not again with each page that comes", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const hide = ({ share, shares }: Answer) => {
      const all = share ? [share] : (shares?.edges ?? []).map(({ node }: Answer) => node);
      for (const each of all) each.ownWraps = [];
    };
    for (const operation of ["ShareKeys", "SharesKeys"]) line.tamper(operation, hide);
    for (const name of ["One", "Two", "Three", "Four"])
      await ada.client.shares.create({ name, recipients: [{ user: userOf(bob) }] });
    const phone = await bob.onDevice("phone", { ...line.settings, clock });
    const asked = () => countOf(line, "ShareKeys", "SharesKeys");
    const from = asked();
    await phone.syncNow();
    expect(asked() - from).toBe(1);
    phone.follow();
    await nextEvent(phone, "connection", (connection) => connection === "LIVE");
    const items = bob.client.profile("BUSINESS").items();
    for (const title of ["A", "B", "C"]) {
      const came = nextEvent(phone, "change", ({ change }) => change === "ADDED");
      await items.add(login(title));
      await came;
    }
    expect(asked() - from).toBe(1);
    line.honest();
    house.advance(askInterval);
    const came = nextEvent(phone, "change", ({ change }) => change === "ADDED");
    await items.add(login("D"));
    await came;
    expect((await phone.shares.offers()).map(({ name }) => name)).toEqual(["Four", "One", "Three", "Two"]);
    expect(asked() - from).toBe(2);
  });
});
