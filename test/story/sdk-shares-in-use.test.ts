/**
 * Shares as people use them: what cannot be done now moves nothing, and is told for what it is.
 *
 * Source: our own reasoning; PROTOCOL §4.11, §5.7.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client, RecipientInput } from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { closePeople } from "../support/person.ts";
import { accept, business, foundTrio, hire, login, type SharingTrio, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
let trio: SharingTrio;
const line = makeLine();
/** Ada's, on that line. */
let phone: Client;

beforeAll(async () => {
  house = await openHouse();
  trio = await foundTrio(house);
  phone = await trio.ada.onDevice("phone", { ...line.settings, clock: () => house.now(), patience: 0 });
});
afterEach(() => line.mend());
afterAll(async () => {
  await closePeople();
  await house.close();
});

/** Founds a share with items of these titles on Ada's phone, which Bob owns too. */
async function foundWithBob(name: string, ...titles: readonly string[]): Promise<string> {
  const recipients: RecipientInput[] = [{ user: userOf(trio.bob), permission: "OWNER" }];
  const { id } = await phone.shares.create({ name, recipients });
  for (const title of titles) await phone.shares.open(id).items().add(login(title));
  await accept(id, trio.bob);
  return id;
}

/** Has something happen when the phone sends its next operation of this name, before that is there. */
function before(operation: string, happens: () => Promise<unknown>): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (url, request) => {
    const { body } = request ?? {};
    if (typeof body !== "string" || JSON.parse(body).operationName !== operation) return fetch(url, request);
    globalThis.fetch = fetch;
    await happens();
    return fetch(url, request);
  };
}

describe("whoever takes items out of a share", () => {
  it("has to have the server: else nothing is moved, and nothing waits", async () => {
    const id = await foundWithBob("Cut", "Bank");
    const [item] = await phone.shares.open(id).items().list();
    line.cut();
    await expect(phone.shares.takeBack(id, [item?.id ?? ""])).rejects.toMatchObject({ code: "UNREACHABLE" });
    await expect(phone.shares.close(id)).rejects.toMatchObject({ code: "UNREACHABLE" });
    line.mend();
    expect(phone.queue.list()).toEqual([]);
    await phone.syncNow();
    expect(await titlesIn(phone, id)).toEqual(["Bank"]);
    await phone.shares.close(id);
    expect((await business(phone).list()).map(({ title }) => title)).toEqual(["Bank"]);
  });

  it("takes them as others have them by then", async () => {
    const id = await foundWithBob("Moving", "Wiki", "Shop");
    const items = trio.bob.client.shares.open(id).items();
    const [wiki] = await items.find("Wiki");
    before("Commit", () => items.edit(wiki?.id ?? "", { title: "Wiki of Bob" }));
    await phone.shares.close(id);
    expect((await business(phone).list()).map(({ title }) => title)).toEqual(["Bank", "Shop", "Wiki of Bob"]);
    expect(phone.queue.list()).toEqual([]);
  });

  it("leaves nothing waiting where another owner has ended it", async () => {
    const id = await foundWithBob("Ended", "Door");
    before("Commit", () => trio.bob.client.shares.close(id));
    await expect(phone.shares.close(id)).rejects.toMatchObject({ code: "ACCESS_LOST" });
    expect(phone.queue.list()).toEqual([]);
  });
});

describe("whoever changed something in a share without a line", () => {
  it("has it put together with what others wrote by a key that came meanwhile", async () => {
    const { bob, eve } = trio;
    const id = await foundWithBob("Keys", "Router");
    await phone.shares.add(id, [{ user: userOf(eve) }]);
    await bob.client.syncNow();
    const [router] = await phone.shares.open(id).items().find("Router");
    line.cut();
    await phone.syncNow().catch(() => {});
    await phone.shares
      .open(id)
      .items()
      .edit(router?.id ?? "", { notes: "in the cellar" });
    await bob.client.shares.remove(id, userOf(eve));
    await bob.client.shares
      .open(id)
      .items()
      .edit(router?.id ?? "", { title: "Router of Bob" });
    line.mend();
    await phone.syncNow();
    expect(phone.queue.list()).toEqual([]);
    await bob.client.syncNow();
    expect(await bob.client.shares.open(id).items().find("Router")).toMatchObject([
      { title: "Router of Bob", notes: "in the cellar" },
    ]);
  });
});

describe("whoever may share nothing any more", () => {
  it("is told that by founding a share, before they looked again", async () => {
    const { portal, bob, eve } = trio;
    const { id } = await bob.client.profile("PERSONAL").items().add(login("Own"));
    const target = { scope: "USER", id: userOf(bob) } as const;
    await portal.company.policies.set(target, { disableSharing: { value: true } });
    const founding = { name: "Late", scope: "PERSONAL", items: [id], recipients: [{ user: userOf(eve) }] } as const;
    await expect(bob.client.shares.create(founding)).rejects.toMatchObject({ code: "POLICY_DENIED" });
    expect(bob.client.evidence.list()).toEqual([]);
    await portal.company.policies.set(target, { disableSharing: null });
  });
});

describe("whoever looks at what is to be changed", () => {
  const known = async (id: string) =>
    (await phone.shares.toChange(id)).map((each) => `${each.title}: ${each.known.join(", ")}`);

  it("is told at once of whose time is over, and of who went from a group or the company", async () => {
    const { portal, bob, eve } = trio;
    const fay = await hire(house, portal, "Fay");
    const group = await portal.company.groups.create("Sales", [trio.ada, eve].map(userOf));
    await phone.syncNow();
    const expiresAt = new Date(house.now().getTime() + 60_000);
    const recipients = [{ group }, { user: userOf(bob), expiresAt }, { user: userOf(fay) }];
    const { id } = await phone.shares.create({ name: "Gone", recipients });
    await phone.shares.open(id).items().add(login("Mail"));
    expect(await known(id)).toEqual([]);
    await portal.company.groups.remove(group, userOf(eve));
    await phone.syncNow();
    expect(await known(id)).toEqual([`Mail: ${userOf(eve)}`]);
    await portal.company.remove(userOf(fay));
    await phone.syncNow();
    expect(await known(id)).toEqual([`Mail: ${userOf(fay)}, ${userOf(eve)}`]);
    const gone = { user: userOf(fay), left: true, active: false };
    const seen = [await phone.shares.get(id), await portal.company.shares.get(id)];
    for (const [place, { recipients }] of seen.entries())
      expect(recipients.find(({ user }) => user === userOf(fay))).toMatchObject({
        ...gone,
        name: place ? "Fay" : null,
      });
    house.advance(60_001);
    expect(await known(id)).toEqual([`Mail: ${userOf(fay)}, ${userOf(eve)}, ${userOf(bob)}`]);
    expect((await phone.shares.toChange(id))[0]?.since).toEqual(expiresAt);
    await phone.shares.open(id).items().add(login("Late"));
    expect((await phone.shares.toChange(id)).map(({ title, known: all }) => `${title} ${all.length}`)).toEqual([
      "Mail 3",
    ]);
  });

  it("is told until each secret is another, also of what is in the trash or was taken out", async () => {
    const { bob } = trio;
    const id = await foundWithBob("Exposed", "Mail", "Out", "Trashed", "Wifi");
    const items = phone.shares.open(id).items();
    const [mail, out, trashed, wifi] = await items.list();
    await phone.shares.remove(id, userOf(bob));
    await items.edit(mail?.id ?? "", { title: "Mail of us", favorite: true, fields: { username: "we" } });
    await items.edit(wifi?.id ?? "", { fields: { password: "another" } });
    await items.trash(trashed?.id ?? "");
    await phone.shares.takeBack(id, [out?.id ?? ""]);
    const all = await phone.shares.toChange(id);
    expect(all.map(({ title, trashedAt }) => `${title} ${trashedAt === null}`)).toEqual([
      "Mail of us true",
      "Out false",
      "Trashed false",
    ]);
    await items.edit(mail?.id ?? "", { fields: { password: "new" } });
    expect((await phone.shares.toChange(id)).map(({ title }) => title)).toEqual(["Out", "Trashed"]);
  });
});

describe("whoever's time in a share is over", () => {
  it("is shown nothing of it any more, before they look again too", async () => {
    const { bob } = trio;
    const expiresAt = new Date(house.now().getTime() + 60_000);
    const { id } = await phone.shares.create({ name: "Short", recipients: [{ user: userOf(bob), expiresAt }] });
    const item = await phone.shares.open(id).items().add(login("Safe"));
    await accept(id, bob);
    const opened = bob.client.shares.open(id);
    expect((await opened.items().get(item.id)).fields.password).toBe("hunter2");
    house.advance(60_001);
    const lost = expect.objectContaining({ code: "ACCESS_LOST" });
    expect(() => bob.client.shares.open(id)).toThrow(lost);
    await expect(opened.items().get(item.id)).rejects.toEqual(lost);
    await expect(opened.items().list()).rejects.toEqual(lost);
  });

  it("keeps nobody from writing, however many they are", async () => {
    const { ada, bob } = trio;
    const portal = await ada.onDevice("desk", { surface: "PORTAL", clock: () => house.now() });
    const expiresAt = new Date(house.now().getTime() + 60_000);
    const recipients: RecipientInput[] = [{ user: userOf(bob), permission: "EDITOR" }];
    for (let n = 0; n < 9; n++) recipients.push({ group: await portal.company.groups.create(`Shift ${n}`), expiresAt });
    await phone.syncNow();
    const { id } = await phone.shares.create({ name: "Rota", recipients });
    await accept(id, bob);
    house.advance(60_001);
    await bob.client.syncNow();
    await bob.client.shares.open(id).items().add(login("Gate"));
    expect(bob.client.status()).toMatchObject({ pending: 0, refused: 0 });
    await phone.syncNow();
    expect(await titlesIn(phone, id)).toEqual(["Gate"]);
    for (const title of ["Key", "Lamp"]) await bob.client.shares.open(id).items().add(login(title));
    await phone.syncNow();
    expect((await phone.shares.get(id)).recipients).toHaveLength(2);
  });
});
