/** The web client as a person uses it: in two real browsers, on the real server, under its policy. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import type { Locator, Page } from "playwright-core";
import { type Client, memoryStore, signIn, totpCode } from "../../src/client/index.ts";
import { type Browser, bundled, describeInBrowser, openBrowser, type Visitor } from "../support/app-page.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { faultsOfScreen, isCopied, webVisitor } from "../support/web-page.ts";

const password = "wombat canary battery staple";
/** What would run, or become markup, where anything took text for more than text. */
const script = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;

describeInBrowser("the web client", () => {
  let house: TestHouse;
  let browser: Browser;
  let adas: Visitor;
  let bobs: Visitor;
  let ada: Page;
  let bob: Page;
  let secretKey: string;
  /** What Ada has beside her browser. */
  let phone: Client;
  /** Into Ada's company. */
  let toBob = "";
  const ids = { ada: "ada@example.com", bob: "bob@example.org" };
  const devices: Client[] = [];
  const faults: string[] = [];
  const look = async (page: Page, name: string) => void faults.push(...(await faultsOfScreen(page, name)));

  beforeAll(async () => {
    browser = await openBrowser();
    house = await openHouse({}, await bundled("examples/web"));
    [adas, bobs] = [await webVisitor(browser), await webVisitor(browser)];
  }, 300_000);
  afterAll(async () => {
    for (const device of devices) await device.close();
    await browser?.close();
    await house?.close();
  });

  /** What nobody could do who has only the application. */
  async function asSuperuser(statement: string, values: unknown[]): Promise<void> {
    const rows = new Database({ connectionString: house.database.superuserUrl });
    await rows.connect();
    await rows.query(statement, values);
    await rows.end();
  }

  const button = (page: Page | Locator, name: string | RegExp) => page.getByRole("button", { name, exact: true });
  /** Before the page does anything about the first, the second is pressed. */
  const atOnce = async (first: Locator, second: Locator) =>
    first.evaluate(
      (one, other) => {
        for (const its of [one, other]) (its as HTMLElement).click();
      },
      await second.elementHandle(),
    );
  const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name, exact: true });
  const field = (page: Page | Locator, name: string) => page.getByRole("textbox", { name, exact: true });
  const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });
  const menu = async (page: Page, of: string, action: string) => {
    await button(page, of).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  };
  const secret = (page: Page, name: string) => page.getByLabel(name, { exact: true });
  const go = (page: Page, place: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${place}`);
  const textOf = async (locator: Locator) => (await locator.textContent()) ?? "";
  const item = (page: Page) => page.locator("article.item");
  const isSynced = (page: Page, state: string) => item(page).locator(`[data-sync=${state}]`).waitFor();

  /** Whoever knows no password tries one at a page that stands open. */
  async function isShownNoKit(page: Page, path: string, action: string) {
    await go(page, path);
    await secret(page, "Password").fill("not this one");
    await button(page, action).click();
    await page
      .getByText(/are not right|is not your password/)
      .or(heading(page, "Your new Emergency Kit"))
      .first()
      .waitFor();
    expect(await page.locator("[data-secret-key]").count()).toBe(0);
  }

  /** From the first page to the open vault; gives the Secret Key. */
  async function signUp(visitor: Visitor, address: string, name: string, onScreen: (name: string) => Promise<void>) {
    const page = visitor.context.pages()[0] ?? (await visitor.open(`${house.url}/app/`));
    await link(page, "New here? Make an account").click();
    await field(page, "Your name").fill(name);
    await field(page, "E-mail address").fill(address);
    await onScreen("sign-up");
    await button(page, "Send me a code").click();
    await field(page, "Code from the mail").waitFor();
    await field(page, "Code from the mail").fill(await house.codeFor(address));
    await secret(page, "Choose a password").fill(password);
    await secret(page, "The password once more").fill(password);
    await page.getByText("Strong", { exact: true }).waitFor();
    await onScreen("sign-up-code");
    await button(page, "Make my account").click();
    const key = await textOf(page.locator("[data-secret-key]"));
    await onScreen("kit");
    await field(page, "Last part of your Secret Key").fill("WRONG");
    await button(page, "I have it, go on").click();
    await page.getByText("That is not what stands in the kit.").waitFor();
    await field(page, "Last part of your Secret Key").fill(key.slice(-5));
    await button(page, "I have it, go on").click();
    await heading(page, "All items").waitFor();
    return key.trim();
  }

  async function unlock(page: Page) {
    await secret(page, "Password").fill(password);
    await button(page, "Unlock").click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
  }

  it("brings no cryptography before the way in is shown", async () => {
    const folder = await bundled("examples/web");
    const page = await readFile(join(folder, "index.html"), "utf8");
    const files = [...page.matchAll(/assets\/[\w-]+\.(?:js|css)/g)].map(([name]) => name);
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
    expect(files.filter((name) => /sdk|sodium|pages/.test(name))).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(700_000);
  });

  it("makes an account, and has its kit kept before anything else", async () => {
    ada = await adas.open(`${house.url}/app/`);
    await heading(ada, "Sign in").waitFor();
    await look(ada, "sign-in");
    secretKey = await signUp(adas, ids.ada, "Ada Lovelace", async (name) => {
      await look(ada, name);
      if (name !== "kit") return;
      // Whoever reloads has a Secret Key that stands nowhere else yet: it is shown until it was kept.
      await ada.reload();
      await secret(ada, "Password").fill(password);
      await button(ada, "Unlock").click();
    });
    expect(secretKey).toMatch(/^SG1-(.{5}-){5}.{5}$/);
    await look(ada, "vault-empty");
  }, 300_000);

  it("keeps items of every kind in folders, and whatever is typed stays text", async () => {
    await button(ada, "New folder").click();
    await field(ada.getByRole("dialog"), "Name").fill(script);
    await button(ada, "Make folder").click();
    await heading(ada, script).waitFor();
    await menu(ada, "What to do with this folder", "Rename");
    await field(ada.getByRole("dialog"), "Name").fill("Household");
    await button(ada, "Save").click();
    await heading(ada, "Household").waitFor();

    await button(ada, "Add item").click();
    await field(ada, "Title").fill("City library");
    await field(ada, "User name").fill("ada.lovelace");
    await button(ada, "Make a password").click();
    await button(ada, "Another").click();
    await ada.getByText("Another password was made (1).").waitFor();
    const made = await textOf(ada.locator("[data-generated]"));
    // What is read out by itself is heard by whoever is near.
    const readOut = await ada.locator("[aria-live], [role=status], [role=alert]").allTextContents();
    expect(readOut.join()).not.toContain(made);
    await look(ada, "generator");
    await button(ada, "Take it").click();
    await field(ada, "Web address").fill("javascript:document.title='broken'");
    await secret(ada, "One-time code").fill("JBSWY3DPEHPK3PXP");
    await button(ada, "Add a field").click();
    await field(ada, "Name of the field").fill(script);
    await secret(ada, "Value").fill(script);
    await field(ada, "Notes").fill(script);
    await field(ada, "Tags").fill(`books, ${script}`);
    await look(ada, "item-form");
    await button(ada, "Save").click();
    await isSynced(ada, "SYNCED");

    await look(ada, "script-as-text");
    expect(await item(ada).textContent()).not.toContain(made);
    await button(ada, "Show Password").click();
    expect(await item(ada).textContent()).toContain(made);
    await button(ada, `Copy Password`).click();
    await isCopied(ada, made);
    expect(await ada.locator("[data-totp]").textContent()).toMatch(/^\d{3} \d{3}$/);
    expect(await ada.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(await ada.locator("#app img, #app script").count()).toBe(0);
    expect(await ada.title()).not.toContain("broken");
  }, 300_000);

  it("finds, marks, moves, trashes and restores", async () => {
    await button(ada, "Mark as favourite").click();
    await link(ada, "Favourites").click();
    await ada.getByRole("link", { name: /City library/ }).waitFor();
    await ada.getByRole("searchbox").fill("LÓVEL city-lib");
    await ada.getByText("1 item found").waitFor();
    await ada.getByRole("searchbox").fill("");
    await ada.getByRole("link", { name: /City library/ }).click();
    await button(ada, "Edit").click();
    await field(ada, "Web address").fill("https://library.example/login");
    await field(ada, "Notes").fill("Card in the blue wallet.");
    await field(ada, "Tags").fill("books");
    await ada.getByRole("button", { name: /^Remove / }).click();
    await button(ada, "Save").click();
    await link(ada, "https://library.example/login").waitFor();
    await look(ada, "item");
    await menu(ada, "What to do with this item", "Former versions");
    await ada
      .getByRole("dialog")
      .getByText("javascript:document.title='broken'")
      .first()
      .waitFor({ state: "detached" });
    await look(ada, "history");
    await ada.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await button(ada, "Copy Password").click();
    await menu(ada, "What to do with this item", "Move to trash");
    await link(ada, "Trash").click();
    await look(ada, "trash");
    // Locked before it is done: nobody is told of it then.
    await atOnce(button(ada, "Restore"), button(ada, "Lock"));
    await heading(ada, "Welcome back").waitFor();
    expect(await textOf(ada.locator("body"))).not.toContain("City library");
    await isCopied(ada, "");
    await unlock(ada);
    await ada.getByText("The trash is empty").waitFor();
    expect(await textOf(ada.locator("body"))).not.toContain("City library");

    await go(ada, "vault/personal");
    await ada.getByRole("link", { name: /City library/ }).click();
    await atOnce(button(ada, "Copy Password"), button(ada, "Lock"));
    await heading(ada, "Welcome back").waitFor();
    expect(await ada.evaluate(() => navigator.clipboard.readText())).toBe("");
    await unlock(ada);
  }, 300_000);

  it("keeps what was done without a line over a reload, says how each item stands, and sends it later", async () => {
    await go(ada, "vault/personal");
    await ada.getByRole("link", { name: /City library/ }).click();
    await isSynced(ada, "SYNCED");
    const { hash } = new URL(ada.url());
    await go(ada, "devices/keys");
    await button(ada, "Renew all keys").waitFor();
    await go(ada, hash.slice(2));
    await house.stop();
    await button(ada, "Edit").click();
    await field(ada, "User name").fill("ada.offline");
    await button(ada, "Save").click();
    await isSynced(ada, "OFFLINE");
    await ada.getByText("Offline · 1 change waits").waitFor();
    await look(ada, "offline");

    // Whoever sits down at an open page knows no password: whatever fails here shows them no kit.
    await go(ada, "devices/keys");
    await button(ada, "Renew all keys").click();
    const renewing = ada.getByRole("alertdialog");
    await secret(ada, "Password now").fill("not this one");
    for (const name of ["New password", "The password once more"]) await secret(ada, name).fill("nor this one");
    await button(renewing, "Renew all keys").click();
    await renewing.getByText("The server cannot be reached.").waitFor();
    await button(renewing, "Cancel").click();
    // The page itself comes from the server.
    await house.start();
    await isShownNoKit(ada, "company", "Open the administration");
    await go(ada, hash.slice(2));
    await item(ada).waitFor();
    await ada.evaluate(() => window.dispatchEvent(new Event("offline")));
    await ada.reload();
    await secret(ada, "Password").waitFor();
    await look(ada, "unlock");
    await secret(ada, "Password").fill("not this one");
    await button(ada, "Unlock").click();
    await ada.getByRole("alert").waitFor();
    await unlock(ada);
    await item(ada).getByText("ada.offline").waitFor();
    await isSynced(ada, "SYNCED");
  }, 300_000);

  it("settles a conflict with another device as a person chooses", async () => {
    const settings = { url: house.url, store: memoryStore() };
    phone = await signIn(settings, { address: ids.ada, password, secretKey, deviceName: "phone" });
    const portal = await signIn(
      { ...settings, store: memoryStore() },
      { address: ids.ada, password, secretKey, deviceName: "office", surface: "PORTAL" },
    );
    devices.push(phone, portal);
    await portal.company.policies.set({ scope: "TENANT" }, { vaultTimeoutMinutes: { value: 60 } });
    await asSuperuser("update tenant set seats = 2 where id = $1", [portal.account.tenant]);
    toBob = (await portal.company.invite([{ address: ids.bob, name: "Bob Babbage" }]))[0]?.link ?? "";
    await ada.getByText("Rules of your company have changed").waitFor();
    await button(ada, "Put away").click();
    const items = phone.profile("PERSONAL").items();
    const [known] = await items.find("City library");
    await house.stop();
    await button(ada, "Edit").click();
    await field(ada, "User name").fill("ada.browser");
    await button(ada, "Save").click();
    await isSynced(ada, "OFFLINE");
    await ada.context().setOffline(true);
    await house.start();
    await items.edit(known?.id ?? "", { fields: { username: "ada.phone" } });
    await ada.context().setOffline(false);
    await link(ada, /^Conflicts/).click();
    await ada
      .getByRole("link", { name: /Conflict/ })
      .last()
      .click();
    await button(ada, "Choose").click();
    await look(ada, "conflict");
    await button(ada, "Keep this").click();
    await ada.getByRole("dialog").waitFor({ state: "detached" });
    await item(ada).getByText("ada.browser").waitFor();
    await isSynced(ada, "SYNCED");
    await phone.syncNow();
    expect((await items.get(known?.id ?? "")).fields.username).toBe("ada.browser");
    expect(await items.list({ conflict: true })).toEqual([]);
  }, 300_000);

  it("draws of a long list what is seen, and leads through it by keys", async () => {
    const [phone] = devices;
    await phone
      ?.profile("BUSINESS")
      .items()
      .addMany(Array.from({ length: 300 }, (_, n) => ({ kind: "note", title: `Note ${n + 1}` })));
    await link(ada, "Business").click();
    const row = (n: number) => ada.locator(`.items li[aria-posinset="${n}"][aria-setsize="300"] a`);
    const isAt = (n: number) => row(n).and(ada.locator(":focus")).waitFor();
    await row(1).focus();
    expect(await ada.locator(".items li").count()).toBeLessThan(100);
    await ada.keyboard.press("ArrowDown");
    await isAt(2);
    await ada.keyboard.press("End");
    await isAt(300);
    await row(1).waitFor({ state: "detached" });
    await ada.keyboard.press("Enter");
    await item(ada).getByRole("heading", { name: "Note 300" }).waitFor();
    await look(ada, "long-list");
    await row(300).focus();
    await ada.keyboard.press("Tab");
    expect(await ada.locator(".items a:focus").count()).toBe(0);
    // Every word, wherever it stands: 27, 127, 227, and those from 270.
    await ada.getByRole("searchbox").fill("27 note");
    await ada.getByText("13 items found").waitFor();
  }, 300_000);

  it("shares an item with somebody else, who sees each change live", async () => {
    bob = await bobs.open(`${house.url}/app/`);
    await signUp(bobs, ids.bob, "Bob Babbage", async () => {});
    await go(ada, "vault/personal");
    await ada.getByRole("link", { name: /City library/ }).click();
    await menu(ada, "What to do with this item", "Share…");
    await field(ada, "Name").fill("Library");
    await button(ada, "Continue").click();
    await ada.getByText("What will happen").waitFor();
    await look(ada, "share-new");
    await button(ada, "Share").click();
    await heading(ada, "Library").waitFor();
    await button(ada, "Invite a guest").click();
    await field(ada, "Their name").fill("Bob Babbage");
    await field(ada, "E-mail address").fill(ids.bob);
    await button(ada, "Make invitation").click();
    const invitation = await textOf(ada.locator(".generated"));
    await button(ada, "Close").click();

    await link(bob, "Shares").click();
    await look(bob, "shares-empty");
    await button(bob, "I have an invitation").click();
    await field(bob, "Link of the invitation").fill(invitation);
    await button(bob, "Continue").click();
    await button(bob, "Join").click();
    await link(bob, /City library/).click();
    await item(bob).getByText("ada.browser").waitFor();
    await look(bob, "shared-item");
    await heading(ada, "Library").waitFor();
    await look(ada, "share");

    await phone.syncNow();
    const [library] = await phone.shares.list();
    const shelves = Array.from({ length: 80 }, (_, n) => ({ kind: "note", title: `Shelf ${n + 1}` }));
    await phone.shares
      .open(library?.id ?? "")
      .items()
      .addMany(shelves);
    const rows = ada.locator(".items li[aria-setsize='81']");
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(60);
    await link(ada, /City library/).click();
    await button(ada, "Edit").click();
    await field(ada, "User name").fill("ada.live");
    await button(ada, "Save").click();
    await item(bob).getByText("ada.live").waitFor();

    await link(ada, "Shares").click();
    await link(ada, "Library").click();
    await menu(ada, "What to do about Bob Babbage", "Take out");
    await button(ada.getByRole("alertdialog"), "Take out").click();
    await bob.getByText("This item is not here any more").waitFor();
  }, 300_000);

  it("looks after devices, second factors and keys", async () => {
    await link(ada, "Account").click();
    await ada.getByText("phone", { exact: true }).waitFor();
    await look(ada, "devices");
    await ada.getByRole("tab", { name: "Password and keys" }).click();
    await look(ada, "keys");
    await button(ada, "Show kit").click();
    const kit = ada.getByRole("dialog");
    expect(await ada.locator("[data-secret-key]").count()).toBe(0);
    await secret(ada, "Password").fill(password);
    await button(kit, "Show kit").click();
    expect(await textOf(kit.locator("[data-secret-key]"))).toBe(secretKey);
    await button(kit, "Close").click();
    await ada.getByRole("tab", { name: "You" }).click();
    await look(ada, "account");
    await ada.getByRole("tab", { name: "Second factor" }).click();
    await button(ada, "Add authenticator").click();
    await button(ada, "Continue").click();
    const seed = await textOf(ada.locator("[data-totp-secret]"));
    await field(ada, "Code of your authenticator").fill(totpCode(seed, house.now()).code);
    await button(ada, "Add").click();
    await heading(ada, "Spare codes").first().waitFor();
    await look(ada, "spare-codes");
    const spare = await textOf(ada.locator(".spare-codes li").first());
    await button(ada, "I have kept them").click();
    await look(ada, "second-factors");

    // Left alone while new ones are shown: locked, and nothing of them stays.
    await button(ada, "New spare codes").click();
    await button(ada.getByRole("alertdialog"), "New spare codes").click();
    await heading(ada, "Is it you?").waitFor();
    // Each code of an authenticator counts once.
    house.advance(30_000);
    await field(ada, "Code of your authenticator").fill(totpCode(seed, house.now()).code);
    await button(ada, "Continue").click();
    await heading(ada, "Spare codes").first().waitFor();
    const shown = await ada.locator(".spare-codes li").allTextContents();
    expect(shown).toHaveLength(10);
    await ada.evaluate(() => {
      const ticks = performance.now.bind(performance);
      performance.now = () => ticks() + 61 * 60_000;
      dispatchEvent(new Event("focus"));
    });
    await heading(ada, "Welcome back").waitFor();
    const left = await textOf(ada.locator("body"));
    expect(shown.filter((code) => left.includes(code))).toEqual([]);
    await unlock(ada);

    const other = await webVisitor(browser);
    const page = await other.open(`${house.url}/app/#/approval`);
    await field(page, "E-mail address").fill(ids.ada);
    await button(page, "Show six words").click();
    const words = await textOf(page.locator("[data-approval-words]"));
    await look(page, "approval");
    await ada.getByRole("tab", { name: "Devices" }).click();
    await field(ada, "Six words").fill(words);
    await secret(ada, "Password").fill("not this one");
    await button(ada, "Let it in").click();
    await ada.getByRole("alert").waitFor();
    await secret(ada, "Password").fill(password);
    await button(ada, "Let it in").click();
    await secret(page, "Password").fill(password);
    await button(page, "Sign in").click();
    await button(page, "Use a spare code").click();
    // Of the ten before, none is good any more.
    await field(page, "Spare code").fill(spare);
    await button(page, "Continue").click();
    await page.getByText("That was not right, or was used before.").waitFor();
    await button(page, "Use a spare code").click();
    await field(page, "Spare code").fill(shown[0] ?? "");
    await look(page, "factor");
    await button(page, "Continue").click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await link(page, "Vault").click();
    await page.getByText("City library").waitFor();
    expect(other.complaints).toEqual([]);
    await other.close();
  }, 300_000);

  it("takes a security key, and opens the account by its code together with it", async () => {
    const keys = await bobs.context.newCDPSession(bob);
    await keys.send("WebAuthn.enable", { enableUI: false });
    await keys.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "usb", automaticPresenceSimulation: true, isUserVerified: false },
    });
    await go(bob, "vault");
    await button(bob, "Add item").click();
    await field(bob, "Title").fill("Bob's own");
    await button(bob, "Save").click();
    await isSynced(bob, "SYNCED");
    await link(bob, "Account").click();
    await bob.getByRole("tab", { name: "Second factor" }).click();
    await button(bob, "Add security key").click();
    await button(bob, "Touch the key").click();
    await button(bob, "I have kept them").click();
    await bob.getByText("Security key or passkey").waitFor();

    await bob.getByRole("tab", { name: "Password and keys" }).click();
    await button(bob, "Make a code").click();
    await secret(bob, "Password").fill(password);
    await button(bob.getByRole("dialog"), "Make a code").click();
    await heading(bob, "Is it you?").waitFor();
    await button(bob, "Use security key").click();
    const code = (await textOf(bob.locator(".words"))).trim();
    await look(bob, "account-code");
    await button(bob, "I have kept them").click();
    await bob.getByRole("tab", { name: "You" }).click();
    await button(bob, "Sign out").click();
    await button(bob.getByRole("alertdialog"), "Sign out").click();

    await link(bob, "Password or Secret Key lost? Use your account code").click();
    await field(bob, "E-mail address").fill(ids.bob);
    await field(bob, "Account code").fill(code.replace(/\d$/, (last) => `${(Number(last) + 1) % 10}`));
    await bob.getByText("Group 8 is mistyped.").waitFor();
    await look(bob, "recover");
    await field(bob, "Account code").fill(code);
    await secret(bob, "New password").fill(`${password} 2`);
    await button(bob, "Open my account").click();
    await heading(bob, "Second factor").waitFor();
    await button(bob, "Use security key").click();
    const key = await textOf(bob.locator("[data-secret-key]"));
    await field(bob, "Last part of your Secret Key").fill(key.slice(-5));
    await button(bob, "I have it, go on").click();
    await bob.getByRole("link", { name: /Bob's own/ }).waitFor();
  }, 300_000);

  it("lets somebody who has an account into a company by its link, where there is a seat and time", async () => {
    const { tenant } = phone.account;
    const seats = (count: number) => asSuperuser("update tenant set seats = $2 where id = $1", [tenant, count]);
    const lasts = (days: number) =>
      asSuperuser("update invitation set expires_at = now() + make_interval(days => $2) where tenant_id = $1", [
        tenant,
        days,
      ]);
    const asks = bob.getByRole("dialog");
    await lasts(-1);
    await bob.evaluate((hash) => {
      location.hash = hash;
    }, new URL(toBob).hash);
    await asks.getByText("This invitation has run out.").waitFor();
    await look(bob, "invitation-expired");
    await lasts(1);
    await seats(1);
    await button(asks, "Try again").click();
    await button(asks, "Join").click();
    await asks.getByText("The company has no seat left.").waitFor();
    await look(bob, "invitation-no-seat");
    await seats(2);
    await button(asks, "Join").click();
    await bob.getByText("You have joined").waitFor();
    await link(bob, /Bob's own/).waitFor();
    await phone.syncNow();
    expect(await phone.company.people()).toHaveLength(2);
  }, 300_000);

  it("makes all keys anew, and has the new kit kept over a lock before anything else", async () => {
    const renewing = bob.getByRole("alertdialog");
    const renew = async (current: string, next: string) => {
      await go(bob, "devices/keys");
      await button(bob, "Renew all keys").click();
      await secret(bob, "Password now").fill(current);
      for (const name of ["New password", "The password once more"]) await secret(bob, name).fill(next);
      await button(renewing, "Renew all keys").click();
    };
    // What is sent is done, and nobody hears of it: whoever tries again does so by a password that is none any more.
    await bobs.context.route("**/graphql", async (route) => {
      if (!route.request().postData()?.includes('"RotateAccount"')) return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await renew(`${password} 2`, `${password} 3`);
    await renewing.getByText("The server cannot be reached.").waitFor();
    await bobs.context.unrouteAll();
    await button(renewing, "Renew all keys").click();
    await renewing.getByText(/are not right|is not your password/).waitFor();
    // There is a kit to keep by now: nobody is shown it who did not give the password since, whatever failed.
    await button(renewing, "Cancel").click();
    await isShownNoKit(bob, "partner", "Open the partner portal");
    await bob.reload();
    await secret(bob, "Password").fill(`${password} 3`);
    await button(bob, "Unlock").click();
    await heading(bob, "Your new Emergency Kit").waitFor();
    const lost = await textOf(bob.locator("[data-secret-key]"));
    await field(bob, "Last part of your Secret Key").fill(lost.slice(-5));
    await button(bob, "I have it, go on").click();

    await renew(`${password} 3`, password);
    await heading(bob, "Your new Emergency Kit").waitFor();
    const key = await textOf(bob.locator("[data-secret-key]"));
    await look(bob, "new-kit");
    await bob.evaluate(() => {
      const ticks = performance.now.bind(performance);
      performance.now = () => ticks() + 61 * 60_000;
      dispatchEvent(new Event("focus"));
    });
    await heading(bob, "Welcome back").waitFor();
    expect(await textOf(bob.locator("body"))).not.toContain(key);
    await secret(bob, "Password").fill(password);
    await button(bob, "Unlock").click();
    await field(bob, "Last part of your Secret Key").fill(key.slice(-5));
    await button(bob, "I have it, go on").click();
    await heading(bob, "Account").waitFor();
  }, 300_000);

  it("is in one tab at a time, and speaks French", async () => {
    const second = await adas.open(`${house.url}/app/`);
    await heading(second, "Your vault is open in another tab").waitFor();
    await look(second, "two-tabs");
    await button(second, "Use it here").click();
    await heading(ada, "Your vault was opened in another tab").waitFor();
    await unlock(second);
    // Whoever signs in again lets the vault go for a moment: another tab that waits may have it first.
    await second.evaluate(() => {
      const held = new Promise<void>((letGo) => Object.assign(window, { letGo }));
      void navigator.locks.request("sealgraph store account", () => held);
    });
    await link(second, "Company").click();
    await secret(second, "Password").fill(password);
    await button(second, "Open the administration").click();
    await heading(second, "Your vault is open in another tab").waitFor();
    await second.evaluate(() => (window as unknown as { letGo(): void }).letGo());
    await button(second, "Use it here").click();
    await unlock(second);
    await link(second, "Account").click();
    await second.getByRole("tab", { name: "You" }).click();
    await button(second, /Language/).click();
    await second.getByRole("option", { name: "Français" }).click();
    await link(second, "Coffre").click();
    await heading(second, "Tous les éléments").waitFor();
    await look(second, "francais");
    await link(second, "Compte").click();
    await second.getByRole("tab", { name: "Vous" }).click();
    await button(second, /Langue/).click();
    await second.getByRole("option", { name: "English" }).click();
    await heading(second, "Account").waitFor();
    ada = second;
  }, 300_000);

  it("shows what a server that lies was caught at, and goes on once that is put right", async () => {
    const lie = () =>
      asSuperuser(
        `update manifest m set signature = set_byte(m.signature, 0, get_byte(m.signature, 0) # 1)
           from vault v where v.id = $1 and m.vault_id = v.id and m.revision = v.revision`,
        [phone.profile("PERSONAL").vault],
      );
    await adas.context.setOffline(true);
    await phone.profile("PERSONAL").items().add({ kind: "note", title: "From the phone", fields: {} });
    // What is added while the server is slow is kept first, and sent later: the lie is about what is there.
    await phone.syncNow();
    await lie();
    await adas.context.setOffline(false);
    await ada.getByText("The server showed something that cannot be right").waitFor();
    await link(ada, "What happened").click();
    await heading(ada, "Frozen").waitFor();
    await look(ada, "evidence");
    const saved = ada.waitForEvent("download");
    await button(ada, "Save evidence").click();
    const evidence = await readFile(await (await saved).path(), "utf8");
    expect(JSON.parse(evidence)).toMatchObject({
      format: "sealgraph-evidence",
      evidence: [{ kind: "VAULT", check: "BAD_SIGNATURE" }],
    });
    for (const secret of [password, secretKey, "City library", "Card in the blue wallet"])
      expect(evidence).not.toContain(secret);
    await button(ada, "Ask the server again").click();
    await ada.getByText("It does not hold yet: this stays frozen.").waitFor();
    // Turned round once more it is what it was.
    await lie();
    await button(ada, "Ask the server again").click();
    await heading(ada, "Frozen").waitFor({ state: "detached" });
    await go(ada, "vault/personal");
    await ada.getByRole("link", { name: /From the phone/ }).waitFor();
    await button(ada, "Lock").click();
    await heading(ada, "Welcome back").waitFor();
    expect(await textOf(ada.locator("body"))).not.toContain("From the phone");
  }, 300_000);

  it("says in words that a part of it did not come, and goes on as soon as it can", async () => {
    const visitor = await webVisitor(browser);
    const { context } = visitor;
    const missing = (name: string) =>
      context.route(`**/assets/${name}-*.js`, (route) => route.fulfill({ status: 404 }));
    const heals = () => context.unrouteAll();
    await missing("sdk");
    const page = await visitor.open(`${house.url}/app/`);
    await field(page, "E-mail address").fill(ids.ada);
    await secret(page, "Password").fill(password);
    await field(page, "Secret Key").fill("SG1-");
    await button(page, "Sign in").click();
    await page.getByText("The server is there, but what this part needs did not come.").waitFor();
    await heals();
    await button(page, "Sign in").click();
    await page.getByText("This is no Secret Key.").waitFor();

    await context.setOffline(true);
    await link(page, "New here? Make an account").click();
    await page.getByText("The server cannot be reached.").waitFor();
    expect(await button(page, "Reload").count()).toBe(0);
    await look(page, "not-loaded");
    await context.setOffline(false);
    await button(page, "Try again").click();
    await field(page, "Your name").waitFor();

    await missing("strength");
    await field(page, "Your name").fill("Eve");
    await field(page, "E-mail address").fill("eve@example.com");
    await button(page, "Send me a code").click();
    await secret(page, "Choose a password").fill(password);
    await page.getByText("The server is there, but what this part needs did not come.").waitFor();
    await heals();
    await secret(page, "Choose a password").fill(`${password} 2`);
    await page.getByText("Strong", { exact: true }).waitFor();

    // Another release, whose files have other names.
    await missing("recover");
    await context.route("**/app/", async (route) => {
      const page = await route.fetch();
      await route.fulfill({ response: page, body: (await page.text()).replace(/index-[\w-]+\.js/, "index-newer.js") });
    });
    await go(page, "recover");
    await heading(page, "There is a newer version on the server").waitFor();
    expect(await button(page, "Try again").count()).toBe(0);
    await heals();
    await button(page, "Reload").click();
    await field(page, "Account code").waitFor();
    await visitor.close();
  }, 300_000);

  it("opens where a browser lets it keep no settings", async () => {
    const strict = await webVisitor(browser);
    await strict.context.addInitScript(() => {
      const refuse = () => {
        throw new DOMException("site data is blocked", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: refuse });
    });
    await heading(await strict.open(`${house.url}/app/`), "Sign in").waitFor();
    expect(strict.complaints).toEqual([]);
    await strict.close();
  }, 300_000);

  it("has no screen that axe finds fault with, or that is too wide for a telephone", () => {
    expect(faults).toEqual([]);
  });

  it("never broke the policy, and never complained", () => {
    expect([...adas.complaints, ...bobs.complaints]).toEqual([]);
  });
});
