import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, signIn } from "../../src/client/index.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, type Line, makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });

/** A person whose phone has two items of each profile, and a line to it that the test has in hand. */
async function withPhone(): Promise<{ ada: Person; phone: Client; line: Line; ids: string[] }> {
  const ada = await newPerson(house);
  const items = await ada.client
    .profile("PERSONAL")
    .items()
    .addMany([login("one"), login("two")]);
  await ada.client
    .profile("BUSINESS")
    .items()
    .addMany([login("three"), login("four")]);
  const line = makeLine();
  const phone = await ada.onDevice("phone", line.settings);
  return { ada, phone, line, ids: items.map(({ id }) => id) };
}

const vaultIn = (page: Answer, client: Client, kind: "PERSONAL" | "BUSINESS") => {
  const { vault } = client.profile(kind);
  return page.vaults.find((each: Answer) => each.vault === vault);
};

const flipped = (text: string): string => text.slice(0, 30) + (text[30] === "A" ? "B" : "A") + text.slice(31);

const lies: [string, string, (vault: Answer, ids: string[]) => void][] = [
  ["leaves a record out", "WRONG_COUNT", (vault) => vault.records.pop()],
  ["drops a record", "WRONG_COUNT", (vault, [id]) => vault.records.push({ ...purged, record: id, revision: 99 })],
  [
    "changes a body",
    "WRONG_ROOT",
    (vault) => Object.assign(vault.records[0], { body: flipped(vault.records[0].body) }),
  ],
  ["moves a record", "WRONG_ROOT", (vault) => Object.assign(vault.records[0], { folder: vault.vault })],
  [
    "changes the manifest",
    "BAD_SIGNATURE",
    (vault) => Object.assign(vault.head, { signature: flipped(vault.head.signature) }),
  ],
  ["hides the manifest", "WENT_BACK", (vault) => Object.assign(vault, { head: null, revision: 0 })],
  ["shows an older head", "WENT_BACK", (vault) => Object.assign(vault, { revision: vault.revision - 2 })],
];
const purged = {
  purged: true,
  class: null,
  version: null,
  trashedAt: null,
  folder: null,
  schema: null,
  epoch: null,
  body: null,
  key: null,
  previousLeaf: null,
};

describe("a server that lies about one vault", () => {
  it.each(lies)(
    "is caught when it %s: that vault is frozen, with evidence, and the rest goes on",
    async (_, check, lie) => {
      const { ada, phone, line, ids } = await withPhone();
      await ada.client.profile("PERSONAL").items().add(login("five"));
      await ada.client.profile("BUSINESS").items().add(login("six"));
      line.tamper("Sync", ({ sync }) => lie(vaultIn(sync, phone, "PERSONAL"), ids));
      const told = nextEvent(phone, "caught");

      await phone.syncNow();

      expect(await told).toMatchObject({ kind: "VAULT", check, vault: phone.profile("PERSONAL").vault });
      expect((await phone.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["one", "two"]);
      expect((await phone.profile("BUSINESS").items().list()).map(({ title }) => title)).toEqual([
        "four",
        "six",
        "three",
      ]);
      await expect(phone.profile("PERSONAL").items().add(login("seven"))).rejects.toMatchObject({
        code: "VAULT_FROZEN",
      });
      await phone.profile("BUSINESS").items().add(login("eight"));

      const [evidence] = phone.evidence.list();
      const exported = phone.evidence.export(evidence?.id);
      expect(exported).toMatchObject({ format: "sealgraph-evidence", user: phone.account.user, server: house.url });
      expect(exported.evidence[0]?.known.head?.manifest).toMatch(/^[\w-]+$/);
      const text = JSON.stringify(exported);
      // In its quotes: three letters stand somewhere in what is long enough and sealed.
      for (const secret of ['"one"', "hunter2", ada.password, ada.kit.secretKey]) expect(text).not.toContain(secret);

      line.honest();
      await phone.evidence.thaw(phone.profile("PERSONAL").vault);
      expect((await phone.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual([
        "five",
        "one",
        "two",
      ]);
      await phone.profile("PERSONAL").items().add(login("seven"));
      expect(phone.evidence.list()).toHaveLength(1);
    },
  );

  it("is caught when it hides how a head descends from the one that is known", async () => {
    const { ada, phone, line } = await withPhone();
    for (let n = 0; n < 4; n++)
      await ada.client
        .profile("PERSONAL")
        .items()
        .add(login(`more ${n}`));
    line.tamper("Sync", ({ sync }) => {
      vaultIn(sync, phone, "PERSONAL").path = [];
    });
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ check: "BROKEN_CHAIN" }]);
  });

  it("is caught when it keeps back the key of the epoch before, or gives another", async () => {
    for (const lie of [
      (keys: Answer[]) => keys.pop(),
      (keys: Answer[]) => (keys[0].previousKey = flipped(keys[0].previousKey)),
    ]) {
      const { ada, phone, line } = await withPhone();
      await ada.client.rotate("PERSONAL");
      line.tamper("Sync", ({ sync }) => lie(vaultIn(sync, phone, "PERSONAL").epochKeys));
      await phone.syncNow();
      expect(phone.evidence.list()).toMatchObject([{ vault: phone.profile("PERSONAL").vault }]);
      expect(await phone.profile("PERSONAL").items().list()).toHaveLength(2);
    }
  });

  it("is caught when it shows one profile as the other", async () => {
    const { ada, phone, line } = await withPhone();
    await ada.client.profile("PERSONAL").items().add(login("five"));
    line.tamper("Sync", ({ sync }) => {
      vaultIn(sync, phone, "PERSONAL").class = "BUSINESS";
    });
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ check: "MISMATCH" }]);
    expect(await phone.profile("BUSINESS").items().list()).toHaveLength(2);
  });

  it("is caught when it keeps back the half of a rotation that tells the key", async () => {
    const { ada, phone, line } = await withPhone();
    await ada.client.rotate("PERSONAL");
    line.tamper("Sync", ({ sync }) => {
      sync.vaults = sync.vaults.filter((each: Answer) => each.class !== "ACCOUNT");
    });
    await phone.syncNow();
    expect(phone.evidence.list()).toMatchObject([{ check: "WRONG_EPOCH", vault: phone.profile("PERSONAL").vault }]);
    line.honest();
    await phone.evidence.thaw(phone.profile("PERSONAL").vault);
    await phone.profile("PERSONAL").items().add(login("under the new key"));
    expect(phone.status().vaults.find(({ class: its }) => its === "PERSONAL")?.epoch).toBe(2);
  });

  it("is caught over the subscription too, and stays caught after a restart", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { ...line.settings, store });
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    line.tamperPages((page) => {
      for (const vault of page.vaults) for (const record of vault.records) record.version += 1;
    });
    const told = nextEvent(phone, "caught");
    await ada.client.profile("PERSONAL").items().add(login("one"));
    expect(await told).toMatchObject({ check: "WRONG_ROOT" });
    await phone.close();

    const again = await openClient({ url: house.url, store });
    expect(again?.status().evidence).toBe(1);
    await again?.unlock(ada.password);
    await again?.syncNow();
    expect(again?.evidence.list()).toHaveLength(1);
    expect(await again?.profile("PERSONAL").items().list()).toEqual([]);
    expect(again?.status().vaults.find(({ class: its }) => its === "PERSONAL")?.frozen).toBe(true);
    await again?.close();
  });

  it("is caught when it says that it stored something else than was signed", async () => {
    const { phone, line } = await withPhone();
    line.tamper("Commit", ({ commit }) => {
      commit.heads[0].hash = flipped(commit.heads[0].hash);
    });
    const write = phone.profile("PERSONAL").items().add(login("three"));
    await expect(write).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "MISMATCH" });
    expect(phone.evidence.list()).toMatchObject([{ kind: "ECHO", check: "MISMATCH" }]);
  });

  it("is caught when a former version is not the one that the next names", async () => {
    const { phone, line, ids } = await withPhone();
    const items = phone.profile("PERSONAL").items();
    await items.edit(ids[0] as string, { title: "second" });
    await items.edit(ids[0] as string, { title: "third" });
    expect(await items.history(ids[0] as string)).toHaveLength(3);
    line.tamper("ListVersions", ({ viewer }) => viewer.profile.item.versions.edges.shift());
    await expect(items.history(ids[0] as string)).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    line.tamper("ListVersions", ({ viewer }) => viewer.profile.item.versions.edges.pop());
    expect(await items.history(ids[0] as string)).toHaveLength(2);
  });
});

describe("a server that shows a new device an older state", () => {
  it("is caught by the heads that another device noted", async () => {
    const ada = await newPerson(house);
    const items = ada.client.profile("PERSONAL").items();
    await items.add(login("one"));
    const line = makeLine();
    let old: Answer = null;
    line.tamper("Sync", ({ sync }) => {
      old ??= structuredClone(sync);
    });
    const tablet = await ada.onDevice("tablet", line.settings);
    await items.add(login("two"));
    await ada.client.signOut();

    line.tamper("Sync", ({ sync }) => {
      const { vault } = tablet.profile("PERSONAL");
      const place = sync.vaults.findIndex((each: Answer) => each.vault === vault);
      if (place >= 0) sync.vaults[place] = old.vaults.find((each: Answer) => each.vault === vault);
    });
    const { address, password, kit } = ada;
    const phone = await signIn(
      { url: house.url, store: memoryStore(), ...line.settings },
      { address, password, secretKey: kit.secretKey, deviceName: "phone" },
    );

    expect(phone.evidence.list()).toMatchObject([{ check: "WENT_BACK" }]);
    expect(() => phone.profile("PERSONAL")).toThrow(expect.objectContaining({ code: "VAULT_FROZEN" }));
    expect(await phone.profile("BUSINESS").items().list()).toEqual([]);
    await phone.close();
  });
});

describe("a server that wants the password derived otherwise", () => {
  it.each([
    ["with less memory", [1, 8_192, 3, 1]],
    ["with fewer passes", [1, 65_536, 1, 1]],
    ["with more memory than any device has", [1, 4_194_304, 3, 1]],
    ["with passes for a day", [1, 65_536, 4_000, 1]],
  ])("is refused before anything is derived: %s", async (_, numbers) => {
    const ada = await newPerson(house);
    const line = makeLine();
    line.tamper("RequestChallenge", ({ requestChallenge }) => {
      const salt = Buffer.from(requestChallenge.parameters, "base64url").subarray(-16);
      const head = (numbers as number[]).map(cborUint);
      requestChallenge.parameters = Buffer.concat([Uint8Array.of(0x85), ...head, Uint8Array.of(0x50), salt]).toString(
        "base64url",
      );
    });
    const { address, password, kit } = ada;
    const attempt = signIn(
      { url: house.url, store: memoryStore(), ...line.settings },
      { address, password, secretKey: kit.secretKey, deviceName: "phone" },
    );
    await expect(attempt).rejects.toMatchObject({ code: "KDF_OUT_OF_BOUNDS" });
    expect(line.sent).toEqual(["RequestChallenge"]);
  });

  it("cannot have a known device sign for another account", async () => {
    const { phone, line } = await withPhone();
    await phone.lock();
    line.tamper("RequestChallenge", ({ requestChallenge }) => {
      requestChallenge.user = "01890a5d-ac96-774b-bcce-b302099a8057";
    });
    await expect(phone.unlock("not the password")).rejects.toMatchObject({ code: "ACCOUNT_GONE" });
    expect(line.sent).not.toContain("ChangePassword");
  });
});

describe("a server that answers anything", () => {
  it.each([
    ["null", () => null],
    ["a number", () => 7],
    ["text", () => "sync"],
    ["an empty object", () => ({})],
    ["lists of null", (page: Answer) => ({ ...page, vaults: [null], rosters: [null] })],
    [
      "bytes that are none",
      (page: Answer) => ({
        ...page,
        vaults: page.vaults.map((v: Answer) => ({ ...v, head: { revision: 1, manifest: "=", signature: "=" } })),
      }),
    ],
  ])("gets a typed error, and nothing is taken: %s", async (_, answer) => {
    const { ada, phone, line } = await withPhone();
    await ada.client.profile("PERSONAL").items().add(login("five"));
    line.tamper("Sync", (data) => {
      data.sync = answer(data.sync);
    });
    await expect(phone.syncNow()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
    line.honest();
    await phone.syncNow();
    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(3);
    expect(phone.evidence.list()).toEqual([]);
  });
});

describe("everything that a device sends", () => {
  it("holds no title, no field, no password, no Secret Key", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const personal = ada.client.profile("PERSONAL");
    const folder = await personal.folders().add({ name: "Zebra crossing" });
    const item = await personal.items().add({ ...login("Quokka shelter"), folder: folder.id });
    await personal.items().edit(item.id, { notes: "Wombat notes" });
    await ada.client.changePassword({ current: ada.password, next: "Echidna password" });
    const secrets = ["Zebra", "Quokka", "hunter2", "Wombat", "Echidna", ada.password, ada.kit.secretKey];
    const bodies = line.bodies.join("\n");
    for (const secret of secrets) {
      for (const shift of [0, 1, 2]) {
        const text = Buffer.from("\0".repeat(shift) + secret)
          .toString("base64url")
          .slice(shift === 0 ? 0 : 2, -2);
        expect(bodies).not.toContain(text);
      }
      expect(bodies).not.toContain(secret);
      expect(bodies).not.toContain(Buffer.from(secret).toString("hex"));
    }
  });
});

function cborUint(value: number): Uint8Array {
  if (value < 24) return Uint8Array.of(value);
  if (value < 256) return Uint8Array.of(0x18, value);
  if (value < 65_536) return Uint8Array.of(0x19, value >> 8, value & 255);
  return Uint8Array.of(0x1a, (value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
