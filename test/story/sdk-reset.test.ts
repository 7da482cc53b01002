/** What nobody can bring to a restored server any more, and how its user goes on without (PROTOCOL §5.8). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, type Store } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { beginRestoredIn, endRestoredIn, showRestoredIn } from "../support/operator.ts";
import { closePeople, type Person } from "../support/person.ts";
import { copyOf, dyingStore, itemsOf, login, shown, twoDevices } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const personal = (client: Client) => client.status().vaults.find((each) => each.class === "PERSONAL");
const standing = (client: Client) => {
  const { revision, restoring, frozen } = personal(client) ?? {};
  return { revision, restoring, frozen };
};
const leavesOf = async (client: Client) => (await itemsOf(client).list()).map(({ id, leaf }) => [id, leaf]);

/** A laptop wrote three times after the copy; a phone saw nothing of it. The server is back at revision 3. */
async function robbed(store: Store = memoryStore(), prepare: (ada: Person) => Promise<unknown> = async () => {}) {
  const devices = await twoDevices(house, { store });
  const { ada, laptop, phone, item } = devices;
  await prepare(ada);
  const kept = await itemsOf(laptop).add(login("Kept"));
  const folder = await laptop.profile("PERSONAL").folders().add({ name: "Money" });
  await phone.syncNow();
  const restore = await house.backUp();
  const lost = await laptop.profile("PERSONAL").folders().add({ name: "Lost folder" });
  await itemsOf(laptop).edit(item.id, { title: "My bank" });
  const added = await itemsOf(laptop).add({ ...login("Added"), folder: lost.id });
  await itemsOf(laptop).move(kept.id, { folder: folder.id });
  const restored = async () => {
    await restore();
    await beginRestoredIn(house.database);
    await house.start();
  };
  return { ...devices, kept, lost, added, restored };
}

/** The same with a tablet, which has all that the laptop has. */
async function robbedThree(store?: Store) {
  let tablet: Client | undefined;
  const all = await robbed(store, async (ada) => {
    tablet = await ada.onDevice("tablet");
  });
  await tablet?.syncNow();
  return { ...all, tablet: tablet as Client };
}

/** The laptop says what it holds, and is gone before it brought it. */
async function offerAlone({ laptop, line }: Awaited<ReturnType<typeof robbed>>): Promise<void> {
  line.cutAfter("UploadVault", 0);
  await expect(laptop.syncNow()).rejects.toMatchObject({ code: "UNREACHABLE" });
}

describe("what no device can bring to a restored server", () => {
  it("is abandoned by a device that says so: the others take that, keep what they held beside it, and show it", async () => {
    const all = await robbed();
    const { laptop, phone, line, item, lost } = all;
    await all.restored();
    await phone.syncNow();
    await expect(phone.resetVault("PERSONAL")).rejects.toMatchObject({ code: "NOTHING_TO_RESET" });
    const before = await phone.previewReset("PERSONAL");
    await offerAlone(all);
    // More is lost by now than a person could have said yes to.
    await expect(phone.resetVault("PERSONAL", before)).rejects.toMatchObject({ code: "BUSY" });

    const preview = await phone.previewReset("PERSONAL");
    expect(preview).toMatchObject({
      class: "PERSONAL",
      restoring: true,
      revision: 3,
      held: 3,
      lost: [{ revision: 7, device: laptop.account.device, offeredAt: expect.any(Date), own: false }],
    });
    await expect(itemsOf(phone).add(login("Too early"))).resolves.toMatchObject({ state: "OFFLINE" });
    const told = nextEvent(phone, "reset");
    await phone.resetVault("PERSONAL", preview);
    expect(await told).toMatchObject({ class: "PERSONAL", abandoned: [7], held: false, kept: 0 });
    expect(standing(phone)).toEqual({ revision: 4, restoring: false, frozen: false });
    await phone.syncNow();
    expect((await itemsOf(phone).add(login("Goes on"))).state).toBe("SYNCED");

    line.mend();
    const heard = nextEvent(laptop, "reset");
    await laptop.syncNow();
    expect(await heard).toMatchObject({ abandoned: [7], held: true, kept: 2 });
    expect(
      laptop.evidence.list().map(({ kind, known, shown: { head } }) => [kind, known.head?.revision, head?.revision]),
    ).toEqual([["RESET", 7, 6]]);
    expect(laptop.status().evidence).toBe(0);
    const titles = ["Added", "Bank", "Goes on", "Kept", "My bank", "Too early"].map((title) => `${title}: SYNCED`);
    expect(await shown(laptop)).toEqual(titles);
    await phone.syncNow();
    expect(await shown(phone)).toEqual(titles);
    expect(await leavesOf(phone)).toEqual(await leavesOf(laptop));

    const items = await itemsOf(phone).list();
    const folders = await phone.profile("PERSONAL").folders().list();
    const again = folders.find(({ name }) => name === "Lost folder");
    expect(again?.id).not.toBe(lost.id);
    expect(items.find(({ title }) => title === "Added")?.folder).toBe(again?.id);
    expect(items.find(({ title }) => title === "My bank")?.conflictOf).toBe(item.id);
    for (const client of [laptop, phone]) expect(personal(client)?.abandoned).toEqual([7]);
    const another = await all.ada.onDevice("another");
    expect(await leavesOf(another)).toEqual(await leavesOf(laptop));
    expect(await showRestoredIn(house.database)).toMatchObject({ behind: [] });
  });

  it("is abandoned by the device that was caught in between, after the operator had ended the state", async () => {
    const all = await robbed();
    const { laptop, phone } = all;
    await all.restored();
    await endRestoredIn(house.database);
    // Up to the very revision that the laptop holds.
    for (const title of ["One", "Two", "Three", "Four"]) await itemsOf(phone).add(login(title));
    expect([standing(phone).revision, standing(laptop).revision]).toEqual([7, 7]);
    await itemsOf(phone).add(login("Five"));
    await laptop.syncNow();
    expect(standing(laptop)).toMatchObject({ revision: 7, frozen: true });
    expect(await laptop.previewReset("PERSONAL")).toMatchObject({
      restoring: false,
      revision: 8,
      held: 7,
      lost: [{ revision: 7, device: null, own: true }],
    });
    await laptop.resetVault("PERSONAL");
    expect(standing(laptop)).toEqual({ revision: 9, restoring: false, frozen: false });
    await laptop.syncNow();
    await phone.syncNow();
    expect(await leavesOf(phone)).toEqual(await leavesOf(laptop));
    expect(await shown(phone)).toEqual(
      ["Added", "Bank", "Five", "Four", "Kept", "My bank", "One", "Three", "Two"].map((title) => `${title}: SYNCED`),
    );
    expect(phone.evidence.list()).toEqual([]);
  });

  it("thaws a device that was frozen for it, which reads everything anew wherever its cursor stood", async () => {
    const { laptop, phone, tablet, line, restored } = await robbedThree();
    line.cut();
    await restored();
    await endRestoredIn(house.database);
    await itemsOf(phone).add(login("Phone"));
    await tablet.syncNow();
    expect(standing(tablet)).toMatchObject({ revision: 7, frozen: true });
    await tablet.resetVault("PERSONAL");
    await tablet.syncNow();
    line.mend();
    await laptop.syncNow();
    await phone.syncNow();
    await laptop.syncNow();
    await tablet.syncNow();
    for (const client of [laptop, phone, tablet]) {
      expect(await shown(client)).toEqual(
        ["Added", "Bank", "Kept", "My bank", "Phone"].map((title) => `${title}: SYNCED`),
      );
      expect(client.status()).toMatchObject({ pending: 0, refused: 0 });
    }
    expect(await leavesOf(phone)).toEqual(await leavesOf(laptop));
    expect(await leavesOf(tablet)).toEqual(await leavesOf(laptop));
  });

  it("may be of the account vault, which says what all devices had seen", async () => {
    const { laptop, phone, tablet, restored } = await robbedThree();
    // It notes how far it has seen, in the account vault and of the personal one, on its way out.
    await tablet.signOut();
    await laptop.syncNow();
    await restored();
    await endRestoredIn(house.database);
    await itemsOf(phone).add(login("Phone"));
    await laptop.syncNow();
    const frozen = () => laptop.status().vaults.flatMap((each) => (each.frozen ? [each.class] : []));
    expect(frozen().sort()).toEqual(["ACCOUNT", "PERSONAL"]);
    for (const kind of ["ACCOUNT", "PERSONAL"] as const) await laptop.resetVault(kind);
    expect(frozen()).toEqual([]);
    await laptop.syncNow();
    await phone.syncNow();
    expect(await shown(phone)).toEqual(
      ["Added", "Bank", "Kept", "My bank", "Phone"].map((title) => `${title}: SYNCED`),
    );
    expect(await leavesOf(phone)).toEqual(await leavesOf(laptop));
    expect([...phone.evidence.list()]).toEqual([]);
    expect(
      laptop.evidence
        .list()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["RESET", "RESET", "VAULT", "VAULT"]);
  });

  it("leaves changes that wait to be put together with the new head, each once", async () => {
    const all = await robbed();
    const { laptop, phone, line, item, added, kept } = all;
    line.cut();
    await itemsOf(laptop).edit(item.id, { notes: "written on the train" });
    await itemsOf(laptop).edit(added.id, { title: "Added, and edited" });
    await itemsOf(laptop).trash(kept.id);
    await all.restored();
    line.mend();
    await offerAlone(all);
    await phone.resetVault("PERSONAL");
    line.mend();
    await laptop.syncNow();
    await laptop.syncNow();
    await phone.syncNow();
    expect(await shown(phone)).toEqual(await shown(laptop));
    expect(await shown(laptop)).toEqual(["Added, and edited: SYNCED", "Bank: SYNCED"]);
    expect(await itemsOf(phone).get(item.id)).toMatchObject({ notes: "written on the train" });
    expect(laptop.status()).toMatchObject({ pending: 0, refused: 0 });
  });

  it("is lost at no write to the store at which the device may die", async () => {
    const store = memoryStore();
    const { ada, laptop, phone, tablet, restored } = await robbedThree(store);
    await laptop.close();
    await restored();
    await endRestoredIn(house.database);
    await itemsOf(phone).add(login("Phone"));
    await tablet.syncNow();
    await tablet.resetVault("PERSONAL");
    // What the tablet keeps of it waits there.
    await tablet.close();
    const opened = async (inner: Store) => {
      const line = makeLine();
      const client = (await openClient({ url: house.url, store: inner, patience: 0, ...line.settings })) as Client;
      await client.unlock(ada.password);
      return { client, line };
    };
    const all = ["Added", "Bank", "Kept", "My bank", "Phone"];
    const found = new Set<string>();
    const stores: Store[] = [];
    for (let steps = 0; steps < 8; steps++) {
      const inner = await copyOf(store);
      stores.push(inner);
      const dying = await opened(dyingStore(inner, steps)).catch(() => null);
      // Nothing of it is sent: what is kept has to be kept here.
      dying?.line.cutAfter("Commit", 0);
      await dying?.client.syncNow().catch(() => {});
      const { client } = await opened(inner);
      const { pending } = client.status();
      found.add(`${standing(client).revision === 7 ? "the old head" : "the new head"}, ${pending} waiting`);
      await client.close();
    }
    expect([...found].sort()).toEqual([
      "the new head, 3 waiting",
      "the old head, 0 waiting",
      "the old head, 3 waiting",
    ]);
    for (const inner of stores) {
      const { client } = await opened(inner);
      await client.syncNow();
      await client.syncNow();
      expect(await shown(client)).toEqual(all.map((title) => `${title}: SYNCED`));
      await client.close();
    }
    await phone.syncNow();
    expect(await shown(phone)).toEqual(all.map((title) => `${title}: SYNCED`));
  });

  describe("and a server that lies about it", () => {
    /** A laptop that holds revision 7, and a server whose phone has abandoned just that. */
    async function reset() {
      const all = await robbed();
      await all.restored();
      await offerAlone(all);
      await all.phone.resetVault("PERSONAL");
      all.line.mend();
      return all;
    }
    /** Nothing where the cursor is refused. */
    const vaultIn = (data: Answer) => data?.sync.vaults.find((each: Answer) => each.class === "PERSONAL");
    const broken = (text: string) => `${text.slice(0, 9)}${text[9] === "A" ? "B" : "A"}${text.slice(10)}`;

    it("is believed no manifest that was not signed", async () => {
      const { laptop, phone, line } = await reset();
      line.tamper("Sync", (data) => {
        const vault = vaultIn(data);
        if (vault?.head) vault.head.signature = broken(vault.head.signature);
      });
      await laptop.syncNow();
      expect(standing(laptop)).toMatchObject({ revision: 7, frozen: true });
      expect(laptop.evidence.list().map(({ kind }) => kind)).toEqual(["VAULT"]);
      expect(await shown(laptop)).toContain("My bank: SYNCED");
      line.honest();
      await itemsOf(phone).add(login("Goes on"));
      await laptop.syncNow();
      expect(standing(laptop)).toMatchObject({ frozen: false });
      expect(personal(laptop)?.abandoned).toEqual([7]);
    });

    it("cannot show one manifest and have another taken", async () => {
      const all = await robbed();
      const { laptop, line, phone } = all;
      await all.restored();
      let before: Answer = null;
      line.tamper("Sync", (data) => {
        before = structuredClone(vaultIn(data));
      });
      await offerAlone(all);
      expect(before).toMatchObject({ revision: 3, restoring: true });
      expect(before.records).toHaveLength(3);
      await phone.resetVault("PERSONAL");
      line.mend();
      let seen = 0;
      line.tamper("Sync", (data) => {
        const vault = vaultIn(data);
        // First the truth; when the vault is asked for afresh, the one before, in which nothing is abandoned.
        if (vault && seen++ > 0) Object.assign(vault, before);
      });
      await laptop.syncNow();
      expect(seen).toBeGreaterThan(1);
      expect(standing(laptop)).toMatchObject({ revision: 7, frozen: true });
      expect(laptop.evidence.list().map(({ check }) => check)).toEqual(["WENT_BACK"]);
      expect(await shown(laptop)).toContain("Added: SYNCED");
    });

    it("cannot take a roster back with it", async () => {
      const all = await robbed();
      const { laptop, phone, line } = all;
      await laptop.rotate("PERSONAL");
      await all.restored();
      await offerAlone(all);
      // The phone knows nothing of the new key epoch, and abandons the head that stands under it.
      await phone.resetVault("PERSONAL");
      line.mend();
      line.cutAfter("UploadVault", 0);
      await laptop.syncNow().catch(() => {});
      expect(standing(laptop)).toMatchObject({ frozen: true });
      expect(laptop.evidence.list().map(({ check }) => check)).toEqual(["WENT_BACK"]);
      expect(await shown(laptop)).toContain("My bank: SYNCED");
    });

    it("cannot leave out records under it", async () => {
      const { laptop, line } = await reset();
      line.tamper("Sync", (data) => {
        const vault = vaultIn(data);
        if (vault) vault.records = vault.records.slice(1);
      });
      await laptop.syncNow();
      expect(standing(laptop)).toMatchObject({ revision: 7, frozen: true });
      expect(laptop.status()).toMatchObject({ pending: 0, evidence: 1 });
    });

    it("is caught by a device whose head nobody abandoned", async () => {
      const { laptop, phone, tablet, line, restored } = await robbedThree();
      await itemsOf(laptop).add(login("The tablet does not know this"));
      line.cut();
      await restored();
      await endRestoredIn(house.database);
      await tablet.syncNow();
      await tablet.resetVault("PERSONAL");
      line.mend();
      await laptop.syncNow();
      expect(standing(laptop)).toMatchObject({ revision: 8, frozen: true });
      expect(await shown(laptop)).toContain("The tablet does not know this: SYNCED");
      // Its user abandons that one too.
      await laptop.resetVault("PERSONAL");
      await laptop.syncNow();
      await phone.syncNow();
      expect(await shown(phone)).toContain("The tablet does not know this: SYNCED");
      expect(personal(phone)?.abandoned).toEqual([7, 8]);
      expect(phone.evidence.list()).toEqual([]);
    });
  });
});
