import { randomUUID } from "node:crypto";
import type { Client, Settings } from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";
import { tenantCodeIn } from "./operator.ts";
import { newPerson, type Person } from "./person.ts";

/** Ada, who administers, and three people of her company. */
export interface SharingCompany {
  readonly ada: Person;
  /** Ada's, in the portal. */
  readonly portal: Client;
  readonly bob: Person;
  readonly eve: Person;
  readonly dan: Person;
}

/** All of them go by the server's clock. */
export async function foundCompany(house: TestHouse, bobs: Partial<Settings> = {}): Promise<SharingCompany> {
  const clock = () => house.now();
  const ada = await newPerson(house, { clock });
  const portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const hire = async (name: string, settings: Partial<Settings> = {}): Promise<Person> => {
    const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
    if (!invited) throw new Error("nobody was invited");
    return newPerson(house, { clock, ...settings }, invited);
  };
  const [bob, eve, dan] = [await hire("Bob", bobs), await hire("Eve"), await hire("Dan")];
  return { ada, portal, bob, eve, dan };
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
