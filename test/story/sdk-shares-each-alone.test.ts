/**
 * What a device does for all shares by itself: where it fails in one, the others have it all the same.
 *
 * Source: our own reasoning; PROTOCOL §4.11.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { parseBase64url } from "../../src/crypto/base64url.ts";
import { asSignature } from "../../src/crypto/keys.ts";
import { encodeSignedLink, readSignedLink } from "../../src/crypto/signed-link.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, foundCompany, foundPair, userOf } from "../support/sharing.ts";

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

/** Of the share whose links were sent first the server says that it failed, each time. */
function failingForOne(): typeof fetch {
  let failing: string | null = null;
  return async (url, request) => {
    const { operationName, variables } = JSON.parse(String(request?.body));
    if (operationName !== "ChangeShare") return fetch(url, request);
    const [{ link, signatures }] = variables.input.links;
    const signed = signatures.map((each: string) => asSignature(parseBase64url(each)));
    const roster = formatUuid(readSignedLink(encodeSignedLink(parseBase64url(link), signed)).link.roster);
    failing ??= roster;
    if (roster !== failing) return fetch(url, request);
    return Response.json({ errors: [{ message: "Failed.", extensions: { code: "INTERNAL" } }] });
  };
}

describe("a share in which the server fails", () => {
  it("keeps no other from following its user's new keys", async () => {
    const { ada, bob } = await foundPair(house, { fetch: failingForOne() });
    for (const name of ["One", "Two", "Three"]) {
      const { id } = await ada.client.shares.create({ name, recipients: [{ user: userOf(bob) }] });
      await accept(id, bob);
    }
    await bob.client.rotateAccount({ currentPassword: bob.password, newPassword: "another good password" });
    await bob.client.syncNow();
    await ada.client.syncNow();
    const due = (await ada.client.shares.list()).map((each) => each.due);
    expect(due).toEqual([true, true, true]);
    const active = async (share: string) =>
      (await ada.client.shares.get(share)).recipients.find(({ user }) => user === userOf(bob))?.active;
    const shares = await ada.client.shares.list();
    const followed = await Promise.all(shares.map(({ id }) => active(id)));
    expect(followed.filter((each) => each)).toHaveLength(2);
  });
});

describe("a share for one of whose recipients the server shows another key", () => {
  it("keeps no other from having its key delivered", async () => {
    const { ada, bob, eve, dan } = await foundCompany(house);
    const givingNone: typeof fetch = (url, request) => {
      const body = JSON.parse(String(request?.body));
      if (body.operationName !== "ChangeShare") return fetch(url, request);
      body.variables.input.wraps = [];
      return fetch(url, { ...request, body: JSON.stringify(body) });
    };
    const tablet = await ada.onDevice("tablet", { fetch: givingNone, clock });
    const line = makeLine();
    line.tamper("PublicKeys", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.peopleOf)
        if (each?.user === userOf(eve)) each.encryptionKey = Buffer.alloc(1_216, 7).toString("base64url");
    });
    for (const [name, person] of [["One", eve] as const, ["Two", dan] as const]) {
      const { id } = await tablet.shares.create({ name, recipients: [{ user: userOf(bob) }] });
      await tablet.shares.add(id, [{ user: userOf(person) }]);
    }
    const phone = await ada.onDevice("phone", { ...line.settings, clock });
    await phone.syncNow();
    expect(await dan.client.shares.offers()).toMatchObject([{ name: "Two" }]);
    expect(await eve.client.shares.offers()).toMatchObject([{ name: null }]);
  });
});
