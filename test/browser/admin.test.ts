/** The administrator's and the partner's pages as people use them: in a real browser, on the real server, under its policy. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { type Administered, administered } from "../support/administered.ts";
import { type Browser, bundled, describeInBrowser, openBrowser, type Visitor } from "../support/app-page.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, type Person } from "../support/person.ts";
import { faultsOfScreen, pressEscape, webVisitor } from "../support/web-page.ts";

/** What would run, or become markup, where anything took text for more than text. */
const script = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;

describeInBrowser("what administrators and partners are shown", () => {
  let house: TestHouse;
  let browser: Browser;
  let its: Administered;
  const visitors: Visitor[] = [];
  const faults: string[] = [];
  let ada: Page;
  let bob: Page;
  let grace: Page;
  let pia: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    house = await openHouse({}, await bundled("examples/web"));
    its = await administered(house);
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await closePeople();
    await house?.close();
  });

  const button = (page: Page | Locator, name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const field = (page: Page | Locator, name: string | RegExp) => page.getByRole("textbox", { name });
  const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, exact: true });
  const asked = (page: Page) => page.getByRole("alertdialog");
  /** A dialog stands until what was confirmed there is done; what comes of it may be read in it before. */
  const isDone = (page: Page) => page.locator(".dialog").waitFor({ state: "detached" });
  const see = (page: Page | Locator, text: string | RegExp) => page.getByText(text).first().waitFor();
  const choose = async (page: Page, select: RegExp, option: RegExp) => {
    await page.getByRole("button", { name: select }).click();
    await page.getByRole("option", { name: option }).click();
  };
  const menu = async (page: Page, of: RegExp, action: string) => {
    await page.getByRole("button", { name: of }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  };
  /** Holds a screen to what is promised of all; what it breaks is said at the end. */
  const look = async (page: Page, name: string) => void faults.push(...(await faultsOfScreen(page, name)));
  const go = (page: Page, place: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${place}`);

  /** Signs somebody in on a browser of their own, at a place. */
  async function enter(person: Person, place: string): Promise<Page> {
    const visitor = await webVisitor(browser);
    visitors.push(visitor);
    const page = await visitor.open(`${house.url}/app/#/${place}`);
    await page.getByRole("textbox", { name: "E-mail address" }).fill(person.address);
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await page.getByRole("textbox", { name: "Secret Key" }).fill(person.kit.secretKey);
    await page.locator("button[type=submit]").click();
    return page;
  }

  async function administer(page: Page, person: Person, action: string): Promise<void> {
    await button(page, action).waitFor();
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await button(page, action).click();
    await page.locator(".part-nav").first().waitFor();
  }

  it("asks for the password before anything is administered, and whoever mistypes it is where they were", async () => {
    ada = await enter(its.ada, "company");
    await heading(ada, "Company").waitFor();
    await look(ada, "administration-asks");
    await ada.getByLabel("Password", { exact: true }).fill("a wrong one");
    await button(ada, "Open the administration").click();
    await see(ada.getByRole("alert"), "are not right");
    await administer(ada, its.ada, "Open the administration");
    await heading(ada, "Babbage & Co.").waitFor();
    await look(ada, "company");
  }, 300_000);

  it("shows a user who looks after the company, and nothing of its administration", async () => {
    bob = await enter(its.bob, "company/policies");
    await see(bob, "You are a user of this company");
    await heading(bob, "Pia's IT").waitFor();
    expect(await bob.locator(".part-nav").count()).toBe(0);
    expect(await button(bob, "Leave the partner").count()).toBe(0);
  }, 300_000);

  it("shares with a group of the company and with a person, and the offer is accepted", async () => {
    await go(ada, "shares/new");
    await field(ada, "Name").fill("Front desk");
    await field(ada, "E-mail addresses of colleagues").fill(its.bob.address);
    await ada.getByText("Accounting", { exact: true }).click();
    await field(ada, "Until").fill("2030-02-31x");
    expect(await button(ada, "Continue").isDisabled()).toBe(true);
    await field(ada, "Until").fill("");
    await button(ada, "Continue").click();
    await see(ada, "Everybody gets the key at once.");
    await button(ada, "Share").click();
    await heading(ada, "Front desk").waitFor();
    await see(ada, "Accounting");
    await see(ada, "Bob Martin");
    await go(bob, "shares");
    await see(bob, "From Ada Lovelace");
    await button(bob, "Accept").click();
    await bob.getByRole("link", { name: "Front desk" }).waitFor();
    expect(await its.bob.client.syncNow().then(() => its.bob.client.shares.list())).toMatchObject([
      { name: "Front desk" },
    ]);
    expect(await bob.title()).toMatch(/ · Sealgraph$/);
    await bob.close();
  }, 300_000);

  it("invites by a link that is shown once, and takes the invitation back", async () => {
    await go(ada, "company/people");
    await see(ada, "grace@babbage.example");
    await look(ada, "company-people");
    await button(ada, "Invite people").click();
    await field(ada, "E-mail address").fill("eve@babbage.example");
    await field(ada, "What they are called").fill(`Eve ${script}`.slice(0, 100));
    await button(ada, "Make the invitation").click();
    await see(ada, "Hand this link to");
    const link = await ada.getByRole("textbox", { name: /^The link for Eve/ }).inputValue();
    expect(await its.portal.company.invitation(link)).toMatchObject({ address: "eve@babbage.example", role: "USER" });
    await look(ada, "company-invited");
    await button(asked(ada), "Close").last().click();
    await go(ada, "company/invitations");
    await button(ada, "Take back").click();
    await button(asked(ada), "Take back").click();
    await see(ada, "No invitation is open.");
    expect(await its.portal.company.invitations()).toEqual([]);
  }, 300_000);

  it("makes somebody an administrator, suspends and lets in again, and says what each does before", async () => {
    const user = its.grace.client.account.user;
    const graceNow = async () => (await its.portal.company.people()).find((each) => each.user === user);
    await go(ada, `company/people/${user}`);
    await see(ada, "What binds this person");
    await look(ada, "company-person");
    await menu(ada, /What can be done about Grace/, "Make a user");
    await see(asked(ada), "Grace Hopper administers nothing any more.");
    await button(asked(ada), "Cancel").click();
    expect(await graceNow()).toMatchObject({ role: "ADMINISTRATOR", suspended: false });
    await menu(ada, /What can be done about Grace/, "Make a user");
    await button(asked(ada), "Make a user").click();
    await ada.locator("dd", { hasText: /^user$/ }).waitFor();
    expect(await graceNow()).toMatchObject({ role: "USER" });
    await menu(ada, /What can be done about Grace/, "Make administrator");
    await button(asked(ada), "Make administrator").click();
    await ada.locator("dd", { hasText: /^administrator$/ }).waitFor();
    expect(await graceNow()).toMatchObject({ role: "ADMINISTRATOR", marked: false });
    await menu(ada, /What can be done about Grace/, "Delete for good");
    await field(asked(ada), "Type the name to go on").fill("Grace");
    expect(await button(asked(ada), "Delete for good").isDisabled()).toBe(true);
    await button(asked(ada), "Cancel").click();
  }, 300_000);

  it("names a group, puts somebody in and takes them out", async () => {
    await go(ada, "company/groups");
    await button(ada, "Make a group").click();
    await field(ada, "Name of the group").fill(script.slice(0, 90));
    await button(ada, "Save").click();
    await heading(ada, script.slice(0, 90)).waitFor();
    await button(ada, "Add somebody").click();
    await button(ada.getByRole("dialog"), "Add somebody").click();
    await see(ada, "1 member");
    await button(ada, "Take out").click();
    await button(asked(ada), "Take out").click();
    await see(ada, "Nobody is in it.");
    await menu(ada, /More about this group/, "End the group");
    await button(asked(ada), "End the group").click();
    await isDone(ada);
    await see(ada, "Accounting");
    expect((await its.portal.company.groups.list()).map(({ name }) => name)).toEqual(
      expect.not.arrayContaining([script.slice(0, 90)]),
    );
  }, 300_000);

  it("signs no policy before it was seen whom it touches, and just what was seen", async () => {
    await go(ada, "company/policies");
    await button(ada, "Change: Second factor demanded").click();
    expect(await button(ada, "Sign it").isDisabled()).toBe(true);
    await field(ada, "Value").fill("91");
    await see(ada, "That is 0 to 90.");
    expect(await button(ada, "See whom it touches").isDisabled()).toBe(true);
    await field(ada, "Value").fill("30");
    await ada.getByText("Lock: nothing narrower can say otherwise").click();
    await button(ada, "See whom it touches").click();
    await see(ada, "3 people would be touched:");
    await see(ada, "not demanded → 30 days of grace");
    await look(ada, "company-policy-trial");
    await field(ada, "Value").fill("14");
    expect(await button(ada, "Sign it").isDisabled()).toBe(true);
    await button(ada, "See whom it touches").click();
    await see(ada, "not demanded → 14 days of grace");
    await button(ada, "Sign it").click();
    await isDone(ada);
    await see(ada, "14 days of grace");
    await look(ada, "company-policies");
    expect(await its.portal.company.policies.list()).toMatchObject([
      { target: { scope: "TENANT" }, says: { requireTwoFactor: { value: 14, locked: true } } },
    ]);
  }, 300_000);

  it("lists the log by what is asked for, and verifies all of it here", async () => {
    await go(ada, "company/log");
    await button(ada, "Verify the whole log").click();
    await see(ada, "nothing was changed, dropped or swapped.");
    const kinds = ada.locator(".table-row code");
    await kinds.filter({ hasText: "USER_JOINED" }).first().waitFor();
    await look(ada, "company-log");
    await choose(ada, /\bWhat\b/, /^POLICIES_SET$/);
    await kinds.filter({ hasText: "USER_JOINED" }).first().waitFor({ state: "detached" });
    expect(await kinds.allTextContents()).toEqual(["POLICIES_SET"]);
  }, 300_000);

  it("shows recovery from its set-up over approvals to opened items", async () => {
    await go(ada, "company/recovery");
    await button(ada, "Set up recovery").click();
    await ada.getByText("60 digits on paper").click();
    await field(ada, /^How many other administrators agree/).fill("1");
    await field(ada, /^Hours that a recovery waits/).fill("0");
    await button(asked(ada), "Sign it").click();
    const code = ((await ada.locator("[data-recovery-code]").textContent()) ?? "").split(" ");
    expect(code).toHaveLength(10);
    expect(await button(ada, "It is kept").isDisabled()).toBe(true);
    for (const place of await ada.getByRole("textbox", { name: /^Group \d+ from the paper$/ }).all()) {
      const label = await place.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? "");
      await place.fill(code[Number(/\d+/.exec(label)?.[0]) - 1] ?? "");
    }
    await button(ada, "It is kept").click();
    await see(ada, "it waits for another administrator.");

    grace = await enter(its.grace, "company/recovery");
    await administer(grace, its.grace, "Open the administration");
    await button(grace, "Look at it and confirm").click();
    await see(asked(grace), "can open all business profiles");
    await button(asked(grace), "Confirm").click();
    await heading(grace, "Recovery is in force.").waitFor();

    await its.bob.client.syncNow();
    await its.portal.recovery.takeBackups(its.bob.client.account.user);
    await go(ada, "company/recovery/holders");
    await see(ada, "There is one custodian.");
    await go(ada, "company/recovery/status");
    await button(ada, "Do a drill").click();
    await see(ada, "There was no sample yet");
    await button(ada, "Do a drill").click();
    await see(ada, "The sample opened");
    await look(ada, "recovery-readiness");

    await go(ada, "company/recovery/cases");
    await button(ada, "Ask for a recovery").click();
    await choose(ada, /Whose work/, /Bob Martin/);
    await field(ada, /^What it is needed for/).fill(`Bob is ill ${script}`);
    await button(ada, "Sign the request").click();
    await heading(ada, "Recovery of Bob Martin").waitFor();
    await see(ada, "1 approval is missing");
    expect(await button(ada, "Agree").count()).toBe(0);
    expect(await button(ada, "Open what it is for").count()).toBe(0);

    await go(grace, "company/recovery/cases");
    await grace.getByRole("row", { name: /Bob Martin/ }).click();
    await button(grace, "Agree").click();
    await see(asked(grace), "Ada Lovelace wants to read the business profile of Bob Martin");
    await look(grace, "recovery-agree");
    await button(asked(grace), "Agree").click();
    await see(grace, "open until");
    expect(await button(grace, "Open what it is for").count()).toBe(0);

    await go(ada, "company/recovery/cases");
    await ada.locator(".badge", { hasText: "open until" }).waitFor();
    await ada.getByRole("row", { name: /Bob Martin/ }).click();
    await button(ada, "Open what it is for").click();
    await see(ada, "2 items, verified");
    await look(ada, "recovery-items");
    await button(ada, "Show").first().click();
    await see(ada, "rag and pulp");
    await pressEscape(ada);
    await button(ada, "Choose all").click();
    await button(ada, "Take out what is chosen").click();
    await button(asked(ada), "Seal them into a share").click();
    await see(ada, "2 items are in the share now.");
    await button(ada, "Close it").click();
    await button(asked(ada), "Close it").click();
    await ada.locator("dd", { hasText: /^closed$/ }).waitFor();
  }, 300_000);

  it("opens links of invitations: the secret leaves the address at once, and nobody joins unasked", async () => {
    const [invited] = await its.portal.company.invite([
      { address: "eve@babbage.example", name: `Eve ${script}`.slice(0, 90) },
    ]);
    const link = invited?.link ?? "";
    const secret = link.slice(link.indexOf("#") + 1);
    const visitor = await webVisitor(browser);
    visitors.push(visitor);
    const eve = await visitor.open(link);
    await see(eve, "Babbage & Co. invites you, as user");
    await see(eve, "eve@babbage.example");
    const keeps = () =>
      eve.evaluate(() => JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]));
    expect(eve.url()).toBe(`${house.url}/app/`);
    expect(await keeps()).not.toContain(secret);
    expect(await eve.evaluate(() => history.length)).toBe(2);
    await look(eve, "invitation");
    await button(eve, "Make my account").click();
    await button(eve, "Send me a code").click();
    await field(eve, "Code from the mail").waitFor();
    await field(eve, "Code from the mail").fill(await house.codeFor("eve@babbage.example"));
    await see(eve, "Babbage & Co. invites you, as user");
    await eve.getByLabel("Choose a password", { exact: true }).fill(its.bob.password);
    await eve.getByLabel("The password once more", { exact: true }).fill(its.bob.password);
    await look(eve, "invitation-sign-up");
    await button(eve, "Make my account").click();
    const key = (await eve.locator("[data-secret-key]").textContent()) ?? "";
    await field(eve, "Last part of your Secret Key").fill(key.trim().slice(-5));
    await button(eve, "I have it, go on").click();
    await heading(eve, "All items").waitFor();
    expect(await eve.getByRole("dialog").count()).toBe(0);
    expect(await keeps()).not.toContain(secret);

    // Used, somebody else's, cut, and of another server: each in words, and nothing is joined.
    await eve.evaluate((text) => (location.hash = text), secret);
    await see(eve.getByRole("dialog"), "was used, was taken back, or never was");
    expect(eve.url()).toBe(`${house.url}/app/`);
    await pressEscape(eve);
    const [bobs] = await its.portal.company.invite([{ address: "dan@babbage.example", name: "Dan" }]);
    await eve.goto(bobs?.link ?? "");
    await see(eve, "Your invitation waits");
    await look(eve, "invitation-locked");
    await eve.getByLabel("Password", { exact: true }).fill(its.bob.password);
    await button(eve, "Unlock").click();
    await see(eve.getByRole("dialog"), "It is for dan@babbage.example, and you are signed in as eve@babbage.example");
    expect(await button(eve, "Join").count()).toBe(0);
    await look(eve, "invitation-other-person");
    await pressEscape(eve);
    await eve.evaluate((text) => (location.hash = text), secret.slice(0, 50));
    await see(eve.getByRole("dialog"), "It may have been cut on its way");
    await pressEscape(eve);
    await go(eve, "shares");
    await button(eve, "I have an invitation").click();
    await field(eve, "Link of the invitation").fill(`https://other.example/join#${secret}`);
    await button(eve, "Continue").click();
    await see(eve.getByRole("dialog"), "another server, https://other.example");
    expect(faults).toEqual([]);
  }, 300_000);

  it("shows a guest who invites them into what, once they are signed in, and joins when they say so", async () => {
    const { owner } = its.pia;
    const { id } = await its.bob.client.shares.create({ name: script.slice(0, 90), recipients: [] });
    await its.bob.client.shares.open(id).items().add({ kind: "note", title: "Door code", fields: {} });
    const guest = { address: owner.address, name: "Pia Berger" };
    const { link } = await its.bob.client.shares.invite(id, guest);
    // Whoever has the key hands it over by following alone.
    its.bob.client.follow();
    const visitor = await webVisitor(browser);
    visitors.push(visitor);
    const page = await visitor.open(link);
    await see(page, "Somebody of another company invites you into a share");
    expect(page.url()).toBe(`${house.url}/app/`);
    await look(page, "invitation-share");
    await button(page, "I have an account").click();
    await field(page, "E-mail address").fill(owner.address);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await field(page, "Secret Key").fill(owner.kit.secretKey);
    await page.locator("button[type=submit]").click();
    await see(page.getByRole("dialog"), "From Bob Martin bob@babbage.example");
    await look(page, "invitation-guest");
    await button(page, "Join").click();
    await see(page, "Door code");
    await its.bob.client.follow().stop();
  }, 300_000);

  it("lists a partner's companies with charts that are tables too, narrowed and sorted", async () => {
    pia = await enter(its.pia.owner, "partner");
    await administer(pia, its.pia.owner, "Open the partner portal");
    await see(pia, "Analytical Engines");
    await pia.getByRole("img", { name: /^Recovery of companies\. good: \d/ }).waitFor();
    await look(pia, "partner-companies");
    await button(pia, "As a table").first().click();
    await pia.getByRole("table", { name: "Recovery of companies, as a table" }).waitFor();
    await pia.getByRole("columnheader", { name: "Company" }).click();
    await pia.locator("[aria-sort=descending]").waitFor();
    await pia.locator(".table-row").first().filter({ hasText: "Difference Ltd." }).waitFor();
    await pia.getByLabel("Part of the name or reference").fill("K-1001");
    await pia.getByText("Difference Ltd.").waitFor({ state: "detached" });
    expect(await pia.locator(".table-row").count()).toBe(1);
    await choose(pia, /Only/, /with a break-glass/);
    await see(pia, "No company is so.");
  }, 300_000);

  it("shows what a template would change in each company before it is signed there", async () => {
    await go(pia, "partner/templates");
    await button(pia, "Make a template").click();
    await field(pia, "Name").fill(`Basics ${script}`.slice(0, 100));
    await choose(pia, /Add a setting/, /^Lock when unused for/);
    await choose(pia, /how firmly/, /^Locked/);
    await choose(pia, /Add a setting/, /^No export/);
    await look(pia, "partner-template");
    await button(pia, "Sign the template").click();
    await see(pia, "version 1, for every company");
    await button(pia, "Change").click();
    await field(asked(pia), "Name").fill("Basics");
    await button(pia, "Sign the template").click();
    await see(pia, "version 2, for every company");
    await button(pia, "See what would change").click();
    await see(pia, "3 companies would change.");
    const babbage = pia.getByRole("region", { name: "Babbage & Co." });
    expect(await babbage.textContent()).toContain("nothing→15 minutes locked");
    await look(pia, "partner-template-preview");
    expect(await its.portal.company.policies.list()).toHaveLength(1);
    await button(pia, "Sign it in these 3 companies").click();
    await button(asked(pia), "Sign it in these 3 companies").click();
    await see(pia, "3 done");
    await go(ada, "company/policies");
    await see(ada, "the partner Pia's IT says: 15 minutes");
  }, 300_000);

  it("asks for a break-glass with a reason, and the company sees it plainly and ends it", async () => {
    await go(pia, `partner/companies/${its.tenant}`);
    await see(pia, "As its own roster says");
    await look(pia, "partner-company");
    await button(pia, "Ask for a break-glass").click();
    expect(await button(asked(pia), "Ask for a break-glass").isDisabled()).toBe(true);
    await field(asked(pia), /^Why/).fill(`All are ill ${script}`);
    await button(asked(pia), "Ask for a break-glass").click();
    await see(pia, "Break-glass in force until");

    await go(ada, "company/overview");
    await see(ada, "Break-glass in force until");
    await see(ada, "All are ill");
    await look(ada, "company-break-glass");
    await go(ada, "company/partner");
    await button(ada, "End the break-glass").click();
    await button(asked(ada), "End the break-glass").click();
    await isDone(ada);
    await see(ada, "Break-glass of the last 30 days");
    await look(ada, "company-desk");
    expect(await its.portal.company.desks.list()).toMatchObject([{ breakGlass: null }]);
  }, 300_000);

  it("runs nothing that was typed, breaks no policy of the page, and shows no screen that somebody cannot use", async () => {
    expect(faults).toEqual([]);
    for (const { context } of visitors)
      for (const page of context.pages()) expect(await page.title()).toMatch(/ · Sealgraph$/);
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
