import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, type Settings, type Store, signIn } from "../../src/client/index.ts";
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
  house.advance(3_600_000);
});
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
const newPassword = "a password after the leak";
const passwords = ({ password }: Person) => ({ currentPassword: password, newPassword });
const titles = async (client: Client, kind: "PERSONAL" | "BUSINESS" = "PERSONAL") =>
  (await client.profile(kind).items().list()).map(({ title }) => title).sort();

async function withItems(settings: Partial<Settings> = {}): Promise<Person> {
  const ada = await newPerson(house, settings);
  await ada.client.profile("PERSONAL").items().add(login("before"));
  await ada.client.profile("BUSINESS").items().add(login("at work"));
  return ada;
}

/** Signs in elsewhere, with what the new kit says. */
async function elsewhere(
  { address }: Person,
  secretKey: string,
  { password = newPassword, ...settings }: Partial<Settings> & { password?: string } = {},
): Promise<Client> {
  const there = { url: house.url, store: memoryStore(), ...settings };
  const client = await signIn(there, { address, password, secretKey, deviceName: "tablet" });
  clients.push(client);
  return client;
}

async function reopened(store: Store, settings: Partial<Settings> = {}): Promise<Client> {
  const client = await openClient({ url: house.url, store, ...settings });
  if (client === null) throw new Error("nobody is signed in");
  clients.push(client);
  return client;
}

const epochs = (client: Client) => client.status().vaults.map(({ class: its, epoch }) => [its, epoch] as const);

describe("somebody whose secrets leaked", () => {
  it("gets new ones, keeps everything, signs all others out, and the old ones open nothing any more", async () => {
    const ada = await withItems();
    const phone = await ada.onDevice("phone");
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    const out = nextEvent(phone, "signedOut");
    const progress: number[] = [];
    ada.client.on("rotation", ({ done }) => progress.push(done));

    const { emergencyKit, sessionsEnded } = await ada.client.rotateAccount(passwords(ada));

    expect(await out).toEqual({ reason: "SESSION_ENDED" });
    expect(sessionsEnded).toBe(1);
    expect(progress).toEqual([0, 1, 2]);
    expect(emergencyKit.secretKey).not.toBe(ada.kit.secretKey);
    expect(ada.client.status().rotation).toBeNull();
    expect(new Map(epochs(ada.client))).toEqual(
      new Map([
        ["ACCOUNT", 2],
        ["PERSONAL", 2],
        ["BUSINESS", 2],
      ]),
    );
    await ada.client.profile("PERSONAL").items().add(login("after"));
    const { address, password, kit } = ada;
    for (const wrong of [
      { password, secretKey: kit.secretKey },
      { password: newPassword, secretKey: kit.secretKey },
      { password, secretKey: emergencyKit.secretKey },
    ]) {
      const attempt = signIn({ url: house.url, store: memoryStore() }, { address, deviceName: "thief", ...wrong });
      await expect(attempt).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    }
    const tablet = await elsewhere(ada, emergencyKit.secretKey);
    expect(await titles(tablet)).toEqual(["after", "before"]);
    expect(await titles(tablet, "BUSINESS")).toEqual(["at work"]);
    expect(tablet.evidence.list()).toEqual([]);
    await tablet.profile("BUSINESS").items().add(login("from the tablet"));
    await ada.client.syncNow();
    expect(await titles(ada.client, "BUSINESS")).toEqual(["at work", "from the tablet"]);
  });

  it("unlocks the same device again with the new password, offline too, and may do it all once more", async () => {
    const store = memoryStore();
    const ada = await withItems({ store });
    await ada.client.rotateAccount(passwords(ada));
    await ada.client.close();
    const line = makeLine();
    const again = await reopened(store, line.settings);
    await expect(again.unlock("wrong")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    line.cut();
    await again.unlock(newPassword);
    expect(await titles(again)).toEqual(["before"]);
    line.mend();
    const second = await again.rotateAccount({ currentPassword: newPassword, newPassword: "a third password" });
    expect(new Set(epochs(again).map(([, epoch]) => epoch))).toEqual(new Set([3]));
    const tablet = await elsewhere(ada, second.emergencyKit.secretKey, { password: "a third password" });
    expect(await titles(tablet)).toEqual(["before"]);
  });

  it("is asked for the right password first, and for another one than it was", async () => {
    const ada = await withItems();
    const line = { currentPassword: "wrong", newPassword };
    await expect(ada.client.rotateAccount(line)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    const same = { currentPassword: ada.password, newPassword: ada.password };
    await expect(ada.client.rotateAccount(same)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(ada.client.status().rotation).toBeNull();
  });

  it("loses the account code with it", async () => {
    const ada = await withItems();
    await ada.client.accountCode.make(ada.password);
    await ada.client.rotateAccount(passwords(ada));
    expect(await ada.client.accountCode.status()).toEqual({ exists: false, createdAt: null });
    await ada.client.accountCode.make(newPassword);
  });
});

describe("another device of theirs", () => {
  it("begins anew with what it had seen as memory, and sends what it had not sent", async () => {
    const line = makeLine();
    const ada = await withItems();
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store, patience: 0, ...line.settings });
    const { device } = phone.account;
    line.cut();
    expect((await phone.profile("PERSONAL").items().add(login("not sent"))).state).toBe("OFFLINE");
    await phone.close();
    line.mend();
    const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));

    const again = await elsewhere(ada, emergencyKit.secretKey, { store, ...line.settings });

    expect(again.account.device).toBe(device);
    expect(await titles(again)).toEqual(["before", "not sent"]);
    await ada.client.syncNow();
    expect(await titles(ada.client)).toEqual(["before", "not sent"]);
    expect(again.evidence.list()).toEqual([]);
  });

  it("catches a server that shows it another chain than the one that it trusts", async () => {
    const ada = await withItems();
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    await phone.close();
    const eve = await withItems();
    const foreign = (await pageOf(eve)).rosters.find((roster: Answer) => roster.kind === "TENANT");
    const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));
    const line = makeLine();
    line.tamper("Sync", ({ sync }) => {
      const tenant = sync.rosters.find((roster: Answer) => roster.kind === "TENANT");
      if (tenant) Object.assign(tenant, foreign);
    });
    await expect(elsewhere(ada, emergencyKit.secretKey, { store, ...line.settings })).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
    });
  });

  it("catches a server that withholds the links by which the keys changed", async () => {
    const ada = await withItems();
    const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));
    const line = makeLine();
    line.tamper("Sync", ({ sync }) => {
      for (const roster of sync.rosters) {
        if (roster.kind === "TENANT") roster.links.length = 1;
      }
    });
    await expect(elsewhere(ada, emergencyKit.secretKey, line.settings)).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
    });
  });

  it("does not take the keys of before for the present ones", async () => {
    const ada = await withItems();
    const line = makeLine();
    let before: Answer;
    line.tamper("SignIn", ({ signIn: answer }) => {
      if (before) answer.accountKeys = before;
      else before = structuredClone(answer.accountKeys);
    });
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store, ...line.settings });
    await phone.close();
    const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));
    await expect(elsewhere(ada, emergencyKit.secretKey, { store, ...line.settings })).rejects.toMatchObject({
      code: "SERVER_CAUGHT",
    });
  });
});

async function pageOf({ client }: Person): Promise<Answer> {
  const { token } = await client.accessToken();
  const response = await fetch(`${house.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ sync { rosters { roster kind seq head links { seq hash link signatures } } } }" }),
  });
  return ((await response.json()) as Answer).data.sync;
}

describe("a line that was cut", () => {
  it("before the keys were sent changes nothing", async () => {
    const line = makeLine();
    const ada = await withItems({ patience: 0, ...line.settings });
    line.cut();
    await expect(ada.client.rotateAccount(passwords(ada))).rejects.toMatchObject({ code: "UNREACHABLE" });
    line.mend();
    await ada.client.syncNow();
    expect(ada.client.status().rotation).toBeNull();
    await ada.client.profile("PERSONAL").items().add(login("still here"));
  });

  it("loses one answer, which is asked for again", async () => {
    const line = makeLine();
    const ada = await withItems(line.settings);
    line.loseAnswer("RotateAccount");
    const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));
    expect(await titles(await elsewhere(ada, emergencyKit.secretKey))).toEqual(["before"]);
  });

  it("loses the answer for good: the next sync finds out, takes the keys up and goes on", async () => {
    const line = makeLine();
    const ada = await withItems({ patience: 0, ...line.settings });
    line.loseAnswer("RotateAccount");
    await expect(ada.client.rotateAccount(passwords(ada))).rejects.toMatchObject({ code: "UNREACHABLE" });
    expect(ada.client.status().rotation).toMatchObject({ unanswered: true });
    await ada.client.syncNow();
    expect(ada.client.status().rotation).toBeNull();
    expect(ada.client.status().vaults.map(({ frozen }) => frozen)).toEqual([false, false, false]);
    expect(await titles(await elsewhere(ada, ada.client.emergencyKit().secretKey))).toEqual(["before"]);
  });

  it("and is locked, and a crash: the new password unlocks, the old one does not, and what is left is done", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await withItems({ patience: 0, store, ...line.settings });
    line.loseAnswer("RotateAccount");
    await expect(ada.client.rotateAccount(passwords(ada))).rejects.toMatchObject({ code: "UNREACHABLE" });
    // A lock forgets the new keys as well: nobody comes to them by the password that was to be worth nothing.
    await ada.client.lock();
    await expect(ada.client.unlock(ada.password)).rejects.toMatchObject({ code: "KEYS_CHANGED" });
    expect(ada.client.locked).toBe(true);
    await ada.client.close();
    const late = await reopened(store);
    await expect(late.unlock(ada.password)).rejects.toMatchObject({ code: "KEYS_CHANGED" });
    await late.unlock(newPassword);
    await late.syncNow();
    expect(late.status().rotation).toBeNull();
    expect(await titles(late)).toEqual(["before"]);
    expect(late.evidence.list()).toEqual([]);
    expect(await titles(await elsewhere(ada, late.emergencyKit().secretKey))).toEqual(["before"]);
  });

  it("between the steps leaves profiles to be done, read by all and written to once they follow", async () => {
    for (const lost of [1, 2]) {
      const line = makeLine();
      const store = memoryStore();
      const ada = await withItems({ patience: 0, store, ...line.settings });
      line.tamper("RotateAccount", () => line.cut());
      if (lost === 2) line.honest();
      if (lost === 2) line.loseAnswer("Commit");
      const { emergencyKit } = await ada.client.rotateAccount(passwords(ada));
      expect(ada.client.status().rotation).toEqual({ unanswered: false, profiles: ["PERSONAL", "BUSINESS"] });
      line.honest();
      line.mend();
      await ada.client.close();
      const tablet = await elsewhere(ada, emergencyKit.secretKey);
      expect(await titles(tablet)).toEqual(["before"]);
      expect(tablet.evidence.list()).toEqual([]);
      expect(tablet.status().rotation).toBeNull();
      await tablet.profile("PERSONAL").items().add(login("after"));
      const again = await reopened(store);
      await again.unlock(newPassword);
      await again.syncNow();
      expect(await titles(again)).toEqual(["after", "before"]);
      expect(again.evidence.list()).toEqual([]);
    }
  });
});

/** A store of a process that dies: from the write on that is named, nothing is kept any more. */
function mortal(store: Store): { readonly store: Store; dieAt(write: number): void } {
  let left = Number.POSITIVE_INFINITY;
  const dying = <A extends unknown[]>(work: (...args: A) => Promise<void>) => {
    return async (...args: A) => {
      if (--left < 0) throw new Error("the process died");
      await work(...args);
    };
  };
  const { put, append, replace } = store;
  return {
    store: { ...store, put: dying(put), append: dying(append), replace: dying(replace) },
    dieAt: (write) => {
      left = write;
    },
  };
}

it.each([0, 1, 2, 3, 4, 5])("a crash at write %i after the answer loses nothing", async (write) => {
  const line = makeLine();
  const kept = memoryStore();
  const { store, dieAt } = mortal(kept);
  const ada = await withItems({ store, ...line.settings });
  await ada.client.syncNow();
  line.tamper("RotateAccount", () => dieAt(write));
  await ada.client.rotateAccount(passwords(ada)).catch(() => {});
  const again = await reopened(kept);
  await again.unlock(newPassword);
  await again.syncNow();
  expect(await titles(again)).toEqual(["before"]);
  expect(again.evidence.list()).toEqual([]);
  expect(again.status().rotation).toBeNull();
  await again.profile("PERSONAL").items().add(login("after"));
  expect(await titles(await elsewhere(ada, again.emergencyKit().secretKey))).toEqual(["after", "before"]);
});

it("two devices at once: one makes the new keys, and the other is signed out or told", async () => {
  const ada = await withItems();
  const phone = await ada.onDevice("phone");
  const outcomes = await Promise.allSettled([ada.client, phone].map((client) => client.rotateAccount(passwords(ada))));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [lost] = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(["SESSION_ENDED", "CONFLICT", "WRONG_CREDENTIALS", "KEYS_CHANGED"]).toContain(lost?.reason.code);
});
