import { randomUUID } from "node:crypto";
import type { Client, Settings } from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";
import { tenantCodeIn } from "./operator.ts";
import { newPerson, type Person } from "./person.ts";

/** Ada, who administers, and Bob of her company. */
export interface SharingPair {
  readonly ada: Person;
  /** Ada's, in the portal. */
  readonly portal: Client;
  readonly bob: Person;
}

/** With one more. */
export interface SharingTrio extends SharingPair {
  readonly eve: Person;
}

/** With all that there are. */
export interface SharingCompany extends SharingTrio {
  readonly dan: Person;
}

/** Everybody goes by the server's clock. Of people who do nothing there are none: each costs a sign-up. */
export async function foundPair(house: TestHouse, bobs: Partial<Settings> = {}): Promise<SharingPair> {
  const ada = await newPerson(house, { clock: () => house.now() });
  const portal = await ada.onDevice("portal", { surface: "PORTAL", clock: () => house.now() });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal, bob: await hire(house, portal, "Bob", bobs) };
}

export async function foundTrio(house: TestHouse, bobs: Partial<Settings> = {}): Promise<SharingTrio> {
  const pair = await foundPair(house, bobs);
  return { ...pair, eve: await hire(house, pair.portal, "Eve") };
}

export async function foundCompany(house: TestHouse, bobs: Partial<Settings> = {}): Promise<SharingCompany> {
  const trio = await foundTrio(house, bobs);
  return { ...trio, dan: await hire(house, trio.portal, "Dan") };
}

/** Somebody whom the company invites. */
export async function hire(
  house: TestHouse,
  portal: Client,
  name: string,
  settings: Partial<Settings> = {},
): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, { clock: () => house.now(), ...settings }, invited);
}

export const userOf = ({ client }: Person): string => client.account.user;

export const login = (title: string, password = "hunter2") => ({
  kind: "login",
  title,
  fields: { username: "us", password },
});

export const business = (client: Client) => client.profile("BUSINESS").items();

export const titlesIn = async (client: Client, share: string): Promise<string[]> =>
  (await client.shares.open(share).items().list()).map(({ title }) => title);

export async function passwordIn(client: Client, share: string, title: string) {
  const [item] = await client.shares.open(share).items().find(title);
  return item?.fields.password;
}

/** Has people take in what came, and accept a share. */
export async function accept(share: string, ...people: readonly Person[]): Promise<void> {
  for (const { client } of people) {
    await client.syncNow();
    await client.shares.accept(share);
  }
}
