/** People who change their address. Through the SDK, over a real server. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, signIn } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

const fresh = () => `robert.${randomUUID()}@example.org`;
async function ask(client: Client, address: string) {
  const { request } = await client.company.requestAddressChange(address);
  return { address, request, code: await house.codeFor(address) };
}
async function found() {
  const ada = await newPerson(house);
  const portal = await ada.onDevice("portal", { surface: "PORTAL" });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: fresh(), name: "Bob Martin" }]);
  const bob = await newPerson(house, {}, invited);
  return { ada, portal, bob };
}
const inBy = ({ password, kit: { secretKey } }: Person, address: string, store = memoryStore()) =>
  signIn({ url: house.url, store }, { address, password, secretKey, deviceName: "tablet" });
const addresses = async (client: Client) => (await client.company.people()).map(({ address }) => address);

describe("another address", () => {
  it("is proven by a code, and is the one to sign in by, on every device", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    await ada.client.profile("PERSONAL").items().add({ kind: "note", title: "mine" });
    const address = fresh();
    await ada.client.company.changeMyAddress(await ask(ada.client, address));
    expect(ada.client.account.address).toBe(address);
    expect(await addresses(ada.client)).toEqual([address]);
    await phone.syncNow();
    expect(phone.account.address).toBe(address);
    await expect(inBy(ada, ada.address)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    const tablet = await inBy(ada, address);
    expect(await tablet.profile("PERSONAL").items().find("mine")).toHaveLength(1);
    await tablet.close();
    await ada.client.company.renameMe("Ada King");
    expect((await ada.client.company.people())[0]).toMatchObject({ name: "Ada King", address });
  });

  it("is shown to an administrator, who confirms it; until then nothing has changed", async () => {
    const { portal, bob } = await found();
    const address = fresh();
    await bob.client.company.changeMyAddress(await ask(bob.client, address));
    expect(bob.client.account.address).toBe(bob.address);
    const [waiting] = (await portal.company.people()).flatMap(({ awaiting }) => awaiting ?? []);
    expect(waiting).toMatchObject({ what: "ADDRESS", address, name: "Bob Martin" });
    await (await inBy(bob, bob.address)).close();
    await portal.company.confirm(waiting?.seq ?? 0);
    expect(await addresses(portal)).toContain(address);
    await bob.client.syncNow();
    expect(bob.client.account.address).toBe(address);
    await expect(inBy(bob, bob.address)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
  });

  it("takes a new name along that waits, and is not lost to one", async () => {
    const { portal, bob } = await found();
    await bob.client.company.renameMe("Robert Martin");
    const address = fresh();
    await bob.client.company.changeMyAddress(await ask(bob.client, address));
    const [waiting] = (await portal.company.people()).flatMap(({ awaiting }) => awaiting ?? []);
    expect(waiting).toMatchObject({ what: "ADDRESS", address, name: "Robert Martin" });
    const other = bob.client.company.renameMe("Bob the Builder");
    await expect(other).rejects.toMatchObject({ code: "CONFIRMATION_WAITS" });
    await portal.company.confirm(waiting?.seq ?? 0);
    expect(await portal.company.people()).toContainEqual(expect.objectContaining({ address, name: "Robert Martin" }));
    await bob.client.company.renameMe("Bob the Builder");
    const [next] = (await portal.company.people()).flatMap(({ awaiting }) => awaiting ?? []);
    expect(next).toMatchObject({ what: "NAME", name: "Bob the Builder", address });
  });

  it("is not signed with a name that waits by the server's word alone", async () => {
    const { bob } = await found();
    const line = makeLine();
    const phone = await bob.onDevice("phone", line.settings);
    await phone.company.renameMe("Robert Martin");
    for (const lie of [{ name: "Mallory" }, null]) {
      line.tamper("Person", ({ viewer }) => {
        const [own] = viewer.tenant.peopleOf;
        own.awaiting = lie && { ...own.awaiting, ...lie };
      });
      const change = phone.company.changeMyAddress(await ask(phone, fresh()));
      await expect(change).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
      house.advance(3_600_001);
    }
    line.honest();
  });

  it("is taken up by a device that signs in with it on the store of before, and by nobody else's", async () => {
    const ada = await newPerson(house);
    const store = memoryStore();
    const tablet = await inBy(ada, ada.address, store);
    await tablet.close();
    const address = fresh();
    await ada.client.company.changeMyAddress(await ask(ada.client, address));
    const again = await inBy(ada, address, store);
    expect(again.account.address).toBe(address);
    await again.close();
    const eve = await newPerson(house);
    await expect(inBy(eve, eve.address, store)).rejects.toMatchObject({ code: "STORE_FOREIGN" });
    await expect(inBy(ada, fresh(), store)).rejects.toMatchObject({ code: "STORE_FOREIGN" });
  });

  it("is refused with a wrong code, a code for another address, and one that was used", async () => {
    const [ada, eve] = [await newPerson(house), await newPerson(house)];
    const change = await ask(ada.client, fresh());
    const wrong = { code: "CODE_REFUSED" };
    const other = change.code === "00000000" ? "00000001" : "00000000";
    await expect(ada.client.company.changeMyAddress({ ...change, code: other })).rejects.toMatchObject(wrong);
    await expect(ada.client.company.changeMyAddress({ ...change, code: "?" })).rejects.toMatchObject(wrong);
    const mismatch = { code: "REFUSED", details: { serverCode: "INVALID_PROOF" } };
    await expect(ada.client.company.changeMyAddress({ ...change, address: fresh() })).rejects.toMatchObject(mismatch);
    await ada.client.company.changeMyAddress(change);
    await expect(eve.client.company.changeMyAddress(change)).rejects.toMatchObject(wrong);
  });

  it("that somebody has is mailed no code; who gets it first has it", async () => {
    const [ada, eve] = [await newPerson(house), await newPerson(house)];
    await ada.client.company.requestAddressChange(eve.address);
    await expect(house.codeFor(eve.address)).rejects.toThrow();
    const address = fresh();
    const [hers, evesOwn] = [await ask(ada.client, address), await ask(eve.client, address)];
    const both = await Promise.allSettled([
      ada.client.company.changeMyAddress(hers),
      eve.client.company.changeMyAddress(evesOwn),
    ]);
    const refused = both.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
    expect(refused).toEqual(["ADDRESS_TAKEN"]);
    const loser = both[0]?.status === "rejected" ? ada : eve;
    expect(loser.client.account.address).toBe(loser.address);
    await (await inBy(loser, loser.address)).close();
  });

  it("is changed once, though the answer is lost", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const change = await ask(ada.client, fresh());
    line.loseAnswer("ChangeRosters");
    await ada.client.company.changeMyAddress(change);
    expect(ada.client.account.address).toBe(change.address);
  });

  it("is believed only where it opens what was signed", async () => {
    const line = makeLine();
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone", line.settings);
    line.tamper("Person", ({ viewer }) => {
      viewer.tenant.peopleOf[0].address = "mallory@example.org";
    });
    await ada.client.company.changeMyAddress(await ask(ada.client, fresh()));
    await phone.syncNow();
    expect(phone.account.address).toBe(ada.address);
  });

  it("is taken up later where it could not be asked for, also by another run of the device", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { ...line.settings, store, patience: 0 });
    const change = await ask(ada.client, fresh());
    line.answer("Person", { errors: [{ message: "no", extensions: { code: "UNAVAILABLE" } }] });
    await ada.client.company.changeMyAddress(change);
    await phone.syncNow();
    expect(phone.account.address).toBe(ada.address);
    await phone.close();
    line.honest();
    const again = await openClient({ url: house.url, store });
    if (!again) throw new Error("the store is empty");
    await again.unlock(ada.password);
    await again.syncNow();
    expect(again.account.address).toBe(change.address);
    await again.company.renameMe("Ada King");
    await again.close();
  });

  it("is signed with no other name than the roster's", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const change = await ask(ada.client, fresh());
    for (const lie of [{ name: "Mallory" }, null]) {
      line.tamper("Person", ({ viewer: { tenant } }) => {
        tenant.peopleOf[0] = lie && { ...tenant.peopleOf[0], ...lie };
      });
      const caught = { code: "SERVER_CAUGHT", check: "MISMATCH" };
      await expect(ada.client.company.changeMyAddress(change)).rejects.toMatchObject(caught);
    }
    expect(line.sent).not.toContain("ChangeRosters");
    line.honest();
    await ada.client.company.changeMyAddress(change);
    expect(ada.client.account.address).toBe(change.address);
  });
});
