/**
 * A guest whose keys changed, and whose six words nobody compared yet: they are shown nothing that is new, and nobody is accused of it.
 *
 * Source: our own reasoning; PROTOCOL §4.12.
 */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { foundPair, login } from "../support/sharing.ts";

let house: TestHouse;
let ada: Person;
let bea: Person;
let share: string;
/** Bea's, of now. */
let password: string;

beforeAll(async () => {
  house = await openHouse();
  ({ ada } = await foundPair(house));
  bea = await newPerson(house, { clock: () => house.now() });
  password = bea.password;
});
beforeEach(async () => {
  ({ id: share } = await ada.client.shares.create({ name: "Bridge" }));
  await ada.client.shares.open(share).items().add(login("Crane"));
  const { link } = await ada.client.shares.invite(share, { address: bea.address, name: "Bea" });
  await bea.client.shares.join(link);
  await sync(ada, bea);
  const newPassword = `${password} more`;
  await bea.client.rotateAccount({ currentPassword: password, newPassword });
  password = newPassword;
  // An owner's device begins the next key, of which the guest is shown no head.
  await sync(bea, ada, bea);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const sync = async (...people: readonly Person[]) => {
  for (const { client } of people) await client.syncNow();
};

it("Who leaves until then has it no more, on their own word", async () => {
  await bea.client.shares.leave(share);
  await sync(ada, bea);
  expect(await bea.client.shares.list()).toEqual([]);
  expect(bea.client.evidence.list()).toEqual([]);
});

it("That the share has ended is told to them", async () => {
  await ada.client.shares.close(share);
  await sync(bea);
  expect(await bea.client.shares.list()).toEqual([]);
  expect(bea.client.evidence.list()).toEqual([]);
});
