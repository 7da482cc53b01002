import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type Client,
  memoryStore,
  openClient,
  recoverAccount,
  type SealgraphError,
  type Settings,
  type Store,
  signIn,
  wrongGroupOfAccountCode,
} from "../../src/client/index.ts";
import { formatAccountCode, makeAccountCode } from "../../src/crypto/client/account-code.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await closePeople();
  // Attempts are counted for a caller too, and all of these people are one.
  house.advance(3_600_000);
});
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
const newPassword = "a password after the old one";

async function withCode(): Promise<{ ada: Person; code: string; item: string }> {
  const ada = await newPerson(house);
  const { id } = await ada.client.profile("PERSONAL").items().add(login("kept"));
  return { ada, code: await ada.client.accountCode.make(ada.password), item: id };
}

/** Recovers on a device that has nothing, unless a store is given. */
async function recover(
  { address }: Person,
  code: string,
  { password = newPassword, ...settings }: Partial<Settings> & { password?: string } = {},
) {
  const recovered = await recoverAccount(
    { url: house.url, store: memoryStore(), ...settings },
    { address, code, password, deviceName: "found again" },
  );
  clients.push(recovered.client);
  return recovered;
}

const flipped = (text: string): string => text.slice(0, 60) + (text[60] === "A" ? "B" : "A") + text.slice(61);

describe("somebody who lost password and Secret Key, but has the account code", () => {
  it("gets everything back on a device that was last signed in to the portal, too", async () => {
    const { ada, code, item } = await withCode();
    const store = memoryStore();
    const portal = await ada.onDevice("portal", { store, surface: "PORTAL" });
    await portal.close();
    const { client } = await recover(ada, code, { store });
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
    await client.changePassword({ current: newPassword, next: "a third good password" });
  });

  it("gets everything back under a new password and a new Secret Key; all others are signed out", async () => {
    const { ada, code, item } = await withCode();
    const phone = await ada.onDevice("phone");
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    const out = nextEvent(phone, "signedOut");

    const { client, emergencyKit, accountCode } = await recover(ada, code);

    expect(await out).toEqual({ reason: "SESSION_ENDED" });
    expect(accountCode).toBeNull();
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
    await client.profile("PERSONAL").items().add(login("after"));
    expect(client.status().vaults.map(({ frozen }) => frozen)).toEqual([false, false, false]);
    expect(emergencyKit.secretKey).not.toBe(ada.kit.secretKey);
    expect(await client.accountCode.status()).toEqual({ exists: false, createdAt: null });
    await expect(ada.client.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });

    const { address, password, kit } = ada;
    const there = () => ({ url: house.url, store: memoryStore() });
    for (const wrong of [
      { password, secretKey: kit.secretKey },
      { password: newPassword, secretKey: kit.secretKey },
      { password, secretKey: emergencyKit.secretKey },
    ]) {
      const attempt = signIn(there(), { address, deviceName: "tablet", ...wrong });
      await expect(attempt).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    }
    const right = { address, password: newPassword, secretKey: emergencyKit.secretKey, deviceName: "tablet" };
    const tablet = await signIn(there(), right);
    clients.push(tablet);
    expect(await tablet.profile("PERSONAL").items().list()).toHaveLength(2);
  });

  it("uses the code up, and has another one at once if they want", async () => {
    const { ada, code } = await withCode();
    const shown: string[] = [];
    const settings = { url: house.url, store: memoryStore() };
    const newCode = (text: string) => void shown.push(text);
    const input = { address: ada.address, code, password: newPassword, deviceName: "found again", newCode };
    const first = await recoverAccount(settings, input);
    clients.push(first.client);
    expect(first.accountCode).toMatch(/^\d{6}( \d{6}){7}$/);
    expect(shown).toEqual([first.accountCode]);
    await expect(recover(ada, code)).rejects.toMatchObject({ code: "ACCOUNT_CODE_REFUSED" });
    const second = await recover(ada, first.accountCode as string);
    expect(second.emergencyKit.secretKey).not.toBe(first.emergencyKit.secretKey);
  });

  it("keeps what the device had, changes that were not sent included, where it is a known one", async () => {
    const store = memoryStore();
    const line = makeLine();
    const ada = await newPerson(house, { store, patience: 0, ...line.settings });
    const code = await ada.client.accountCode.make(ada.password);
    line.cut();
    const unsent = await ada.client.profile("PERSONAL").items().add(login("not sent"));
    expect(unsent.state).toBe("OFFLINE");
    const { device } = ada.client.account;
    await ada.client.close();
    line.mend();

    const { client } = await recover(ada, code, { store });

    expect(client.account.device).toBe(device);
    expect((await client.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["not sent"]);
    await client.close();
    const again = await openClient({ url: house.url, store });
    await expect(again?.unlock(ada.password)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await again?.unlock(newPassword);
    await again?.close();
  });

  it("begins as a new device where the old one was revoked", async () => {
    const { ada, code, item } = await withCode();
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    const { device } = phone.account;
    await phone.close();
    await ada.client.devices.revoke(device);
    const { client } = await recover(ada, code, { store });
    expect(client.account.device).not.toBe(device);
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
  });

  it("still opens the account after a change of password", async () => {
    const { ada, code, item } = await withCode();
    await ada.client.changePassword({ current: ada.password, next: "in between" });
    const { client } = await recover(ada, code);
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
  });
});

describe("an account code", () => {
  it("counts only once its owner has typed it back, and for the right password", async () => {
    const ada = await newPerson(house);
    const refuse = () => {
      throw new Error("not typed back");
    };
    await expect(ada.client.accountCode.make(ada.password, refuse)).rejects.toThrow("not typed back");
    await expect(ada.client.accountCode.make("wrong")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    expect(await ada.client.accountCode.status()).toEqual({ exists: false, createdAt: null });
    await ada.client.accountCode.make(ada.password);
    expect(await ada.client.accountCode.status()).toMatchObject({ exists: true, createdAt: expect.any(Date) });
    await expect(ada.client.accountCode.remove("wrong")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await ada.client.lock();
    await expect(ada.client.accountCode.make(ada.password)).rejects.toMatchObject({ code: "LOCKED" });
  });

  it("opens nothing once it was removed or replaced, like one that never was", async () => {
    const { ada, code } = await withCode();
    const next = await ada.client.accountCode.make(ada.password);
    const refused = { code: "ACCOUNT_CODE_REFUSED" };
    await expect(recover(ada, code)).rejects.toMatchObject(refused);
    await ada.client.accountCode.remove(ada.password);
    await ada.client.accountCode.remove(ada.password);
    await expect(recover(ada, next)).rejects.toMatchObject(refused);
    const bob = await newPerson(house);
    await expect(recover(bob, next)).rejects.toMatchObject(refused);
    await expect(recover({ ...ada, address: "nobody@example.org" }, next)).rejects.toMatchObject(refused);
    await ada.client.syncNow();
  });

  it("says which group is wrong before anything is asked", async () => {
    const line = makeLine();
    const code = formatAccountCode(makeAccountCode());
    const typed = code.replace(/^(.{21})./, (_, before) => `${before}x`);
    expect(wrongGroupOfAccountCode(typed)).toBe(4);
    const ada = await newPerson(house);
    await expect(recover(ada, typed, line.settings)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { argument: "accountCode", group: 4 },
    });
    expect(line.sent).toEqual([]);
  });

  it("is made by one of two devices at once, and the other is told", async () => {
    const { ada } = await withCode();
    const phone = await ada.onDevice("phone");
    let other = "";
    const meanwhile = async () => {
      other = await phone.accountCode.make(ada.password);
    };
    await expect(ada.client.accountCode.make(ada.password, meanwhile)).rejects.toMatchObject({ code: "CONFLICT" });
    await recover(ada, other);
  });

  it("is used by one of two devices at once", async () => {
    const { ada, code } = await withCode();
    const outcomes = await Promise.allSettled([1, 2].map((n) => recover(ada, code, { password: `password ${n}` })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [lost] = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(lost).toMatchObject({ reason: { code: "ACCOUNT_CODE_REFUSED" } });
  });
});

describe("a line that was cut", () => {
  it("loses neither a code nor its removal", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    line.loseAnswer("MakeAccountCode");
    const code = await ada.client.accountCode.make(ada.password);
    expect(line.sent.filter((name) => name === "MakeAccountCode")).toHaveLength(2);
    line.loseAnswer("RemoveAccountCode");
    await ada.client.accountCode.remove(ada.password);
    await expect(recover(ada, code)).rejects.toMatchObject({ code: "ACCOUNT_CODE_REFUSED" });
  });

  it("while recovering costs nothing: the new Secret Key signs in where the answer was lost", async () => {
    const { ada, code, item } = await withCode();
    const line = makeLine();
    line.loseAnswer("RecoverAccount");
    const { client } = await recover(ada, code, line.settings);
    expect(line.sent).toContain("SignIn");
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
  });

  it("for long is found out about by the same again, also when the process ended in between", async () => {
    const { ada, code, item } = await withCode();
    const line = makeLine();
    const store = memoryStore();
    line.loseAnswer("RecoverAccount");
    const settings = { store, patience: 0, ...line.settings };
    await expect(recover(ada, code, settings)).rejects.toMatchObject({ code: "UNREACHABLE" });
    await expect(recover(ada, code, { ...settings, password: "another" })).rejects.toMatchObject({
      code: "ACCOUNT_CODE_REFUSED",
    });
    const { client, emergencyKit } = await recover(ada, code, settings);
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
    expect(await store.get("recovery")).toBeNull();
    const right = { address: ada.address, password: newPassword, secretKey: emergencyKit.secretKey };
    clients.push(await signIn({ url: house.url, store: memoryStore() }, { ...right, deviceName: "tablet" }));
  });

  it("before anything arrived leaves the code good, the old password right and one Secret Key for every try", async () => {
    const { ada, code } = await withCode();
    const line = makeLine();
    const store = keeping(memoryStore(), (slot) => {
      if (slot === "recovery") line.cut();
    });
    const settings = { store, patience: 0, ...line.settings };
    await expect(recover(ada, code, settings)).rejects.toMatchObject({ code: "UNREACHABLE" });
    const first = secretKeyIn(await store.get("recovery"));
    line.mend();
    clients.push(await ada.onDevice("tablet"));
    await expect(recover(ada, code, settings)).rejects.toMatchObject({ code: "UNREACHABLE" });
    expect(secretKeyIn(await store.get("recovery"))).toBe(first);
    line.mend();
    const { client } = await recover(ada, code, { store });
    expect(secretKeyIn(await store.get("device"))).toBe(first);
    expect(client.signedIn).toBe(true);
  });

  it("after it was done, while the content was fetched, is gone on from", async () => {
    const { ada, code, item } = await withCode();
    const line = makeLine();
    const store = keeping(memoryStore(), (slot) => {
      if (slot === "device") line.cut();
    });
    await expect(recover(ada, code, { store, patience: 0, ...line.settings })).rejects.toMatchObject({
      code: "UNREACHABLE",
    });
    line.mend();
    const { client } = await recover(ada, code, { store });
    expect((await client.profile("PERSONAL").items().get(item)).title).toBe("kept");
  });
});

/** A store that says what is put into it, once for each slot. */
function keeping(store: Store, put: (slot: string) => void): Store {
  const said = new Set<string>();
  return {
    ...store,
    async put(slot, value) {
      await store.put(slot, value);
      if (value && !said.has(slot)) put(slot);
    },
  };
}

const secretKeyIn = (state: Uint8Array | null): string =>
  (JSON.parse(new TextDecoder().decode(state ?? new Uint8Array())) as { secretKey: string }).secretKey;

describe("a server that answers a code with something else", () => {
  const lies: [string, string, (opened: Answer, others: Answer) => void][] = [
    ["another wrap", "WRONG_KEYS", (opened) => Object.assign(opened, { rootKey: flipped(opened.rootKey) })],
    ["another user's wrap", "WRONG_KEYS", (opened, others) => Object.assign(opened, { rootKey: others.rootKey })],
    ["the password's wrap", "WRONG_KEYS", (opened) => Object.assign(opened, { rootKey: opened.accountKeys.rootKey })],
    ["another code generation", "WRONG_KEYS", (opened) => Object.assign(opened, { generation: 7 })],
    ["another key generation", "WRONG_KEYS", (opened) => Object.assign(opened.accountKeys, { keyGeneration: 2 })],
    [
      "seeds of another user",
      "WRONG_KEYS",
      (opened, others) => Object.assign(opened.accountKeys, { signingSeed: others.accountKeys.signingSeed }),
    ],
    [
      "the account vault of another user",
      "MISMATCH",
      (opened, others) => Object.assign(opened, { accountVault: others.accountVault }),
    ],
    ["rosters of another user", "BROKEN_CHAIN", (opened, others) => Object.assign(opened, { rosters: others.rosters })],
    [
      "the tenant of another user",
      "WRONG_TENANT_HEAD",
      (opened, others) => {
        opened.rosters[0] = others.rosters[0];
      },
    ],
    ["no tenant", "BROKEN_CHAIN", (opened) => opened.rosters.shift()],
    [
      "an entry changed",
      "WRONG_ROOT",
      (opened) => {
        opened.accountVault.records[0].body = flipped(opened.accountVault.records[0].body);
      },
    ],
    ["an entry left out", "WRONG_COUNT", (opened) => opened.accountVault.records.pop()],
    [
      "a wrap generation that was not noted",
      "WENT_BACK",
      (opened) => Object.assign(opened.accountKeys, { wrapGeneration: 5 }),
    ],
  ];

  it("is caught, whatever it is, and nothing is signed", async () => {
    const { ada, code } = await withCode();
    const eve = await withCode();
    const [honest, line] = [makeLine(), makeLine()];
    let others: Answer = null;
    honest.tamper("OpenByAccountCode", (data) => {
      others = structuredClone(data.openByAccountCode);
    });
    await recover(eve.ada, eve.code, honest.settings);
    const store = memoryStore();
    const outcomes: [string, unknown][] = [];
    for (const [name, , lie] of lies) {
      line.tamper("OpenByAccountCode", (data) => lie(data.openByAccountCode, structuredClone(others)));
      const attempt = recover(ada, code, { store, ...line.settings });
      outcomes.push([name, await attempt.catch((error: SealgraphError) => error.details.check ?? error.code)]);
    }
    expect(outcomes).toEqual(lies.map(([name, check]) => [name, check]));
    expect(new Set(line.sent)).toEqual(new Set(["RequestChallenge", "OpenByAccountCode"]));
    expect(await store.get("recovery")).toBeNull();
    line.honest();
    await recover(ada, code, { store, ...line.settings });
  });

  it("is caught when it shows the account as it was before a change of password that this device knew of", async () => {
    const { ada, code } = await withCode();
    const old = makeLine();
    let before: Answer = null;
    old.tamper("OpenByAccountCode", (data) => {
      before = structuredClone(data.openByAccountCode);
      data.openByAccountCode = { __typename: "SignInRefused", refusal: "PROOF_REFUSED" };
    });
    await expect(recover(ada, code, old.settings)).rejects.toMatchObject({ code: "ACCOUNT_CODE_REFUSED" });
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    await phone.changePassword({ current: ada.password, next: "in between" });
    await phone.close();
    const line = makeLine();
    line.tamper("OpenByAccountCode", (data) => {
      data.openByAccountCode = before;
    });
    await expect(recover(ada, code, { store, ...line.settings })).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
      details: { check: "WENT_BACK" },
    });
  });

  it("is caught when it says that it stored something else than was signed", async () => {
    const { ada, code } = await withCode();
    const line = makeLine();
    line.tamper("RecoverAccount", ({ recoverAccount: answer }) => {
      answer.committed.heads[0].hash = flipped(`${"A".repeat(60)}${answer.committed.heads[0].hash}`).slice(60);
    });
    await expect(recover(ada, code, line.settings)).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
      details: { check: "MISMATCH" },
    });
  });

  it("learns nothing of code, password or Secret Key", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const code = await ada.client.accountCode.make(ada.password);
    const { emergencyKit } = await recover(ada, code, line.settings);
    const bodies = line.bodies.join("\n");
    const digits = code.replaceAll(" ", "");
    const bytes = Buffer.alloc(16);
    for (const [place, group] of code.split(" ").entries()) bytes.writeUInt16BE(Number(group) / 11, 2 * place);
    for (const secret of [code, digits, newPassword, emergencyKit.secretKey, bytes.toString("hex")]) {
      expect(bodies).not.toContain(secret);
      expect(bodies).not.toContain(Buffer.from(secret).toString("base64url"));
    }
    for (const shift of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64url");
      expect(bodies).not.toContain(text.slice(shift === 0 ? 0 : 2, -2));
    }
  });
});
