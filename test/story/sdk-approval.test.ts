import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type ApprovalRequest,
  type Client,
  memoryStore,
  openClient,
  requestApproval,
  type Settings,
  signIn,
} from "../../src/client/index.ts";
import { parseSecretKey } from "../../src/crypto/client/secret-key.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
const phones: Client[] = [];
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
  await closePeople();
  // Attempts are counted per peer, and all of them come from here.
  house.advance(3_600_001);
});
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
const flipped = (text: string, at = 30): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** A new phone that asks to be one of somebody's devices. */
const asks = (ada: Pick<Person, "address">, settings: Partial<Settings> = {}): Promise<ApprovalRequest> =>
  requestApproval({ url: house.url, store: memoryStore(), ...settings }, { address: ada.address, deviceName: "phone" });

/** The whole way: asked, typed, approved, signed in. */
async function approvedPhone(ada: Person, settings: Partial<Settings> = {}): Promise<Client> {
  const asked = await asks(ada, settings);
  await ada.client.deviceRequests.approve(asked.words.join(" "));
  const phone = await (await asked.waitForApproval()).signIn(ada.password);
  phones.push(phone);
  return phone;
}

const vaultOf = (client: Client, its: "ACCOUNT" | "PERSONAL") =>
  client.status().vaults.find((each) => each.class === its)?.vault as string;

describe("a new device that another one approves", () => {
  it("needs six words and the password, never the Secret Key, and has everything", async () => {
    const ada = await newPerson(house);
    await ada.client.profile("PERSONAL").items().add(login("one"));
    const asked = await asks(ada);
    expect(asked.words).toHaveLength(6);
    expect(await ada.client.deviceRequests.list()).toHaveLength(1);

    const approved = await ada.client.deviceRequests.approve(` ${asked.words.join("  ").toUpperCase()} `);
    expect(approved.deviceName).toBe("phone");
    const granted = await asked.waitForApproval();
    await expect(granted.signIn("not the password")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    const phone = await granted.signIn(ada.password);
    phones.push(phone);

    expect((await phone.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["one"]);
    await phone.profile("BUSINESS").items().add(login("two"));
    await ada.client.syncNow();
    expect(await ada.client.profile("BUSINESS").items().list()).toHaveLength(1);
    expect(phone.emergencyKit().secretKey).toBe(ada.kit.secretKey);
    expect(phone.evidence.list()).toEqual([]);
    expect(await ada.client.deviceRequests.list()).toEqual([]);
    expect((await ada.client.devices.list()).map(({ name }) => name)).toEqual(["laptop", "phone"]);
  });

  it("follows what was changed since, and signs every skip right, whatever revision it begins at", async () => {
    const ada = await newPerson(house);
    let all = 0;
    const add = async (client: Client) => {
      await client
        .profile("PERSONAL")
        .items()
        .add(login(`number ${all++}`));
    };
    for (const since of [0, 1, 2, 5]) {
      await add(ada.client);
      const asked = await asks(ada);
      await ada.client.deviceRequests.approve(asked.words.join(" "));
      for (let n = 0; n < since; n++) await add(ada.client);
      const phone = await (await asked.waitForApproval()).signIn(ada.password);
      phones.push(phone);
      await add(phone);
      expect(phone.evidence.list()).toEqual([]);
      await ada.client.syncNow();
    }
    expect(await ada.client.profile("PERSONAL").items().list()).toHaveLength(all);
    expect(ada.client.evidence.list()).toEqual([]);
  });

  it("approves the next one itself, after a restart", async () => {
    const ada = await newPerson(house);
    const store = memoryStore();
    await (await approvedPhone(ada, { store })).close();
    const phone = (await openClient({ url: house.url, store })) as Client;
    phones.push(phone);
    const asked = await asks(ada);
    await expect(phone.deviceRequests.approve(asked.words.join(" "))).rejects.toMatchObject({ code: "LOCKED" });
    await phone.unlock(ada.password);
    await phone.deviceRequests.approve(asked.words.join(" "));
    phones.push(await (await asked.waitForApproval()).signIn(ada.password));
  });

  it("loses nothing by answers that are lost", async () => {
    const [laptopLine, phoneLine] = [makeLine(), makeLine()];
    const ada = await newPerson(house, laptopLine.settings);
    laptopLine.loseAnswer("ApproveDeviceRequest");
    for (const name of ["CollectApproval", "CollectApproval", "WithdrawDeviceRequest"]) phoneLine.loseAnswer(name);
    await approvedPhone(ada, phoneLine.settings);
  });

  it("sends neither words nor Secret Key, nor does the one that approves it", async () => {
    const [laptopLine, phoneLine] = [makeLine(), makeLine()];
    const ada = await newPerson(house, laptopLine.settings);
    const asked = await asks(ada, phoneLine.settings);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    phones.push(await (await asked.waitForApproval()).signIn(ada.password));
    const sent = [...laptopLine.bodies, ...phoneLine.bodies].join("\n");
    expect(laptopLine.sent).toContain("ApproveDeviceRequest");
    const key = Buffer.from(parseSecretKey(ada.kit.secretKey));
    const secrets = [key, ...[ada.kit.secretKey, ada.password, asked.words.join(" ")].map((text) => Buffer.from(text))];
    for (const secret of secrets) {
      expect(sent).not.toContain(secret.toString("hex"));
      expect(sent).not.toContain(secret.toString("utf8"));
      for (const shift of [0, 1, 2]) {
        const text = Buffer.concat([Buffer.alloc(shift), secret]).toString("base64url");
        expect(sent).not.toContain(text.slice(shift === 0 ? 0 : 4, -3));
      }
    }
  });
});

describe("an approving device", () => {
  it("seals to nobody whose words were not typed, and does not say which word is wrong", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const { words } = await asks(ada);
    const other = (await asks(ada)).words;
    const [first, ...rest] = words as [string, ...string[]];
    const wrong = [
      [other[0], ...rest],
      [...words.slice(0, 5), other[5]],
      [...rest, first],
    ].map((all) => all.join(" "));
    for (const typed of wrong) {
      const attempt = ada.client.deviceRequests.approve(typed);
      await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND", details: { part: "device request" } });
    }
    for (const typed of ["", "yes", rest.join(" "), `${words.join(" ")} ${first}`, `${rest.join(" ")} wombats`]) {
      await expect(ada.client.deviceRequests.approve(typed)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    expect(line.sent).not.toContain("ApproveDeviceRequest");
  });

  it("that is locked asks the server nothing", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const { words } = await asks(ada);
    await ada.client.lock();
    const before = line.sent.length;
    await expect(ada.client.deviceRequests.approve(words.join(" "))).rejects.toMatchObject({ code: "LOCKED" });
    expect(line.sent).toHaveLength(before);
    expect(await ada.client.deviceRequests.list()).toHaveLength(1);
  });

  it("seals nothing to a key that the server put in the place of the new device's", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const thief = makeLine();
    await asks(ada, thief.settings);
    const { envelope } = JSON.parse(thief.bodies[0] as string).variables.input;
    const asked = await asks(ada);
    const lies: ((requests: Answer[]) => void)[] = [
      // Another key, sealed under words of its own, in this request's place.
      (requests) => {
        for (const each of requests) each.envelope = envelope;
      },
      // The right envelope under another id.
      (requests) => {
        const ids = requests.map(({ request }) => request);
        for (const [i, each] of requests.entries()) each.request = ids.at(i - 1);
      },
      ...[2, 60, 900, 2_800].map((at) => (requests: Answer[]) => {
        for (const each of requests) each.envelope = flipped(each.envelope, at);
      }),
      (requests) => requests.splice(0),
    ];
    for (const lie of lies) {
      line.tamper("ListDeviceRequests", ({ viewer }) => lie(viewer.deviceRequests));
      const attempt = ada.client.deviceRequests.approve(asked.words.join(" "));
      await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(line.sent).not.toContain("ApproveDeviceRequest");
    line.honest();
    await ada.client.deviceRequests.approve(asked.words.join(" "));
  });

  it("tries twenty requests and no more, however many a server shows it", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const asked = await asks(ada);
    const before = (count: number) =>
      line.tamper("ListDeviceRequests", ({ viewer }) => {
        const [own] = viewer.deviceRequests;
        viewer.deviceRequests = [...Array(count).fill({ ...own, envelope: flipped(own.envelope) }), own];
      });
    before(20);
    await expect(ada.client.deviceRequests.approve(asked.words.join(" "))).rejects.toMatchObject({ code: "NOT_FOUND" });
    before(19);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    await asked.cancel();
  });

  it("of another person seals nothing, though the server shows it the request and the words are right", async () => {
    const [ada, line] = [await newPerson(house), makeLine()];
    const eve = await newPerson(house, line.settings);
    const phoneLine = makeLine();
    const asked = await asks(ada, phoneLine.settings);
    const { request, envelope } = JSON.parse(phoneLine.bodies[0] as string).variables.input;
    const now = new Date().toISOString();
    line.tamper("ListDeviceRequests", ({ viewer }) => {
      viewer.deviceRequests = [{ request, envelope, createdAt: now, expiresAt: now }];
    });
    await expect(eve.client.deviceRequests.approve(asked.words.join(" "))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(line.sent).not.toContain("ApproveDeviceRequest");
  });

  it("is one of two: the other comes too late", async () => {
    const ada = await newPerson(house);
    const tablet = await ada.onDevice("tablet");
    const asked = await asks(ada);
    const outcomes = await Promise.allSettled(
      [ada.client, tablet].map((client) => client.deviceRequests.approve(asked.words.join(" "))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "NOT_FOUND" } });
    phones.push(await (await asked.waitForApproval()).signIn(ada.password));
  });
});

describe("a request that is not approved", () => {
  it("runs out after ten minutes, on both sides", async () => {
    const ada = await newPerson(house);
    const asked = await asks(ada);
    house.advance(10 * 60_000 + 1_000);
    await expect(asked.waitForApproval()).rejects.toMatchObject({
      code: "NOT_APPROVED",
      details: { reason: "EXPIRED" },
    });
    await expect(ada.client.deviceRequests.approve(asked.words.join(" "))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("can be refused: then nobody approves it, and it waits like any other", async () => {
    const [ada, line] = [await newPerson(house), makeLine()];
    const asked = await asks(ada, line.settings);
    const [open] = await ada.client.deviceRequests.list();
    await ada.client.deviceRequests.refuse(open?.request as string);
    expect(await ada.client.deviceRequests.list()).toEqual([]);
    await expect(ada.client.deviceRequests.approve(asked.words.join(" "))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ada.client.deviceRequests.refuse(open?.request as string)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const states: string[] = [];
    const stop = new AbortController();
    line.tamper("CollectApproval", ({ collectApproval }) => {
      states.push(collectApproval.state);
      stop.abort();
    });
    await expect(asked.waitForApproval(stop.signal)).rejects.toMatchObject({ code: "NOT_APPROVED" });
    expect(states).toEqual(["WAITING"]);
  });

  it("is taken away when the person gives up", async () => {
    const ada = await newPerson(house);
    for (const give of [
      async (asked: ApprovalRequest) => {
        const waiting = asked.waitForApproval();
        await asked.cancel();
        return waiting;
      },
      async (asked: ApprovalRequest) => asked.waitForApproval(AbortSignal.abort()),
    ]) {
      const asked = await asks(ada);
      await expect(give(asked)).rejects.toMatchObject({ code: "NOT_APPROVED", details: { reason: "CANCELLED" } });
      expect(await ada.client.deviceRequests.list()).toEqual([]);
    }
  });

  it("is not even asked for where the store has an account", async () => {
    const store = memoryStore();
    const ada = await newPerson(house, { store });
    const line = makeLine();
    await expect(asks(ada, { store, ...line.settings })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(line.sent).toEqual([]);
  });
});

describe("a server that feigns an approval", () => {
  it.each<[string, (approval: string, other: string) => string]>([
    ["with the approval of another request", (_, other) => other],
    ["with a bit turned in the ciphertext", (approval) => flipped(approval, 40)],
    ["with a bit turned in the envelope", (approval) => flipped(approval, 1_700)],
    ["with one cut short", (approval) => approval.slice(0, 1_600)],
    ["with nothing", () => ""],
  ])("is caught %s, and the password is not asked for", async (_, lie) => {
    const ada = await newPerson(house);
    let other = "";
    const before = makeLine();
    before.tamper("CollectApproval", ({ collectApproval }) => {
      other = collectApproval.approval ?? other;
    });
    await approvedPhone(ada, before.settings);
    const line = makeLine();
    const asked = await asks(ada, line.settings);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    line.tamper("CollectApproval", ({ collectApproval }) => {
      collectApproval.approval = lie(collectApproval.approval, other);
    });
    await expect(asked.waitForApproval()).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WRONG_KEYS" });
    expect(line.sent).not.toContain("SignIn");
    expect(await ada.client.deviceRequests.list()).toEqual([]);
  });

  it("cannot have the password proven for another user than the approval's", async () => {
    const [ada, line] = [await newPerson(house), makeLine()];
    const asked = await asks(ada, line.settings);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    const granted = await asked.waitForApproval();
    line.tamper("RequestChallenge", ({ requestChallenge }) => {
      requestChallenge.user = "01890a5d-ac96-774b-bcce-b302099a8057";
    });
    await expect(granted.signIn(ada.password)).rejects.toMatchObject({ code: "ACCOUNT_GONE" });
    expect(line.sent).not.toContain("SignIn");
  });
});

describe("a server that shows an approved device an older state than the approving one saw", () => {
  /** Somebody with an item, a page of how everything was then, and one more change since. */
  async function rolledBack() {
    const ada = await newPerson(house);
    const items = ada.client.profile("PERSONAL").items();
    await items.add(login("one"));
    const line = makeLine();
    let old: Answer = null;
    line.tamper("Sync", ({ sync }) => {
      old ??= structuredClone(sync);
    });
    await ada.onDevice("tablet", line.settings);
    line.honest();
    await items.add(login("two"));
    await ada.client.rotate("BUSINESS");
    return { ada, line, old: () => structuredClone(old) };
  }

  it("is caught where one vault went back: it is frozen, with evidence, also after a restart and a thaw", async () => {
    const { ada, line, old } = await rolledBack();
    const personal = vaultOf(ada.client, "PERSONAL");
    const lie = () =>
      line.tamper("Sync", ({ sync }) => {
        const place = sync.vaults.findIndex((each: Answer) => each.vault === personal);
        if (place >= 0) sync.vaults[place] = old().vaults.find((each: Answer) => each.vault === personal);
      });
    lie();
    const store = memoryStore();
    const phone = await approvedPhone(ada, { ...line.settings, store });
    expect(phone.evidence.list()).toMatchObject([
      {
        check: "WENT_BACK",
        vault: personal,
        known: { head: null, handed: { revision: 2 } },
        shown: { head: { revision: 1 } },
      },
    ]);
    expect(() => phone.profile("PERSONAL")).toThrow(expect.objectContaining({ code: "VAULT_FROZEN" }));
    expect(await phone.profile("BUSINESS").items().list()).toEqual([]);
    await phone.close();

    const again = (await openClient({ url: house.url, store, ...line.settings })) as Client;
    phones.push(again);
    await again.unlock(ada.password);
    await again.evidence.thaw(personal);
    expect(again.evidence.list()).toMatchObject([{ check: "WENT_BACK" }, { check: "WENT_BACK" }]);
    line.honest();
    await again.evidence.thaw(personal);
    expect(await again.profile("PERSONAL").items().list()).toHaveLength(2);
  });

  it("is caught where everything went back at once, which a device with the Emergency Kit cannot see", async () => {
    const { ada, line, old } = await rolledBack();
    line.tamper("Sync", (data) => {
      data.sync = old();
    });
    const asked = await asks(ada, line.settings);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    const granted = await asked.waitForApproval();
    await expect(granted.signIn(ada.password)).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WENT_BACK" });

    const { address, password, kit } = ada;
    const tablet = await signIn(
      { url: house.url, store: memoryStore(), ...line.settings },
      { address, password, secretKey: kit.secretKey, deviceName: "another tablet" },
    );
    phones.push(tablet);
    expect(tablet.evidence.list()).toEqual([]);
    expect(await tablet.profile("PERSONAL").items().list()).toHaveLength(1);
  });

  it.each<[string, string, (vault: Answer) => void]>([
    ["says that nothing was ever there", "WENT_BACK", (vault) => Object.assign(vault, { head: null, records: [] })],
    ["hides how the head descends", "BROKEN_CHAIN", (vault) => Object.assign(vault, { path: [] })],
  ])("is caught when it %s", async (_, check, lie) => {
    const [ada, line] = [await newPerson(house), makeLine()];
    const items = ada.client.profile("PERSONAL").items();
    await items.add(login("one"));
    const asked = await asks(ada, line.settings);
    await ada.client.deviceRequests.approve(asked.words.join(" "));
    for (let n = 0; n < 3; n++) await items.add(login(`more ${n}`));
    const personal = vaultOf(ada.client, "PERSONAL");
    line.tamper("Sync", ({ sync }) => {
      for (const vault of sync.vaults) if (vault.vault === personal) lie(vault);
    });
    const phone = await (await asked.waitForApproval()).signIn(ada.password);
    phones.push(phone);
    expect(phone.evidence.list()).toMatchObject([{ check, vault: personal }]);
    expect(() => phone.profile("PERSONAL")).toThrow(expect.objectContaining({ code: "VAULT_FROZEN" }));
  });
});
