/**
 * What a server has of links that it says it cannot take: at one height of a share's roster nobody signs two.
 *
 * Source: our own reasoning; PROTOCOL §4.7.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { parseBase64url } from "../../src/crypto/base64url.ts";
import { asSignature } from "../../src/crypto/keys.ts";
import { encodeSignedLink, readSignedLink } from "../../src/crypto/signed-link.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, business, foundPair, foundTrio, login, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

const stale = { data: { commit: { __typename: "StaleHead", missing: [], rosters: [], complete: true } } };
const staleChange = { data: { changeShare: { __typename: "StaleHead" } } };

/** By roster and height: the different links that were sent for it. */
function linksIn(bodies: readonly string[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const body of bodies) {
    const { input } = JSON.parse(body).variables ?? {};
    for (const { link, signatures } of input?.links ?? []) {
      if (!signatures) continue;
      const signed = signatures.map((each: string) => asSignature(parseBase64url(each)));
      const { roster, seq } = readSignedLink(encodeSignedLink(parseBase64url(link), signed)).link;
      const place = `${formatUuid(roster)} ${seq}`;
      found.set(place, (found.get(place) ?? new Set()).add(link));
    }
  }
  return found;
}

const countsOf = (links: Map<string, Set<string>>): number[] => [...links.values()].map(({ size }) => size);

describe("a server that says that a share moved, and shows nothing that did", () => {
  it("is caught with one link of each height, however often it is tried", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    const { id } = await phone.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
    await phone.syncNow();
    const from = line.bodies.length;
    line.answer("Commit", stale);
    const removal = () => phone.shares.remove(id, userOf(bob));
    await expect(removal()).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    house.advance(1_000);
    await expect(removal()).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    // The removal, and the epoch that begins with it.
    expect(countsOf(linksIn(line.bodies.slice(from)))).toEqual([1, 1]);
    line.honest();
    await ada.client.syncNow();
    await ada.client.shares.open(id).items().add(login("Bank"));
    await removal();
    expect(await phone.shares.get(id)).toMatchObject({ members: 1, epoch: 2 });
  });

  it("is caught where nothing but links was sent", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    const { id } = await phone.shares.create({ name: "Money" });
    const from = line.bodies.length;
    line.answer("ChangeShare", staleChange);
    const addition = () => phone.shares.add(id, [{ user: userOf(bob) }]);
    await expect(addition()).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    house.advance(1_000);
    await expect(addition()).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    expect(countsOf(linksIn(line.bodies.slice(from)))).toEqual([1]);
  });

  it("is caught when a share is founded", async () => {
    const { ada, bob } = await foundPair(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, clock: () => house.now() });
    line.answer("Commit", stale);
    const input = { name: "Money", recipients: [{ user: userOf(bob) }] };
    await expect(phone.shares.create(input)).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    expect(countsOf(linksIn(line.bodies))).toEqual([1, 1]);
  });
});

describe("a server that says that a profile moved, and shows nothing that did", () => {
  it("has one link of each height by which new keys follow there", async () => {
    const line = makeLine();
    const { bob } = await foundPair(house, line.settings);
    const from = line.bodies.length;
    line.answer("Commit", stale);
    const newPassword = "another good password";
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword }).catch(() => {});
    house.advance(1_000);
    for (let round = 0; round < 2; round++) await bob.client.syncNow().catch(() => {});
    const counts = countsOf(linksIn(line.bodies.slice(from)));
    expect(counts.length).toBeGreaterThan(1);
    expect(new Set(counts)).toEqual(new Set([1]));
  });
});

describe("an honest server", () => {
  /** Something is done by others when the phone's next commit is on its way. */
  async function interrupted(meanwhile: () => Promise<unknown>) {
    const line = makeLine();
    let isWaiting = false;
    const hurried: typeof fetch = async (url, request) => {
      const { operationName } = JSON.parse(String(request?.body)) as { operationName: string };
      if (operationName === "Commit" && isWaiting) {
        isWaiting = false;
        await meanwhile();
      }
      return (line.settings.fetch as typeof fetch)(url, request);
    };
    const arm = () => {
      isWaiting = true;
      return line.bodies.length;
    };
    return { settings: { ...line.settings, fetch: hurried, clock: () => house.now() }, line, arm };
  }

  it("has a share founded as another one where the company moved meanwhile", async () => {
    const { ada, portal, bob, eve } = await foundTrio(house);
    const { settings, line, arm } = await interrupted(() => portal.company.remove(userOf(eve)));
    const phone = await ada.onDevice("phone", settings);
    const from = arm();
    const { id } = await phone.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
    // Two shares, of one of which nobody hears.
    expect(countsOf(linksIn(line.bodies.slice(from)))).toEqual([1, 1, 1, 1]);
    await accept(id, bob);
    expect(await phone.shares.list()).toMatchObject([{ id, name: "Money" }]);
    expect(await phone.shares.offers()).toEqual([]);
  });

  it("has the same links again where something else moved of what they go with", async () => {
    const { ada, portal, bob } = await foundPair(house);
    const { id } = await ada.client.shares.create({ name: "Money", recipients: [{ user: userOf(bob) }] });
    const { settings, line, arm } = await interrupted(async () => {
      await ada.client.syncNow();
      await business(ada.client).add(login("Other"));
    });
    const phone = await ada.onDevice("phone", settings);
    await portal.company.remove(userOf(bob));
    await phone.syncNow();
    const item = await business(phone).add(login("Bank"));
    const from = arm();
    await phone.shares.addItems(id, [item.id]);
    expect(line.sent.filter((name, place) => place >= from && name === "Commit")).toHaveLength(2);
    expect(countsOf(linksIn(line.bodies.slice(from)))).toEqual([1]);
    expect(await titlesIn(phone, id)).toEqual(["Bank"]);
    await ada.client.syncNow();
    expect(await titlesIn(ada.client, id)).toEqual(["Bank"]);
  });
});
