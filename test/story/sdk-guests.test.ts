/** A share of Ada's company with guests: Bea, who has a company of her own, and Carl, who has no account before. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, type Settings } from "../../src/client/index.ts";
import { auditedEvent } from "../../src/crypto/policy-settings.ts";
import type { GraphqlAnswer } from "../support/caller.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { accept, business, login, passwordIn, titlesIn, userOf } from "../support/sharing.ts";

let house: TestHouse;
let ada: Person;
let portal: Client;
let alan: Person;
let bea: Person;
let share: string;
let carl: Person | undefined;
const carls = { address: `carl.${randomUUID()}@example.net`, name: "Carl Gauss" };
let dora: Person | undefined;
const doras = `dora.${randomUUID()}@example.net`;
const clock = () => house.now();

beforeAll(async () => {
  house = await openHouse();
  ada = await newPerson(house, { clock });
  portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const [invited] = await portal.company.invite([{ address: `alan.${randomUUID()}@example.org`, name: "Alan Turing" }]);
  if (!invited) throw new Error("nobody was invited");
  alan = await newPerson(house, { clock }, invited);
  bea = await newPerson(house, { clock });
  const hers = await bea.onDevice("portal", { surface: "PORTAL", clock });
  await hers.company.redeem(await tenantCodeIn(house.database));
  await hers.company.policies.set({ scope: "TENANT" }, { passwordAuditing: { value: auditedEvent.USED } });
  await ada.client.syncNow();
  const recipients = [{ user: userOf(alan), permission: "EDITOR" }] as const;
  ({ id: share } = await ada.client.shares.create({ name: "Bridge", recipients }));
  await ada.client.shares.open(share).items().add(login("Crane"));
  await accept(share, alan);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

async function reopen(settings: Settings): Promise<Client> {
  const client = await openClient(settings);
  if (client === null) throw new Error("nobody is signed in there");
  await client.unlock(bea.password);
  return client;
}

/** Bea as a guest who has the key, and Carl: each test may be the first. */
async function beaIn(): Promise<void> {
  if ((await bea.client.shares.list()).length > 0) return;
  const guest = { address: bea.address, name: "Bea Byron", permission: "EDITOR" } as const;
  await bea.client.shares.join((await ada.client.shares.invite(share, guest)).link);
  await sync(ada, bea);
}
async function carlIn(): Promise<Person> {
  if (carl) return carl;
  const { link } = await ada.client.shares.invite(share, carls);
  carl = await newPerson(house, { clock }, { address: carls.address });
  await carl.client.shares.join(link);
  await sync(ada, carl);
  return carl;
}

const connected = (client: Client) =>
  new Promise<void>((resolve) => client.on("connection", (connection) => connection === "LIVE" && resolve()));
/** Resolves once a device has an item of the share. */
const shownTo = (client: Client, title: string) =>
  new Promise<void>((resolve) => {
    const off = client.on("change", async ({ share: its }) => {
      if (its !== share || !(await titlesIn(client, share)).includes(title)) return;
      off();
      resolve();
    });
  });

const sync = async (...people: readonly Person[]) => {
  for (const { client } of people) await client.syncNow();
};

const shareDocument =
  "query ($share: Uuid!) { share(share: $share) { permission introduced { name address } guests { address } invitations { seq } } }";
const syncDocument = "{ sync(first: 100, known: []) { rosters { roster } vaults { vault } } }";

/** As a frontend would ask that has no SDK. */
async function ask(person: Person, query: string, variables: object = {}, visit?: string): Promise<GraphqlAnswer> {
  const { token } = await person.client.accessToken();
  const response = await fetch(`${house.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables, ...(visit && { extensions: { visit } }) }),
  });
  return (await response.json()) as GraphqlAnswer;
}

const codeOf = ({ errors }: GraphqlAnswer): string | undefined => errors?.[0]?.extensions.code;

describe("A guest", () => {
  it("is shown by the link who invites, joins, and waits for the key", async () => {
    const guest = { address: bea.address, name: "Bea Byron", permission: "EDITOR" } as const;
    expect(await ada.client.shares.plan({ act: "INVITE", share, guest })).toMatchObject({
      links: ["INVITE", "INTRODUCE"],
      wrapsFor: [],
    });
    const { link } = await ada.client.shares.invite(share, guest);
    expect(await ada.client.shares.invitations(share)).toMatchObject([{ address: bea.address, name: "Bea Byron" }]);
    expect(await bea.client.shares.openInvitation(link)).toMatchObject({
      share,
      permission: "EDITOR",
      fromName: "Ada Lovelace",
      fromAddress: ada.address,
    });
    expect(await bea.client.shares.join(link)).toMatchObject({
      id: share,
      name: null,
      permission: "EDITOR",
      key: "PENDING",
      visited: (await ada.client.company.view()).tenant,
    });
    expect(await ada.client.shares.invitations(share)).toEqual([]);
  });

  it("reads once a device of the company has handed the key over, and sees who is in it", async () => {
    await beaIn();
    await sync(ada, bea);
    expect(await bea.client.shares.list()).toMatchObject([
      { id: share, name: "Bridge", key: "HERE", members: 2, guests: 1 },
    ]);
    expect(await titlesIn(bea.client, share)).toEqual(["Crane"]);
    const { recipients } = await bea.client.shares.get(share);
    expect(recipients).toMatchObject([
      { name: "Ada Lovelace", address: ada.address, permission: "OWNER", guest: false },
      { name: "Alan Turing", guest: false },
      { name: "Bea Byron", address: bea.address, guest: true, you: true },
    ]);
    const theirs = await ada.client.shares.get(share);
    expect(theirs.recipients[2]).toMatchObject({ name: "Bea Byron", address: bea.address, guest: true, active: true });
  });

  it("has joined: by another invitation nobody joins twice, and there is nothing to accept", async () => {
    await beaIn();
    const { link } = await ada.client.shares.invite(share, { address: bea.address, name: "Bea again" });
    await expect(bea.client.shares.join(link)).rejects.toMatchObject({ code: "ALREADY_MEMBER" });
    await expect(bea.client.shares.accept(share)).rejects.toMatchObject({ code: "ALREADY_SO" });
    const [{ key } = { key: "" }] = await ada.client.shares.invitations(share);
    await ada.client.shares.voidInvitation(share, key);
  });

  it("finds no group that writes in it, and none becomes one that does", async () => {
    await beaIn();
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(alan)]);
    await ada.client.syncNow();
    const refused = { code: "EDITOR_GROUPS" };
    await expect(ada.client.shares.add(share, [{ group, permission: "EDITOR" }])).rejects.toMatchObject(refused);
    await ada.client.shares.add(share, [{ group }]);
    await expect(ada.client.shares.setPermission(share, group, "EDITOR")).rejects.toMatchObject(refused);
    await ada.client.shares.remove(share, group);
    const { id } = await ada.client.shares.create({ name: "Teams", recipients: [{ group, permission: "EDITOR" }] });
    const guest = { address: bea.address, name: "Bea Byron" };
    await expect(ada.client.shares.invite(id, guest)).rejects.toMatchObject(refused);
    await ada.client.shares.close(id);
    await sync(bea);
  });

  it("writes, and is written to", async () => {
    await beaIn();
    const [crane] = await bea.client.shares.open(share).items().list();
    await bea.client.shares
      .open(share)
      .items()
      .edit(crane?.id ?? "", { fields: { password: "by Bea" } });
    await bea.client.shares.open(share).items().add(login("Tower"));
    await sync(ada, alan);
    expect(await titlesIn(alan.client, share)).toEqual(["Crane", "Tower"]);
    expect(await passwordIn(ada.client, share, "Crane")).toBe("by Bea");
    const history = await bea.client.shares
      .open(share)
      .items()
      .history(crane?.id ?? "");
    expect(history.map(({ fields }) => fields.password)).toEqual(["by Bea", "hunter2"]);
    await ada.client.shares.open(share).items().add(login("Anchor"));
    await sync(bea);
    expect(await titlesIn(bea.client, share)).toEqual(["Anchor", "Crane", "Tower"]);
  });

  it("tells their own company's log nothing of what they look at there", async () => {
    await beaIn();
    const troubles: unknown[] = [];
    const stop = bea.client.on("trouble", (error) => troubles.push(error));
    const items = bea.client.shares.open(share).items();
    const [crane] = await items.find("Crane");
    await items.report("USED", crane?.id ?? "");
    stop();
    expect(troubles).toEqual([]);
  });

  it("moves an item of their own into it, and one back", async () => {
    await beaIn();
    const { id } = await business(bea.client).add(login("Pier"));
    const [there] = await bea.client.shares.addItems(share, [id]);
    expect((await business(bea.client).list()).map(({ title }) => title)).toEqual([]);
    await bea.client.shares.takeBack(share, [there ?? ""]);
    expect(await titlesIn(bea.client, share)).toEqual(["Anchor", "Crane", "Tower"]);
    expect((await business(bea.client).list()).map(({ title }) => title)).toEqual(["Pier"]);
  });

  it("makes no copy in it that follows an item of their own: a commit lies in one company", async () => {
    await beaIn();
    const source = await business(bea.client).add(login("Quay"));
    await expect(bea.client.copies.make(source, { share })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("has it on another device, which follows it live, and reads it without a line after a restart", async () => {
    await beaIn();
    const store = memoryStore();
    const other = await bea.onDevice("other", { clock, store });
    expect(await titlesIn(other, share)).toEqual(["Anchor", "Crane", "Tower"]);
    other.follow();
    const seen = new Promise((resolve) => {
      other.on("change", (change) => change.share === share && change.change === "ADDED" && resolve(change));
    });
    await ada.client.shares.open(share).items().add(login("Buoy"));
    expect(await seen).toMatchObject({ kind: "ITEM" });
    await other.close();
    const noLine = () => Promise.reject(new TypeError("no line"));
    const again = await reopen({ url: house.url, store, clock, patience: 0, fetch: noLine });
    expect(await titlesIn(again, share)).toEqual(["Anchor", "Buoy", "Crane", "Tower"]);
    await again.shares.open(share).items().add(login("Offline"));
    expect(again.status()).toMatchObject({ pending: 1 });
    await again.close();
    const there = await reopen({ url: house.url, store, clock });
    await there.syncNow();
    await there.close();
    await sync(ada);
    expect(await titlesIn(ada.client, share)).toContain("Offline");
  });

  it("follows it on after the server was too busy for it, for a page or for what shows the way to it", async () => {
    await beaIn();
    const line = makeLine();
    const other = await bea.onDevice("busy", { ...line.settings, clock, patience: 0, pollInterval: 1 });
    const live = connected(other);
    const follower = other.follow();
    await live;
    const comes = async (title: string, spoilt: Promise<void> = Promise.resolve()) => {
      const shown = shownTo(other, title);
      await ada.client.shares.open(share).items().add(login(title));
      await Promise.all([spoilt, shown]);
    };
    for (const code of ["RATE_LIMITED", "UNAVAILABLE"]) await comes(`After ${code}`, line.spoilVisit(code));
    // Whether they are a guest no longer is asked, and not answered.
    line.failAnswers("Sync", 1, false, "RATE_LIMITED");
    await comes("Mole", line.spoilVisit("NOT_FOUND"));
    // What led from one head to the next was lost, and is asked for.
    const lost = line.spoilVisit(null);
    await ada.client.shares.open(share).items().add(login("Lock"));
    await lost;
    line.failAnswers("Sync", 1, false, "UNAVAILABLE");
    await comes("Lamp");
    expect(await titlesIn(other, share)).toContain("Lock");
    expect(other.evidence.list()).toEqual([]);
    await follower.stop();
    await other.close();
  });

  it("without an account before makes one, and joins by the link that was made before it", async () => {
    const { client } = await carlIn();
    expect(await titlesIn(client, share)).toContain("Crane");
    const items = client.shares.open(share).items();
    await expect(items.add(login("Mine"))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("with new keys is out until an owner has typed the six words of those", async () => {
    await beaIn();
    const carl = await carlIn();
    await carl.client.rotateAccount({ currentPassword: carl.password, newPassword: "another good password" });
    await sync(carl, bea);
    await bea.client.shares.open(share).items().add(login("Waits"));
    expect(bea.client.status()).toMatchObject({ pending: 1, refused: 0 });
    await sync(ada, bea);
    expect(bea.client.status()).toMatchObject({ pending: 0, refused: 0 });
    expect(await carl.client.shares.list()).toMatchObject([{ id: share, key: "UNVERIFIED", permission: null }]);
    const { recipients } = await ada.client.shares.get(share);
    expect(recipients.at(-1)).toMatchObject({ name: "Carl Gauss", guest: true, unverified: true, active: false });
    await ada.client.shares.open(share).items().add(login("Secret"));
    await sync(carl);
    expect(await titlesIn(carl.client, share)).not.toContain("Secret");
    const verify = (words: readonly string[]) => ada.client.shares.verifyGuest(share, userOf(carl), words.join(" "));
    await expect(verify(bea.client.shares.ownWords())).rejects.toMatchObject({ code: "WORDS_DIFFER" });
    await verify(carl.client.shares.ownWords());
    await sync(ada, carl);
    expect(await carl.client.shares.list()).toMatchObject([{ key: "HERE", permission: "READER" }]);
    expect(await titlesIn(carl.client, share)).toContain("Secret");
  });

  it("sees one share by plain GraphQL, where a request says that it visits, and nothing else of the company", async () => {
    await beaIn();
    const seen = await ask(bea, shareDocument, { share }, share);
    expect(seen.data?.share).toMatchObject({
      permission: "EDITOR",
      introduced: expect.arrayContaining([expect.objectContaining({ name: "Ada Lovelace", address: ada.address })]),
      guests: expect.arrayContaining([expect.objectContaining({ address: bea.address })]),
      invitations: [],
    });
    expect((await ask(bea, shareDocument, { share })).data).toEqual({ share: null });
    expect((await ask(bea, "{ visits { share permission status } }")).data).toEqual({
      visits: [{ share, permission: "EDITOR", status: "ACTIVE" }],
    });
    const page = await ask(bea, syncDocument, {}, share);
    expect(page.data?.sync).toMatchObject({ rosters: [{ roster: share }], vaults: [{ vault: share }] });
    for (const document of ["{ viewer { user } }", "{ companyShares { edges { cursor } } }", "{ visits { share } }"]) {
      expect(codeOf(await ask(bea, document, {}, share))).toBe("FORBIDDEN");
    }
    const { id: another } = await ada.client.shares.create({ name: "Another" });
    for (const [who, where] of [
      [bea, another],
      [ada, share],
      [alan, share],
      [bea, randomUUID()],
    ] as const) {
      expect(codeOf(await ask(who, shareDocument, { share: where }, where))).toBe("NOT_FOUND");
    }
    expect((await ask(bea, shareDocument, { share: another }, share)).data).toEqual({ share: null });
  });

  it("whose time is over is taken out by whoever writes next, though the account of another is no more", async () => {
    await beaIn();
    const { link } = await ada.client.shares.invite(share, { address: doras, name: "Dora Noether" });
    dora = await newPerson(house, { clock }, { address: doras });
    // Who follows while they join follows the share from then on: what pins it comes before the server knows of a guest.
    const devices = [dora.client, await dora.onDevice("other", { clock })];
    const live = devices.map(connected);
    const followers = devices.map((device) => device.follow());
    await Promise.all(live);
    await dora.client.shares.join(link);
    await sync(ada);
    for (const device of devices) await device.syncNow();
    const pumps = devices.map((device) => shownTo(device, "Pump"));
    await ada.client.shares.open(share).items().add(login("Pump"));
    await Promise.all(pumps);
    for (const follower of followers) await follower.stop();
    await ada.client.shares.setExpiry(share, userOf(dora), new Date(house.now().getTime() + 60_000));
    await sync(alan);
    const { epoch, guests } = await alan.client.shares.get(share);
    house.advance(60_001);
    const line = makeLine();
    line.tamper("ShareGuests", (answer: Answer) => {
      for (const guest of answer.share.guests) if (guest.user === userOf(bea)) guest.status = "GONE";
    });
    const phone = await alan.onDevice("phone", { ...line.settings, clock });
    await phone.shares.open(share).items().add(login("Later"));
    await phone.close();
    await sync(alan, bea, dora);
    expect(await alan.client.shares.get(share)).toMatchObject({ epoch: epoch + 1, guests: guests - 1 });
    expect(await titlesIn(bea.client, share)).toContain("Later");
    expect(await dora.client.shares.list()).toEqual([]);
  });

  it("writes under no key that is due: what they wrote waits, and nothing else of theirs does", async () => {
    await beaIn();
    await ada.client.shares.invite(share, { address: `late.${randomUUID()}@example.net`, name: "Late", days: 1 });
    await portal.company.remove(userOf(alan));
    house.advance(86_400_000);
    await bea.client.shares.open(share).items().add(login("Sluice"));
    await business(bea.client).add(login("Own"));
    expect(bea.client.status()).toMatchObject({ pending: 1, refused: 0 });
    await sync(ada, bea);
    expect(bea.client.status()).toMatchObject({ pending: 0, refused: 0 });
    await sync(ada);
    expect(await titlesIn(ada.client, share)).toContain("Sluice");
  });

  it("is shown nobody in it whom the company has put out: an owner's device takes them out, and makes void what ran out", async () => {
    expect(await ada.client.shares.invitations(share)).toEqual([]);
    await sync(bea);
    const { recipients } = await bea.client.shares.get(share);
    expect(recipients.map(({ name }) => name).sort()).toEqual(["Ada Lovelace", "Bea Byron", carls.name]);
  });

  it("who was taken out has nothing of it any more, on an open line at once, nor by another invitation", async () => {
    const carl = await carlIn();
    const happens = (wanted: string) =>
      new Promise((resolve) => {
        carl.client.on("change", ({ share: its, change }) => its === share && change === wanted && resolve(change));
      });
    const [added, purged] = [happens("ADDED"), happens("PURGED")];
    const follower = carl.client.follow();
    await ada.client.shares.open(share).items().add(login("Last"));
    await added;
    const { link } = await ada.client.shares.invite(share, carls);
    await ada.client.shares.invite(share, { address: doras, name: "Dora Noether" });
    const { links } = await ada.client.shares.plan({ act: "REMOVE", share, recipient: userOf(carl) });
    expect(links.slice(0, 2)).toEqual(["VOID", "REMOVE"]);
    await ada.client.shares.remove(share, userOf(carl));
    await purged;
    const [left, none] = await ada.client.shares.invitations(share);
    expect([left?.address, none]).toEqual([doras, undefined]);
    await ada.client.shares.voidInvitation(share, left?.key ?? "");
    const gone = { code: "INVITATION_REFUSED", details: { reason: "GONE" } };
    await expect(carl.client.shares.join(link)).rejects.toMatchObject(gone);
    await follower.stop();
    expect(await carl.client.shares.list()).toEqual([]);
    expect(() => carl.client.shares.open(share)).toThrow(expect.objectContaining({ code: "ACCESS_LOST" }));
  });

  it("leaves, and has nothing of it any more, on no device", async () => {
    await beaIn();
    const line = makeLine();
    const other = await bea.onDevice("other", { ...line.settings, clock });
    const { link } = await ada.client.shares.invite(share, { address: bea.address, name: "Bea Byron" });
    let shown: Answer;
    line.tamper("OpenShareInvitation", (answer: Answer) => {
      shown = structuredClone(answer);
    });
    await other.shares.openInvitation(link);
    const [{ key } = { key: "" }] = await ada.client.shares.invitations(share);
    await ada.client.shares.voidInvitation(share, key);
    await other.syncNow();
    await bea.client.shares.leave(share);
    expect(await bea.client.shares.list()).toEqual([]);
    await other.syncNow();
    expect(await other.shares.list()).toEqual([]);
    // Nor does anybody lead them back to what the share was before they last saw it.
    line.answer("OpenShareInvitation", { data: shown });
    await expect(other.shares.join(link)).rejects.toMatchObject({ code: "INVITATION_UNFIT" });
    await sync(ada, ada);
    expect(await ada.client.shares.list()).toMatchObject([{ name: "Another" }, { guests: 0, due: true }]);
    await ada.client.shares.open(share).items().add(login("Afterwards"));
    expect(await ada.client.shares.list()).toMatchObject([{ name: "Another" }, { due: false }]);
  });

  it("who was taken out once is put in as a member of the company, once they have come to it", async () => {
    if (!dora) throw new Error("Dora was no guest");
    const [invited] = await portal.company.invite([{ address: doras, name: "Dora Noether" }]);
    await dora.client.company.join(invited?.link ?? "");
    await portal.syncNow();
    await sync(ada);
    await ada.client.shares.add(share, [{ user: userOf(dora) }]);
    await accept(share, dora);
    await sync(ada, dora);
    expect(await titlesIn(dora.client, share)).toContain("Afterwards");
  });
});

it("Nobody was caught at anything", () => {
  for (const { client } of [ada, alan, bea, ...(carl ? [carl] : []), ...(dora ? [dora] : [])])
    expect(client.evidence.list()).toEqual([]);
});
