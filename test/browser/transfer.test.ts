/** Import and export in the web client: in a real browser, on the real server, under its policy. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { openArchive, readOwnExport } from "../../src/client/import/index.ts";
import { encodeExport, memoryStore, signIn } from "../../src/client/index.ts";
import { type Browser, bundled, describeInBrowser, openBrowser, type Visitor } from "../support/app-page.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeDatabase, password } from "../support/kdbx.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { faultsOfScreen, webVisitor } from "../support/web-page.ts";

const script = `"><img src=x onerror="document.title='broken'">`;

describeInBrowser("import and export in the web client", () => {
  let house: TestHouse;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let ada: Person;
  const faults: string[] = [];
  const look = async (name: string) => void faults.push(...(await faultsOfScreen(page, name)));

  beforeAll(async () => {
    browser = await openBrowser();
    house = await openHouse({}, await bundled("examples/web"));
    [ada, visitor] = [await newPerson(house), await webVisitor(browser)];
    page = await visitor.open(`${house.url}/app/`);
    await secret("E-mail address").fill(ada.address);
    await secret("Password").fill(ada.password);
    await secret("Secret Key").fill(ada.kit.secretKey);
    await button("Sign in").click();
    await page.getByRole("heading", { name: "All items", exact: true }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await closePeople();
    await house?.close();
  });

  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const secret = (name: string) => page.getByLabel(name, { exact: true });
  const go = (place: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${place}`);
  const give = (name: string, content: string | Buffer) =>
    page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name,
        mimeType: "application/octet-stream",
        buffer: typeof content === "string" ? Buffer.from(content) : content,
      });
  const sample = (name: string) => readFile(new URL(`../support/samples/${name}`, import.meta.url));
  const titles = async (profile: "PERSONAL" | "BUSINESS") => {
    await ada.client.syncNow();
    return (await ada.client.profile(profile).items().list()).map(({ title }) => title);
  };

  it("shows first what a file holds, takes it where it is told to, once, and says how it went", async () => {
    await go("transfer/import");
    await button("Choose a file").waitFor();
    await page.route("**/assets/read.worker-*.js", (route) => route.abort());
    await give("passwords.txt", "neither this nor that");
    await page.getByText("The server is there, but what this part needs did not come.").waitFor();
    await page.unrouteAll();
    await give("passwords.txt", "neither this nor that");
    await page.getByText("none of the formats").waitFor();
    await give("bitwarden.json", await sample("bitwarden.json"));
    await page.getByText(/Bitwarden JSON.*7 items/).waitFor();
    await button(/What the file is/).click();
    await page.getByRole("option", { name: "KeePass XML 2.x", exact: true }).click();
    await page.getByText("By its content it is: Bitwarden JSON.").waitFor();
    await button(/What the file is/).click();
    await page.getByRole("option", { name: "Found by its content", exact: true }).click();
    await page.getByText(/Bitwarden JSON.*7 items/).waitFor();
    await page.getByText("Payment card · 1").waitFor();
    await look("import");
    await secret("Into a folder (optional)").fill("From Bitwarden/2026");
    await button("Import 7 items").click();
    await page.getByText("7 items imported").waitFor();
    await look("import-done");
    expect(await titles("PERSONAL")).toHaveLength(7);
    await button("Another file").click();
    await give("bitwarden.json", await sample("bitwarden.json"));
    await button("Import 7 items").click();
    await page.getByText("Nothing new").waitFor();
    expect(await titles("PERSONAL")).toHaveLength(7);
  });

  it("goes on where a closed tab cut it short, and is not frozen by a big file meanwhile", async () => {
    await button("Another file").click();
    const items = Array.from({ length: 2_500 }, (_, n) => ({
      id: `note ${n}`,
      folder: [`Folder ${n % 5}`],
      body: { kind: "note", title: n === 0 ? script : `Note ${n}` },
    }));
    const profiles = [{ kind: "BUSINESS" as const, folders: [], items, unreadable: [] }];
    const file = encodeExport({ format: "sealgraph-export", version: 1, profiles });
    await give("many.json", file);
    page.on("dialog", (dialog) => void dialog.accept());
    // As soon as anything was sent, and how fast is said, the page goes.
    await page.evaluate(() => {
      new MutationObserver((_, watching) => {
        if (!/[1-9]\d* a second/.test(document.body.textContent ?? "")) return;
        watching.disconnect();
        location.reload();
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await button("Import 2,500 items").click();
    await button("Unlock").waitFor();
    await secret("Password").fill(ada.password);
    await button("Unlock").click();
    await page.locator("input[type=file]").first().waitFor({ state: "attached" });
    await give("many.json", file);
    await button("Import 2,500 items").click();
    await page.getByText(/^[1-9][\d,]* items imported/).waitFor();
    await page.getByText(/Here already: [1-9]/).waitFor();
    const all = await titles("BUSINESS");
    expect([all.length, new Set(all).size]).toEqual([2_500, 2_500]);
  });

  it("opens a KeePass database by its password and its key file, and not without the file", async () => {
    const keyFile = Uint8Array.from(randomBytes(32));
    await button("Another file").click();
    const database = Buffer.from(await makeDatabase({ keyFile, kdf: "Argon2id" }));
    // What reads such a file is fetched now, and may not come: the file is not to blame.
    await visitor.context.route("**/assets/kdbxweb*.js", (route) => route.fulfill({ status: 404 }));
    await give("safe.kdbx", database);
    await page.getByText("The server is there, but what this part needs did not come.").waitFor();
    await visitor.context.unrouteAll();
    await give("safe.kdbx", database);
    await secret("Password of the KeePass database").fill(password);
    await button("Open").click();
    await page.getByText("do not open this KeePass database").waitFor();
    await secret("Password of the KeePass database").fill(password);
    const key = { name: "safe.key", mimeType: "application/octet-stream", buffer: Buffer.from(keyFile) };
    await page.locator("input[type=file]").last().setInputFiles(key);
    await page.getByText("safe.key").waitFor();
    await button("Open").click();
    await page.getByText(/KeePass.*1 item/).waitFor();
    await button("Import 1 item").click();
    await page.getByText("1 item imported").waitFor();
    await ada.client.syncNow();
    const found = await ada.client.profile("PERSONAL").items().find("Shop");
    expect(found.find(({ title }) => title === "Shop")).toMatchObject({
      fields: { username: "ada", password: 'p"ass, ünïcödé' },
    });
  });

  it("exports an archive by a code that is shown once, and takes it back without doubles; in clear only whoever agrees", async () => {
    await go("transfer/export");
    await button("Export").waitFor();
    await look("export");
    await secret("Your account's password").fill("not the password");
    await button("Export").click();
    await page.getByText("This is not your password.").waitFor();
    await secret("Your account's password").fill(ada.password);
    const saved = page.waitForEvent("download");
    await button("Export").click();
    const archive = await readFile(await (await saved).path());
    const code = ((await page.locator(".words").textContent()) ?? "").trim();
    expect(code).toMatch(/^\d{6}( \d{6}){9}$/);
    await look("export-done");
    const opened = await openArchive(() => once(archive), { code });
    expect(opened.profiles.map(({ count }) => count)).toEqual([8, 2_500]);
    await button("I have kept it").click();

    const sentence = "seven herons over the lagoon";
    await page.getByText("A password that you choose").click();
    await secret("Password of the archive").fill(sentence);
    await secret("The password once more").fill("seven herons");
    await secret("Your account's password").fill(ada.password);
    expect(await button("Export").isDisabled()).toBe(true);
    await secret("The password once more").fill(sentence);
    const byPassword = page.waitForEvent("download");
    await button("Export").click();
    const sealed = await readFile(await (await byPassword).path());
    await button("Close").last().click();

    await page.getByText("CSV table, not encrypted").click();
    await secret("Your account's password").fill(ada.password);
    expect(await button("Export").isDisabled()).toBe(true);
    await page.getByText("I know, and delete it when it is not needed").click();
    const table = page.waitForEvent("download");
    await button("Export").click();
    const csv = (await readFile(await (await table).path(), "utf8")).slice(1);
    expect(readOwnExport(csv)?.profiles.map(({ rows }) => rows.length)).toEqual([8, 2_500]);

    await go("transfer/import");
    await button("Another file").click();
    await give("sealgraph.archive", archive);
    await secret("Code of the archive").fill("1");
    await button("Open").click();
    await page.getByText("This code does not open the archive.").waitFor();
    await secret("Code of the archive").fill(code);
    await button("Open").click();
    await button("Import 2,508 items").click();
    await page.getByText("Nothing new").waitFor();

    await button("Another file").click();
    await give("sealed.archive", sealed);
    await secret("Password of the archive").fill("seven herons");
    await button("Open").click();
    await page.getByText("This password does not open the archive.").waitFor();
    await secret("Password of the archive").fill(sentence);
    await button("Open").click();
    await button("Import 2,508 items").waitFor();
  });

  it("says what a policy of the company kept out of the profile", async () => {
    const { address, password, kit } = ada;
    const given = { address, password, secretKey: kit.secretKey, deviceName: "office", surface: "PORTAL" as const };
    const portal = await signIn({ url: house.url, store: memoryStore() }, given);
    await portal.company.policies.set({ scope: "TENANT" }, { businessItemDomains: { value: ["mill.example"] } });
    await portal.close();
    await page.getByText("Rules of your company have changed").waitFor();
    const rows = ["Mill,https://mill.example/login,ada,secret", "Bakery,https://bakery.example/,ada,secret"];
    await give("passwords.csv", ["name,url,username,password", ...rows].join("\n"));
    await button("Import 2 items").click();
    await page.getByText("1 item imported").waitFor();
    await page.getByText("1 entry is left out").click();
    await page.getByText("has it in the business profile: import it there").waitFor();
    await look("import-left-out");
    expect((await titles("PERSONAL")).filter((title) => ["Mill", "Bakery"].includes(title))).toEqual(["Bakery"]);
  });

  it("breaks nothing that is promised of every screen, and lets no text become more than text", async () => {
    expect(await page.title()).not.toBe("broken");
    expect(faults).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
