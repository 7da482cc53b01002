import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import {
  type Client,
  type Item,
  memoryStore,
  openClient,
  SealgraphError,
  type Store,
  signIn,
  type WebSocketClass,
} from "../../src/client/index.ts";
import { surroundingsOf } from "../../src/client/settings.ts";
import { subscribe } from "../../src/client/transport/socket.ts";
import { nextEvent } from "../support/event.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Line, makeLine } from "../support/line.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
/** Waits until an operation was sent so many times more. */
function nextTime(line: Line, operation: string, times: number): () => Promise<void> {
  const count = () => line.sent.filter((sent) => sent === operation).length;
  const before = count();
  return async () => {
    while (count() < before + times) await new Promise((resolve) => setTimeout(resolve, 20));
  };
}

describe("a line that was cut in mid-commit", () => {
  it("is settled by the mutation id: the change is there once", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    line.loseAnswer("Commit");

    const item = await ada.client.profile("PERSONAL").items().add(login("once"));

    expect(line.sent.filter((name) => name === "Commit")).toHaveLength(2);
    const phone = await ada.onDevice("phone");
    expect((await phone.profile("PERSONAL").items().list()).map(({ id }) => id)).toEqual([item.id]);
  });

  it("leaves the change pending when patience ends, and settles it with the next sync, also after a restart", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await newPerson(house, { ...line.settings, store, patience: 100 });
    const item = await ada.client.profile("PERSONAL").items().add(login("as it was"));
    line.loseAnswer("Commit");
    line.loseAnswer("Commit");
    const states: string[] = [];
    ada.client.on("change", ({ change, state }) => states.push(`${change} ${state}`));

    const edited = await ada.client.profile("PERSONAL").items().edit(item.id, { title: "edited once" });

    expect(edited).toMatchObject({ title: "edited once", state: "OFFLINE", version: 2 });
    expect(ada.client.status().pending).toBe(1);
    await ada.client.close();

    const again = await openClient({ url: house.url, store });
    expect(again?.status().pending).toBe(1);
    await again?.unlock(ada.password);
    await again?.syncNow();
    expect(await again?.profile("PERSONAL").items().get(item.id)).toMatchObject({
      title: "edited once",
      version: 2,
      state: "SYNCED",
    });
    expect(again?.status().pending).toBe(0);
    expect(states).toEqual(["STATE PENDING", "CHANGED PENDING", "STATE OFFLINE"]);
    await again?.close();
  });
});

describe("a change that never reached the server", () => {
  it("is kept over a restart and sent with the next sync, in its turn, beside what others wrote meanwhile", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await newPerson(house, { ...line.settings, store, patience: 0 });
    const items = ada.client.profile("PERSONAL").items();
    const [first, second] = (await items.addMany([login("first"), login("second")])) as [Item, Item];
    const phone = await ada.onDevice("phone");
    line.cut();
    expect((await items.edit(first.id, { title: "first, edited offline" })).state).toBe("OFFLINE");
    expect((await items.edit(second.id, { title: "second, edited offline" })).state).toBe("OFFLINE");
    expect(ada.client.status().pending).toBe(2);
    await ada.client.close();

    const open = async () => (await openClient({ url: house.url, store, patience: 0 })) as Client;
    const again = await open();
    await again.unlock(ada.password);
    const titles = async (client: Client) =>
      (await client.profile("PERSONAL").items().list()).map(({ title, state }) => `${title}: ${state}`);
    expect(await titles(again)).toEqual(["first, edited offline: OFFLINE", "second, edited offline: OFFLINE"]);
    await again.syncNow();
    expect(await titles(again)).toEqual(["first, edited offline: SYNCED", "second, edited offline: SYNCED"]);
    await again.close();

    const later = await open();
    await later.unlock(ada.password);
    await house.stop();
    await later.profile("PERSONAL").items().edit(first.id, { title: "by the laptop" });
    await house.start();
    await phone.syncNow();
    await phone.profile("PERSONAL").items().edit(second.id, { title: "another item" });
    await phone.profile("PERSONAL").items().edit(first.id, { title: "by the phone" });
    await later.syncNow();
    const both = await later.profile("PERSONAL").items().list();
    expect(both.map(({ title, conflictOf }) => [title, conflictOf])).toEqual([
      ["another item", null],
      ["by the laptop", first.id],
      ["by the phone", null],
    ]);
    await later.close();
  });
});

describe("a cursor that the server does not take any more", () => {
  it("costs a whole fetch, and nothing else", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const items = ada.client.profile("PERSONAL").items();
    const gone = await items.add(login("gone"));
    const phone = await ada.onDevice("phone", line.settings);
    line.tamper("Sync", ({ sync }) => {
      sync.cursor = "AAAA";
    });
    await items.add(login("second"));
    await phone.syncNow();
    line.honest();
    await items.trash(gone.id);
    await items.purge(gone.id);
    for (let n = 0; n < 5; n++) await items.add(login(`more ${n}`));
    const changed: string[] = [];
    phone.on("change", ({ change }) => changed.push(change));

    await phone.syncNow();

    expect(changed.sort()).toEqual(["ADDED", "ADDED", "ADDED", "ADDED", "ADDED", "PURGED"]);
    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(6);
    expect(phone.evidence.list()).toEqual([]);
  });
});

describe("a server that takes no new personal records", () => {
  it("says so in a typed error, and lets them be moved and trashed", async () => {
    const strict = await openHouse({ DISABLE_PERSONAL_PROFILE: "true" });
    const ada = await newPerson(strict);
    await expect(ada.client.profile("PERSONAL").items().add(login("private"))).rejects.toMatchObject({
      code: "POLICY_DENIED",
      details: { policy: "DISABLE_PERSONAL_PROFILE" },
    });
    expect(ada.client.status().pending).toBe(0);
    await ada.client.profile("BUSINESS").items().add(login("for work"));
    await closePeople();
    await strict.close();
  });
});

describe("a device that follows", () => {
  it("outlives its access token", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", line.settings);
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    house.advance(20 * 60_000);

    const seen = nextEvent(phone, "change");
    const item = await ada.client.profile("PERSONAL").items().add(login("later"));

    expect(await seen).toMatchObject({ record: item.id });
    expect(line.sent).toContain("RefreshSession");
  });

  it("may be locked and unlocked meanwhile", async () => {
    const ada = await newPerson(house);
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    await ada.client.profile("PERSONAL").items().add(login("before"));
    const session = await phone.makeSession();
    expect(session).toMatch(/^[\w-]{43}$/);
    const again = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    await phone.lock();
    await ada.client.profile("PERSONAL").items().add(login("while locked"));
    await ada.client.profile("PERSONAL").items().add(login("while locked, too"));
    await again;
    await phone.unlock(ada.password);
    const seen = nextEvent(phone, "change", ({ change }) => change === "ADDED");
    await ada.client.profile("PERSONAL").items().add(login("afterwards"));
    await seen;
    await phone.syncNow();

    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(4);
    expect(phone.evidence.list()).toEqual([]);
  });

  it("comes back after a cut without losing or repeating a change", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", line.settings);
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    const follower = phone.follow();
    await live;
    const added: string[] = [];
    phone.on("change", ({ change, record }) => added.push(`${change} ${record}`));
    const gone = nextEvent(phone, "connection", (connection) => connection !== "LIVE");
    line.cut();
    await gone;
    const items: Item[] = [];
    for (let n = 0; n < 3; n++)
      items.push(
        await ada.client
          .profile("PERSONAL")
          .items()
          .add(login(`unseen ${n}`)),
      );

    const last = nextEvent(phone, "change", ({ record }) => record === items[2]?.id);
    line.mend();
    await last;

    expect(added).toEqual(items.map(({ id }) => `ADDED ${id}`));
    expect(follower.connection).toBe("LIVE");
  });

  it("comes back after the server was restarted", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    const again = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    await house.restart();
    await again;

    const seen = nextEvent(phone, "change");
    const item = await ada.client.profile("PERSONAL").items().add(login("after the restart"));

    expect(await seen).toMatchObject({ record: item.id });
  });

  it("is told at once that it was revoked, keeps what it has, and begins anew when it signs in again", async () => {
    const ada = await newPerson(house);
    const item = await ada.client.profile("PERSONAL").items().add(login("kept"));
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    const follower = phone.follow();
    await live;

    const told = nextEvent(phone, "signedOut");
    await ada.client.devices.revoke(phone.account.device);

    expect(await told).toEqual({ reason: "DEVICE_REVOKED" });
    await follower.stopped;
    expect((await phone.profile("PERSONAL").items().get(item.id)).title).toBe("kept");
    await expect(phone.profile("PERSONAL").items().add(login("late"))).rejects.toMatchObject({
      code: "DEVICE_REVOKED",
    });
    expect(phone.status()).toMatchObject({ signedIn: false, ended: "DEVICE_REVOKED", pending: 1 });
    expect(phone.queue.list()).toMatchObject([{ state: "REFUSED", refusal: { code: "DEVICE_REVOKED" } }]);
    const { device } = phone.account;
    await phone.close();
    const { address, password } = ada;
    const anew = await signIn({ url: house.url, store }, { address, password, deviceName: "phone again" });
    expect(anew.account.device).not.toBe(device);
    // What was changed on the revoked device is the account's all the same.
    expect((await anew.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["kept", "late"]);
    const devices = await ada.client.devices.list();
    const shown = devices.map(({ name, current, revokedAt }) => `${name} ${current} ${revokedAt !== null}`);
    expect(shown.sort()).toEqual(["laptop true false", "phone again false false", "phone false true"]);
    await anew.close();
  });
});

describe("a session", () => {
  it("goes on after its access token ran out, and after the answer to a refresh was lost", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    house.advance(16 * 60_000);
    await ada.client.syncNow();
    house.advance(16 * 60_000);
    line.loseAnswer("RefreshSession");
    await expect(ada.client.syncNow()).rejects.toMatchObject({ code: "UNREACHABLE" });

    await ada.client.syncNow();
    await ada.client.profile("PERSONAL").items().add(login("still here"));

    expect(line.sent.filter((name) => name === "RefreshSession")).toHaveLength(3);
  });

  it("ends on all other devices when the password changes, and the new one opens them again", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    const next = "a better horse battery";
    await expect(ada.client.changePassword({ current: "wrong", next })).rejects.toMatchObject({
      code: "WRONG_CREDENTIALS",
    });

    expect(await ada.client.changePassword({ current: ada.password, next })).toEqual({ sessionsEnded: 1 });
    const item = await ada.client.profile("PERSONAL").items().add(login("after the change"));

    await expect(phone.syncNow()).rejects.toMatchObject({ code: "SESSION_ENDED" });
    await phone.lock();
    await expect(phone.unlock("wrong")).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await phone.unlock(next);
    await phone.syncNow();
    expect(phone.signedIn).toBe(true);
    expect((await phone.profile("PERSONAL").items().get(item.id)).title).toBe("after the change");
    await phone.lock();
    // The old one is spent here too, now that this device knows of the new one.
    await expect(phone.unlock(ada.password)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
  });

  it("survives a change of password whose answer was lost", async () => {
    const line = makeLine();
    const store = memoryStore();
    const ada = await newPerson(house, { ...line.settings, store, patience: 0 });
    line.loseAnswer("ChangePassword");
    const change = ada.client.changePassword({ current: ada.password, next: "next" });
    await expect(change).rejects.toMatchObject({ code: "UNREACHABLE" });
    await ada.client.close();

    const again = await openClient({ url: house.url, store });
    await again?.unlock("next");
    await again?.syncNow();
    await again?.lock();
    await expect(again?.unlock(ada.password)).rejects.toMatchObject({ code: "WRONG_CREDENTIALS" });
    await again?.unlock("next");
    await again?.close();
  });
});

describe("a sign-up whose answer was lost", () => {
  it("is completed all the same", async () => {
    const line = makeLine();
    line.loseAnswer("CompleteSignUp");
    const ada = await newPerson(house, line.settings);

    await ada.client.profile("PERSONAL").items().add(login("first"));

    const phone = await ada.onDevice("phone");
    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(1);
  });
});

describe("a device that sleeps between the renewal of its token and its use", () => {
  it("renews it again, and is not signed out for it, however often", async () => {
    const line = makeLine();
    const ada = await newPerson(house, { ...line.settings, patience: 0 });
    let sleeps = 2;
    // By the server's clock a quarter of an hour goes by while the answer is on its way.
    line.tamper("RefreshSession", () => {
      if (sleeps-- > 0) house.advance(16 * 60_000);
    });
    house.advance(16 * 60_000);
    await ada.client.syncNow();
    expect(line.sent.filter((operation) => operation === "RefreshSession")).toHaveLength(3);

    sleeps = Number.POSITIVE_INFINITY;
    house.advance(16 * 60_000);
    await expect(ada.client.syncNow()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(ada.client.signedIn).toBe(true);
    line.honest();
    await ada.client.syncNow();
  });
});

describe("a socket that is refused while its follower stops", () => {
  it("is nobody's business any more: no rejection is left unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("unhandledRejection", note);
    let opened = () => {};
    class ToldSocket extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("open", () => opened());
      }
    }
    const ada = await newPerson(house, { patience: 0, WebSocket: ToldSocket as unknown as WebSocketClass });
    // The server's clock alone: the device does not know that its token has run out.
    house.advance(16 * 60_000);
    const follower = ada.client.follow();
    await new Promise<void>((resolve) => {
      opened = resolve;
    });
    await follower.stop();
    await ada.client.syncNow();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});

describe("a page that was on its way while the device wrote", () => {
  it("is older than what is held, from the beginning or not, and nobody is accused for it", async () => {
    const line = makeLine();
    const ada = await newPerson(house, { ...line.settings, patience: 0 });
    const items = ada.client.profile("PERSONAL").items();
    await items.add(login("before"));
    const letIn = line.holdPages();
    // Nothing was synchronised yet: what comes is everything from the beginning.
    ada.client.follow();
    await line.heard("next");
    for (let n = 0; n < 3; n++) await items.add(login(`meanwhile ${n}`));
    const synced = nextEvent(ada.client, "synced");
    letIn();
    await synced;
    expect(ada.client.evidence.list()).toEqual([]);
    await items.add(login("after"));
    await ada.client.syncNow();
    const phone = await ada.onDevice("phone");
    expect(await phone.profile("PERSONAL").items().list()).toHaveLength(5);
    expect(await items.list()).toHaveLength(5);
  });
});

describe("a locked device", () => {
  it("fetches what it cannot read, and verifies it when it is unlocked", async () => {
    const ada = await newPerson(house);
    const phone = await ada.onDevice("phone");
    await phone.syncNow();
    await phone.lock();
    const item = await ada.client.profile("PERSONAL").items().add(login("while locked"));
    expect(await phone.syncNow()).toMatchObject({ records: 1, changes: null });
    await ada.client.profile("PERSONAL").items().edit(item.id, { title: "while locked, again" });
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    const follower = phone.follow();
    await live;
    await follower.stop();
    expect(() => phone.profile("PERSONAL")).toThrow(expect.objectContaining({ code: "LOCKED" }));

    await house.stop();
    await phone.unlock(ada.password);

    expect((await phone.profile("PERSONAL").items().get(item.id)).title).toBe("while locked, again");
    await house.start();
  });

  it("that follows sends what waited as soon as it is unlocked, though nothing else is new", async () => {
    const ada = await newPerson(house);
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, patience: 0 });
    await phone.syncNow();
    line.cut();
    const { id } = await phone.profile("PERSONAL").items().add(login("without a line"));
    await phone.lock();
    line.mend();
    const live = nextEvent(phone, "connection", (connection) => connection === "LIVE");
    phone.follow();
    await live;
    const sent = nextEvent(phone, "change", ({ record, change }) => record === id && change === "STATE");
    await phone.unlock(ada.password);
    await sent;
    await ada.client.syncNow();
    expect(await ada.client.profile("PERSONAL").items().list()).toHaveLength(1);
  });

  it("that was locked before a change was sent sends it when it is unlocked, on the line that stood all the while", async () => {
    const ada = await newPerson(house);
    const { id } = await ada.client.profile("PERSONAL").items().add(login("trashed at the last moment"));
    const phone = await ada.onDevice("phone");
    await phone.syncNow();
    // Nothing comes on the line from here on: what comes would begin another.
    const first = nextEvent(phone, "synced");
    phone.follow();
    await first;
    await Promise.all([phone.profile("PERSONAL").items().trash(id), phone.lock()]);
    expect(phone.status()).toMatchObject({ pending: 1, connection: "LIVE" });
    const sent = nextEvent(phone, "change", ({ record, state }) => record === id && state === "SYNCED");

    await phone.unlock(ada.password);

    await sent;
    await ada.client.syncNow();
    expect(await ada.client.profile("PERSONAL").items().list()).toEqual([]);
  });

  it("is locked though its store has no room, and soon though the server does not answer; what was under way ends as it began", async () => {
    const inner = memoryStore();
    let isFull = false;
    const put: Store["put"] = async (slot, value) => {
      if (isFull) throw new SealgraphError("STORE_FAILED", { cause: "QUOTA" });
      await inner.put(slot, value);
    };
    let [asked, answer] = [false, () => {}];
    let [held, waiting]: [Promise<void> | null, string] = [null, ""];
    const hold = (operation: string) => {
      [asked, waiting] = [false, `"operationName":"${operation}"`];
      held = new Promise((resolve) => {
        answer = resolve;
      });
    };
    const ada = await newPerson(house, {
      store: { ...inner, put },
      fetch: async (url, request) => {
        const response = await fetch(url, request);
        if (held && String(request?.body).includes(waiting)) {
          asked = true;
          await held;
        }
        return response;
      },
    });
    isFull = true;
    await expect(ada.client.lock()).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect(ada.client.locked).toBe(true);
    isFull = false;
    await ada.client.unlock(ada.password);

    hold("RequestChallenge");
    const changing = ada.client.changePassword({ current: ada.password, next: "next" });
    while (!asked) await new Promise((resolve) => setTimeout(resolve, 20));
    const locking = ada.client.lock();
    while (!ada.client.locked) await new Promise((resolve) => setTimeout(resolve, 20));
    answer();
    expect(await changing).toEqual({ sessionsEnded: 0 });
    await locking;
    await ada.client.unlock("next");
    expect(ada.client.status()).toMatchObject({ pending: 0, evidence: 0 });

    // The same of an account that is opened only after it was to be locked.
    const phone = await ada.onDevice("phone", { password: "next" });
    await phone.changePassword({ current: "next", next: "third" });
    await ada.client.lock();
    hold("RequestChallenge");
    const unlocking = ada.client.unlock("third");
    while (!asked) await new Promise((resolve) => setTimeout(resolve, 20));
    const again = ada.client.lock();
    const challenge = answer;
    hold("Viewer");
    challenge();
    while (!asked) await new Promise((resolve) => setTimeout(resolve, 20));
    while (!ada.client.locked) await new Promise((resolve) => setTimeout(resolve, 20));
    answer();
    await Promise.all([unlocking, again]);
    expect(ada.client.locked).toBe(true);
    await ada.client.unlock("third");
    expect(ada.client.status()).toMatchObject({ pending: 0, evidence: 0 });
  });

  it("asks a server that always says there is more a hundred times, and is unlocked then", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    await ada.client.syncNow();
    await ada.client.lock();
    line.tamper("Sync", ({ sync }) => {
      sync.hasMore = true;
    });
    const before = line.sent.length;
    expect((await ada.client.syncNow()).changes).toBeNull();
    expect(line.sent.slice(before).filter((sent) => sent === "Sync")).toHaveLength(100);
    line.honest();
    await ada.client.unlock(ada.password);
    expect(ada.client.evidence.list()).toEqual([]);
  });

  it("asks no server any more that always says there is more, and goes on where it was when it is unlocked", async () => {
    const line = makeLine();
    const ada = await newPerson(house, line.settings);
    const again = nextTime(line, "Sync", 3);
    line.tamper("Sync", ({ sync }) => {
      sync.hasMore = true;
    });
    const syncing = ada.client.syncNow();
    const ended = expect(syncing).rejects.toMatchObject({ code: "LOCKED" });
    await again();
    await ada.client.lock();
    await ended;
    line.honest();
    await ada.client.unlock(ada.password);
    await ada.client.profile("PERSONAL").items().add(login("after"));
    expect((await ada.client.syncNow()).changes).toBe(0);
    expect(ada.client.evidence.list()).toEqual([]);
  });

  it("is opened by the key of its session until it is locked again", async () => {
    const ada = await newPerson(house);
    const store = memoryStore();
    const phone = await ada.onDevice("phone", { store });
    const session = await phone.makeSession();
    await phone.close();

    const again = await openClient({ url: house.url, store });
    await expect(again?.unlockWithSession("garbage")).rejects.toMatchObject({ code: "WRONG_SESSION" });
    await again?.unlockWithSession(session);
    expect(again?.locked).toBe(false);
    await again?.lock();
    await expect(again?.unlockWithSession(session)).rejects.toMatchObject({ code: "WRONG_SESSION" });
    await again?.close();
  });
});

describe("a line that swallows everything", () => {
  // A platform's own socket has a patience of its own, of minutes.
  const ours = globalThis.WebSocket === undefined ? it : it.skip;
  ours("opens no socket, and that is found out", async () => {
    const mute = createServer((socket) => socket.unref());
    await new Promise<void>((resolve) => void mute.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const { ended } = await subscribe(surroundingsOf({ url, store: memoryStore(), timeout: 20 }), {
      stream: { query: "subscription { changes { cursor } }", variables: {}, read: (data) => data },
      accessToken: "none",
      onPage: () => {},
    });
    await expect(ended).rejects.toMatchObject({ code: "UNREACHABLE" });
    mute.close();
  });
});
