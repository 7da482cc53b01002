/** Passwords that a company finds too old, on a device that is new. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client, Settings } from "../../src/client/index.ts";
import { passwordStrength } from "../../src/client/strength/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

async function found() {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  return { ada, portal };
}
async function hire(portal: Client, name: string, settings: Partial<Settings> = {}): Promise<Person> {
  const [invited] = await portal.company.invite([{ address: `${name}.${randomUUID()}@example.org`, name }]);
  if (!invited) throw new Error("nobody was invited");
  return newPerson(house, settings, invited);
}
const userOf = ({ client }: Person) => client.account.user;
const denied = (setting: string) => ({ code: "POLICY_DENIED", details: { setting } });

describe("A password that is too old", () => {
  it("gives way to none that the policies do not take, on a new device, too", async () => {
    const { portal } = await found();
    const bob = await hire(portal, "bob", { passwordStrength });
    const group = await portal.company.groups.create("Accounting", [userOf(bob)]);
    const own = { scope: "USER", id: userOf(bob) } as const;
    await portal.company.policies.set(own, { maximumPasswordAge: { value: 30 } });
    await bob.client.syncNow();
    await expect(bob.client.changePassword({ current: bob.password, next: bob.password })).rejects.toMatchObject(
      denied("maximumPasswordAge"),
    );
    await portal.company.policies.set(own, { passwordReuseHistory: { value: 3 } });
    await portal.company.policies.set({ scope: "GROUP", id: group }, { minimumPasswordStrength: { value: 3 } });
    await bob.client.syncNow();
    const first = "seven quite unlikely horses";
    await bob.client.changePassword({ current: bob.password, next: first });
    house.advance(31 * 86_400_000);
    const phone = (newPassword?: string) =>
      bob.onDevice("phone", { password: first, passwordStrength, ...(newPassword !== undefined && { newPassword }) });
    await expect(phone()).rejects.toMatchObject({ code: "PASSWORD_TOO_OLD" });
    for (const next of [first, bob.password])
      await expect(phone(next)).rejects.toMatchObject(denied("passwordReuseHistory"));
    await expect(phone("password1")).rejects.toMatchObject(denied("minimumPasswordStrength"));
    const renewed = await phone("eight rather improbable cows");
    await renewed.profile("BUSINESS").items().list();
  });
});
