/**
 * What leaves a device, whatever the server says: sizes that tell little, nonces that never come again, loops that end.
 *
 * Source: our own reasoning; sizes after PROTOCOL §2.3.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../../support/house.ts";
import type { Answer, Line } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { itemsOf, login } from "../../support/two-devices.ts";
import { makeScene } from "./attack.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

/** Every envelope of a body or key in what was sent. */
function envelopesIn({ bodies }: Line): { body: Buffer; key: Buffer }[] {
  const found: { body: Buffer; key: Buffer }[] = [];
  const walk = (value: Answer): void => {
    if (typeof value !== "object" || value === null) return;
    if (typeof value.body === "string" && typeof value.key === "string")
      found.push({ body: Buffer.from(value.body, "base64url"), key: Buffer.from(value.key, "base64url") });
    Object.values(value).forEach(walk);
  };
  for (const body of bodies) walk(JSON.parse(body));
  return found;
}

describe("what a device sends", () => {
  it("is sealed anew each time: no nonce, key or body comes twice, also of the same content", async () => {
    const { phone, line } = await makeScene(house);
    for (let n = 0; n < 20; n++) await itemsOf(phone).add(login("the same"));
    const [item] = await itemsOf(phone).list();
    for (let n = 0; n < 5; n++) await itemsOf(phone).edit(item?.id as string, { notes: n % 2 ? "one" : "two" });
    const envelopes = envelopesIn(line);
    expect(envelopes.length).toBeGreaterThanOrEqual(25);
    const parts = envelopes.flatMap(({ body, key }) => [body, key]);
    const nonces = parts.map((envelope) => envelope.subarray(1, 57).toString("hex"));
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it("tells of a text's length its bucket and no more", async () => {
    const { phone, line } = await makeScene(house);
    for (let length = 0; length < 64; length++) await itemsOf(phone).add({ ...login("x"), notes: "n".repeat(length) });
    const sizes = new Set(envelopesIn(line).map(({ body }) => body.length));
    expect(sizes.size).toBeLessThanOrEqual(2);
    expect(new Set(envelopesIn(line).map(({ key }) => key.length)).size).toBe(1);
  });

  it("ends where a server says for ever that others were faster", async () => {
    const { phone, laptop, line } = await makeScene(house);
    await itemsOf(laptop).add(login("faster"));
    let stale: Answer = null;
    line.tamper("Commit", (data) => {
      stale ??= structuredClone(data);
      Object.assign(data, structuredClone(stale));
    });
    // It waits here, as behind a server that does not answer at all.
    expect((await itemsOf(phone).add(login("slow"))).state).toBe("OFFLINE");
    expect(line.sent.length).toBeLessThan(60);
    // The server had stored it all the while; under the same mutation id it takes no other bytes, and says so.
    line.honest();
    await phone.syncNow();
    const slow = async () => (await itemsOf(phone).list()).filter(({ title }) => title === "slow");
    expect(await slow()).toMatchObject([{ state: "REFUSED" }]);
    await phone.queue.retry();
    expect(await slow()).toMatchObject([{ state: "SYNCED" }]);
  });

  it("ends where a server says for ever that there is another page", async () => {
    const { phone, laptop, line } = await makeScene(house);
    await itemsOf(laptop).add(login("new"));
    let pages = 0;
    line.tamper("Sync", ({ sync }) => {
      pages++;
      sync.hasMore = pages < 200;
    });
    await phone.syncNow();
    expect(pages).toBeLessThanOrEqual(201);
  });

  it("is nothing at all of a vault that is frozen, whoever asks", async () => {
    const { phone, laptop, line } = await makeScene(house);
    await itemsOf(laptop).add(login("new"));
    line.tamper("Sync", ({ sync }) => {
      for (const vault of sync.vaults) vault.records.pop();
    });
    await phone.syncNow();
    const before = line.sent.length;
    const items = itemsOf(phone);
    const [item] = await items.list();
    const id = item?.id as string;
    for (const attempt of [
      () => items.add(login("a")),
      () => items.edit(id, { title: "b" }),
      () => items.trash(id),
      () => phone.rotate("PERSONAL"),
      () => phone.profile("PERSONAL").folders().add({ name: "c" }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    expect(line.sent.slice(before).filter((operation) => operation === "Commit")).toEqual([]);
  });
});
