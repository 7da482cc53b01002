/**
 * A server that shows a share no more, and then again: what was known of it counts.
 *
 * Source: our own reasoning; PROTOCOL §3.6, §5.4.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { headsInterval } from "../../src/client/account/heads.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundPair, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

/** A share of Ada's and Bob's; Bob's phone knows more of it than `old`, which another of his devices was shown. */
async function knownToThePhone() {
  const { ada, bob } = await foundPair(house);
  const clock = () => house.now();
  const { id } = await ada.client.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
  const items = ada.client.shares.open(id).items();
  await items.add(login("One"));
  await accept(id, bob);
  const line = makeLine();
  const phone = await bob.onDevice("phone", { ...line.settings, clock });
  await items.add(login("Two"));
  await phone.syncNow();
  const spy = makeLine();
  const old: { roster?: Answer; vault?: Answer } = {};
  spy.tamper("Sync", ({ sync }) => {
    old.roster ??= structuredClone(sync.rosters.find(({ roster }: Answer) => roster === id));
    old.vault ??= structuredClone(sync.vaults.find(({ vault }: Answer) => vault === id));
  });
  await bob.onDevice("spy", { ...spy.settings, clock });
  expect(old).toMatchObject({ roster: { roster: id }, vault: { vault: id } });
  await items.add(login("Three"));
  await phone.syncNow();
  expect(await titlesIn(phone, id)).toEqual(["One", "Three", "Two"]);
  const lose = async () => {
    line.tamper("Sync", ({ sync }) => {
      sync.vaults = sync.vaults.filter(({ vault }: Answer) => vault !== id);
      sync.lost = [id];
    });
    await phone.syncNow();
    expect(await phone.shares.list()).toEqual([]);
    line.honest();
  };
  const showOld = ({ sync }: Answer) => {
    sync.rosters = [...sync.rosters.filter(({ roster }: Answer) => roster !== id), old.roster];
    sync.vaults = [...sync.vaults.filter(({ vault }: Answer) => vault !== id), old.vault];
    sync.lost = [];
  };
  return { bob, id, phone, line, lose, showOld };
}

describe("a share that the server says is lost", () => {
  it("is shown again by no less than was known of it", async () => {
    const { id, phone, line, lose, showOld } = await knownToThePhone();
    await lose();
    line.tamper("Sync", showOld);
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ vault: id, check: "WENT_BACK" }]);
    expect(await phone.shares.list()).toEqual([]);
  });

  it("is named by what is noted for new devices all the same", async () => {
    const { bob, id, phone, lose, showOld } = await knownToThePhone();
    await lose();
    house.advance(headsInterval);
    await phone.syncNow();
    const late = makeLine();
    late.tamper("Sync", showOld);
    const tablet = await bob.onDevice("tablet", { ...late.settings, clock: () => house.now() });
    expect(tablet.evidence.list()).toMatchObject([{ vault: id, check: "WENT_BACK" }]);
  });
});

describe("a server that says that a share moved, and shows nothing that moved", () => {
  it("is caught, and given no second link of one height", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    const { id } = await phone.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
    await phone.syncNow();
    const from = line.bodies.length;
    const stale = { __typename: "StaleHead", missing: [], rosters: [], complete: true };
    line.answer("Commit", { data: { commit: stale } });
    const caught = { code: "SERVER_CAUGHT", check: "MISMATCH" };
    await expect(phone.shares.remove(id, userOf(bob))).rejects.toMatchObject(caught);
    await expect(phone.shares.create({ name: "Other" })).rejects.toMatchObject(caught);
    const links = line.bodies.slice(from).flatMap((body) => {
      const { operationName, variables } = JSON.parse(body);
      return operationName === "Commit" ? variables.input.links.map(({ link }: Answer) => link) : [];
    });
    // The removal and the epoch that begins with it, and a genesis.
    expect(new Set(links).size).toBe(3);
  });
});
