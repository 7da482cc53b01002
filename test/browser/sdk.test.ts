/** The SDK in a real Chromium, bundled as the web client bundles it, served by the real server under its policy. */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import {
  type Browser,
  bundled,
  describeInBrowser,
  openBrowser,
  untrustworthy,
  type Visitor,
} from "../support/app-page.ts";
import { findIn } from "../support/canaries.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { itemsOf, login } from "../support/two-devices.ts";
import type { here as pageHere, raw as pageRaw, sdk as pageSdk } from "./page/main.ts";

declare const sdk: typeof pageSdk;
declare const here: typeof pageHere;
declare const raw: typeof pageRaw;

const database = "sealgraph account";
const password = "wombat canary battery staple";

describeInBrowser("the SDK in a browser", () => {
  let house: TestHouse;
  let browser: Browser;
  let ada: Person;
  const visitors: Visitor[] = [];
  beforeAll(async () => {
    house = await openHouse({}, await bundled("test/browser/page"));
    browser = await openBrowser();
    ada = await newPerson(house);
    await itemsOf(ada.client).add(login("First"));
  });
  afterEach(async () => {
    const complaints = visitors.flatMap(({ complaints }) => complaints);
    for (const visitor of visitors.splice(0)) await visitor.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await closePeople();
    await house?.close();
  });

  async function visit(): Promise<{ visitor: Visitor; page: Page }> {
    const visitor = await browser.visitor();
    visitors.push(visitor);
    return { visitor, page: await openPage(visitor) };
  }

  /** Opens a page with the SDK at hand: a page is loaded before what its script waits for, libsodium, is ready. */
  async function openPage(visitor: Visitor): Promise<Page> {
    const page = await visitor.open(`${house.url}/app`);
    await page.waitForFunction(() => "here" in globalThis);
    return page;
  }

  /** Opens the store; gives the code of what it is refused with. */
  const openStore = (page: Page, options: { wait?: number; takeOver?: boolean } = {}) =>
    page.evaluate(async (options) => {
      try {
        here.store = await sdk.indexedDbStore(options);
        return "OPEN";
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    }, options);

  /** Signs Ada in on a page. */
  const signIn = (page: Page) =>
    page.evaluate(
      async ({ address, password, secretKey }) => {
        here.take(await sdk.signIn(here.settings(), { address, password, secretKey, deviceName: "A browser" }));
      },
      { address: ada.address, password: ada.password, secretKey: ada.kit.secretKey },
    );

  /** Opens what the store has; gives the titles, or the code of what it is refused with. */
  const unlock = (page: Page, password: string) =>
    page.evaluate(async (password) => {
      try {
        const client = await sdk.openClient(here.settings());
        if (client === null) return "NOBODY";
        here.take(client);
        await client.unlock(password);
        return (await client.profile("PERSONAL").items().list()).map(({ title, state }) => `${title} ${state}`).sort();
      } catch (error) {
        return (error as { code: string }).code;
      }
    }, password);

  /** Adds an item; gives its state, or the code of what it is refused with. */
  const add = (page: Page, title: string, notes = "") =>
    page.evaluate(
      async ({ title, notes }) => {
        try {
          const items = here.client.profile("PERSONAL").items();
          return (await items.add({ kind: "login", title, notes, fields: {} })).state;
        } catch (error) {
          const { code, details } = error as { code: string; details: { cause?: string } };
          return details?.cause ? `${code} ${details.cause}` : code;
        }
      },
      { title, notes },
    );

  const shown = (page: Page) =>
    page.evaluate(async () => (await here.client.profile("PERSONAL").items().list()).map(({ title }) => title).sort());
  const told = (page: Page) => page.evaluate(() => here.told);
  const toldSoon = (page: Page) => page.evaluate(() => here.toldSoon());
  const dump = (page: Page) => page.evaluate((name) => raw.dump(name), database);

  it("signs up, works on offline over a reload, comes back, and leaves nothing that can be read", async () => {
    const { visitor, page } = await visit();
    const address = "quokka.canary@example.org";
    expect(await openStore(page)).toBe("OPEN");
    const workers: string[] = [];
    page.on("worker", (worker) => workers.push(worker.url()));
    const signUp = await page.evaluate(async (address) => sdk.requestSignUp(here.settings(), address), address);
    const secretKey = await page.evaluate(
      async (input) => {
        const { client, emergencyKit } = await sdk.completeSignUp(here.settings(), input);
        here.take(client);
        return emergencyKit.secretKey;
      },
      {
        ...signUp,
        address,
        password,
        code: await house.codeFor(address),
        name: "Heron Canary",
        deviceName: "Lagoon Canary",
      },
    );
    // Argon2id ran beside the page.
    expect(workers.map((url) => /\/app\/assets\/worker-[\w-]+\.js$/.test(url))).toEqual([true]);
    expect(await add(page, "Zebra Canary")).toBe("SYNCED");

    await visitor.context.setOffline(true);
    expect(await add(page, "Walrus Canary", "mangrove canary")).toBe("OFFLINE");
    // The page itself is fetched from somewhere: the line to the API stays cut.
    await visitor.context.route("**/graphql", (route) => route.abort("internetdisconnected"));
    await visitor.context.setOffline(false);
    await page.close();
    const again = await openPage(visitor);
    expect(await openStore(again)).toBe("OPEN");
    expect(await unlock(again, "another password")).toBe("WRONG_CREDENTIALS");
    expect(await unlock(again, password)).toEqual(["Walrus Canary OFFLINE", "Zebra Canary SYNCED"]);
    await visitor.context.unroute("**/graphql");
    expect(await again.evaluate(() => here.client.syncNow().then(() => here.client.status().pending))).toBe(0);

    const kept = Buffer.from(await dump(again), "base64");
    expect(kept.length).toBeGreaterThan(10_000);
    const canaries = ["Zebra Canary", "Walrus Canary", "mangrove canary", "Heron Canary", "Lagoon Canary"];
    const secrets = [address, password, secretKey, secretKey.replaceAll("-", ""), ...canaries];
    expect(findIn(kept, secrets)).toEqual([]);
    // The search finds what is there: the names of the parts are.
    const there = ["device", "position", "key, extractable: false"];
    expect(findIn(kept, there)).toEqual(there);
    expect(
      await again.evaluate(async () => [
        localStorage.length + sessionStorage.length,
        document.cookie,
        (await caches.keys()).length,
        (await indexedDB.databases()).map(({ name }) => name),
      ]),
    ).toEqual([0, "", 0, [database]]);
    await again.evaluate(() => here.client.signOut());
    expect(
      await again.evaluate((name) => Promise.all([raw.count(name, "slot"), raw.count(name, "entry")]), database),
    ).toEqual([0, 0]);
  });

  it("has one tab at a time, lets another take over, and forks nothing", async () => {
    const { visitor, page: first } = await visit();
    await openStore(first);
    await signIn(first);
    const second = await openPage(visitor);
    expect(await openStore(second, { wait: 0 })).toBe("STORE_BUSY");
    expect(await told(first)).toEqual([]);
    expect(await openStore(second, { takeOver: true })).toBe("OPEN");
    expect(await toldSoon(first)).toEqual(["TAKEN_OVER"]);
    expect(await first.evaluate(() => here.client.locked)).toBe(true);
    expect(await add(first, "From a closed tab")).toBe("CLOSED");
    expect(await unlock(second, ada.password)).toEqual(["First SYNCED"]);
    expect(await add(second, "Second")).toBe("SYNCED");

    // A tab that hears nothing has its lock taken away.
    const third = await openPage(visitor);
    const isStolen = third.evaluate(
      (name) => new Promise((resolve) => void navigator.locks.request(name, { steal: true }, () => resolve(true))),
      "sealgraph store account",
    );
    expect(await isStolen).toBe(true);
    expect(await toldSoon(second)).toEqual(["TAKEN_OVER"]);
    expect(await openStore(third)).toBe("OPEN");
    expect(await unlock(third, ada.password)).toEqual(["First SYNCED", "Second SYNCED"]);

    // And of one that heard nothing of that either, the database takes nothing: then nothing is sent.
    await third.evaluate((name) => raw.put(name, "meta", "owner", "somebody else"), database);
    expect(await add(third, "Too late")).toBe("STORE_BUSY");
    expect(await toldSoon(third)).toEqual(["TAKEN_OVER"]);
    await ada.client.syncNow();
    expect(ada.client.evidence.list()).toEqual([]);
    expect((await itemsOf(ada.client).list()).map(({ title }) => title)).toEqual(["First", "Second"]);
  });

  it("closes before a newer release that changes the layout, and opens nothing of it afterwards", async () => {
    const { visitor, page } = await visit();
    await openStore(page);
    await signIn(page);
    const newer = await openPage(visitor);
    await newer.evaluate((name) => raw.upgrade(name, 2), database);
    expect(await toldSoon(page)).toEqual(["NEWER_RELEASE"]);
    expect(await page.evaluate(() => here.client.locked)).toBe(true);
    const before = await dump(newer);
    expect(await openStore(page)).toBe("STORE_UNSUPPORTED");
    expect(await dump(newer)).toBe(before);
    // What another tab has open, and lets go of for nobody, is not waited for without an end.
    expect(await newer.evaluate((name) => raw.hold(name), database)).toBe(2);
    const removed = page.evaluate(() => sdk.removeIndexedDbStore({ wait: 0 }).catch((error) => error.code));
    expect(await removed).toBe("STORE_BUSY");
    await newer.close();
    const last = await openPage(visitor);
    // Whoever is refused holds nobody up, and who starts over can.
    expect(await page.evaluate(() => sdk.removeIndexedDbStore().then(() => "REMOVED"))).toBe("REMOVED");
    expect(await openStore(last)).toBe("OPEN");
  });

  it("says that it is damaged where the browser took a part away, or it was changed", async () => {
    const { page } = await visit();
    await openStore(page);
    await signIn(page);
    const items = await shown(page);
    await page.evaluate(() => here.client.close());
    expect(await add(page, "x")).toBe("CLOSED");
    // What stands somewhere, and where it is put; null: nowhere. Or a number that is put there instead.
    type Key = string | readonly [log: string, number: number];
    type State = { readonly first: number; readonly count: number };
    const { first, count } = (await page.evaluate((name) => raw.get(name, "log", "held"), database)) as State;
    const damages: readonly (readonly [table: string, key: Key, to: Key | null, number?: number])[] = [
      ["entry", ["held", first], null],
      ["entry", ["held", first + count - 1], null],
      ["entry", ["held", first], ["held", first + 1]],
      ["log", "held", null],
      ["slot", "position", "device"],
      ["slot", "device", "device", 7],
      ["meta", "key", null],
    ];
    for (const [table, key, to, number] of damages) {
      const damaged = page.evaluate(
        async ([name, table, key, to, number, password]) => {
          const place = (to ?? key) as IDBValidKey;
          const [moved, before] = [await raw.get(name, table, key as IDBValidKey), await raw.get(name, table, place)];
          if (to === null) await raw.take(name, table, place);
          else await raw.put(name, table, place, number ?? moved);
          try {
            here.store = await sdk.indexedDbStore();
            await (await sdk.openClient(here.settings()))?.unlock(password);
            return "OPEN";
          } catch (error) {
            return (error as { code: string }).code;
          } finally {
            await here.store.close();
            await raw.put(name, table, place, before);
          }
        },
        [database, table, key, to, number, ada.password] as const,
      );
      expect([table, key, await damaged]).toEqual([table, key, "STORE_DAMAGED"]);
    }
    expect(await openStore(page)).toBe("OPEN");
    expect(await unlock(page, ada.password)).toEqual(items.map((title) => `${title} SYNCED`));
  });

  it("closes where its user clears what sites keep, and is signed in again afterwards", async () => {
    const { visitor, page } = await visit();
    await openStore(page);
    await signIn(page);
    const line = await visitor.context.newCDPSession(page);
    await line.send("Storage.clearDataForOrigin", { origin: house.url, storageTypes: "indexeddb" });
    expect(await toldSoon(page)).toEqual(["REMOVED"]);
    expect(await add(page, "Nowhere")).toBe("CLOSED");
    expect(await page.evaluate(() => here.store.get("device").catch((error) => error.code))).toBe("STORE_DAMAGED");
    const again = await openPage(visitor);
    expect(await openStore(again)).toBe("OPEN");
    expect(await unlock(again, ada.password)).toBe("NOBODY");
    await signIn(again);
    expect(await add(again, "Third")).toBe("SYNCED");
  });

  it("refuses a change for which the browser gives no room, loses none that it kept, and goes on", async () => {
    const { visitor, page } = await visit();
    const line = await visitor.context.newCDPSession(page);
    await line.send("Storage.overrideQuotaForOrigin", { origin: house.url, quotaSize: 250_000 });
    await openStore(page);
    await signIn(page);
    const kept = await shown(page);
    // What was sent is kept by the server, what is still to be sent by the queue; what neither keeps is refused.
    let said = "SYNCED";
    for (let n = 0; n < 60 && !said.startsWith("STORE_FAILED"); n++) {
      said = await add(page, `Large ${n}`, "n".repeat(40_000));
      if (said === "SYNCED" || said === "PENDING") kept.push(`Large ${n}`);
    }
    expect(said).toBe("STORE_FAILED QUOTA");
    expect(await shown(page)).toEqual(kept.sort());
    await line.send("Storage.overrideQuotaForOrigin", { origin: house.url });
    expect(await add(page, "Room again")).toBe("SYNCED");
    expect(await page.evaluate(() => here.client.evidence.list())).toEqual([]);
    await ada.client.syncNow();
    expect(await shown(page)).toEqual((await itemsOf(ada.client).list()).map(({ title }) => title).sort());
  });

  it("locks what nobody used, as soon as somebody looks again", async () => {
    const portal = await ada.onDevice("portal", { surface: "PORTAL" });
    await portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: { value: 10 } });
    const { page } = await visit();
    await openStore(page);
    await signIn(page);
    await page.evaluate(() => {
      sdk.followPage(here.client);
      here.ahead = 9 * 60_000;
    });
    await page.keyboard.press("Tab");
    const look = () =>
      page.evaluate(() => {
        here.ahead += 9 * 60_000;
        dispatchEvent(new Event("focus"));
        return here.client.locked;
      });
    // A key was pressed in between: only then does the second look find it left alone.
    expect([await look(), await look()]).toEqual([false, true]);
    expect(await toldSoon(page)).toEqual(["IDLE"]);
    // Keys and clicks open nothing.
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => here.client.locked)).toBe(true);
    // Nor does it help to set the clock back.
    expect(await page.evaluate((password) => here.client.unlock(password), ada.password)).toBeUndefined();
    const setBack = page.evaluate(() => {
      const ticks = performance.now();
      here.ahead -= 60 * 60_000;
      performance.now = () => ticks + 11 * 60_000;
      dispatchEvent(new Event("focus"));
      return here.client.locked;
    });
    expect(await setBack).toBe(true);
    await portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: null });
  });

  it("refuses a page that is not trustworthy, and says so", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open(`${house.url.replace("localhost", untrustworthy)}/app`);
    const details = page.evaluate(() => sdk.indexedDbStore().catch((error) => error.details));
    expect(await details).toEqual({ cause: "INSECURE_PAGE" });
    await visitor.close();
  });

  it("stands under a policy that makes no script of text and lets nothing go elsewhere", async () => {
    const visitor = await browser.visitor();
    const page = await openPage(visitor);
    const tried = page.evaluate(
      async (elsewhere) => {
        const refused = (work: () => unknown) => {
          try {
            work();
            return "DONE";
          } catch (error) {
            return (error as Error).name;
          }
        };
        const blocked = new Promise<string>((resolve) => {
          addEventListener("securitypolicyviolation", ({ effectiveDirective: broken }) => {
            if (broken === "connect-src") resolve(broken);
          });
        });
        return {
          markup: refused(() => {
            document.body.innerHTML = "<b>text</b>";
          }),
          script: refused(() => {
            document.createElement("script").text = "here.told.push('RAN')";
          }),
          // In a task of the page's own: what the tools of a browser call may evaluate.
          eval: await new Promise((resolve) => {
            // biome-ignore lint/security/noGlobalEval: it is what has to be refused.
            setTimeout(() => resolve(refused(() => globalThis.eval("1"))));
          }),
          worker: refused(() => new Worker(`${elsewhere}/worker.js`)),
          fetch: await Promise.all([fetch(elsewhere).catch((error) => error.name), blocked]),
          attribute: refused(() => document.body.setAttribute("onclick", "here.told.push('RAN')")),
        };
      },
      `http://127.0.0.1:${new URL(house.url).port}`,
    );
    expect(await tried).toEqual({
      markup: "TypeError",
      script: "TypeError",
      eval: "EvalError",
      worker: "TypeError",
      fetch: ["TypeError", "connect-src"],
      attribute: "TypeError",
    });
    // What all other tests look for is told.
    expect(visitor.complaints.join()).toContain("policy: connect-src");
    await visitor.close();
  });

  it("derives in the page where no worker starts", async () => {
    const { visitor, page } = await visit();
    await visitor.context.route("**/worker-*.js", (route) => route.abort());
    await openStore(page);
    await signIn(page);
    expect(await shown(page)).toContain("First");
  });
});
