/** A partner at its terminals: redeemed, staffed, companies founded and looked after, helped once, and let go. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { asOperator, partnerCodeIn } from "../support/operator.ts";
import { askRaw } from "../support/partner-people.ts";
import { programOf } from "../support/program.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-partner-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

/** Somebody's folder, unlocked. */
interface Desk {
  ask<T>(args: string[], environment?: Record<string, string>): Promise<T>;
  run(args: string[], environment?: Record<string, string>): ReturnType<Terminal["run"]>;
  readonly terminal: Terminal;
}

async function deskOf(terminal: Terminal): Promise<Desk> {
  const session = await town.unlocked(terminal);
  return {
    terminal,
    ask: (args, environment) => terminal.ask(args, { environment: { ...session, ...environment } }),
    run: (args, environment) => terminal.run(args, { environment: { ...session, ...environment } }),
  };
}

/** Signs up, alone or by a link, and in to another folder for what `surface` says. */
async function personAt(address: string, surface: "--portal" | "--partner", link?: string) {
  const secretKey = await town.signUp(await town.terminal(), address, link);
  const signIn = async (to: string) => {
    const terminal = await town.terminal();
    const environment = { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey };
    await terminal.ask(["login", "--address", address, "--device", to.slice(2), to], { environment });
    return deskOf(terminal);
  };
  return { secretKey, signIn, desk: await signIn(surface) };
}

/** The dashboard as a process of its own. */
const runDashboard = (token: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { PATH = "", HOME = "" } = process.env;
    const environment = { PATH, HOME, SEALGRAPH_SERVER: town.server.url, SEALGRAPH_TOKEN: token };
    execFile(
      process.execPath,
      programOf("examples/partner-dashboard/main"),
      { env: environment },
      (error, out, complaint) => (error ? reject(new Error(complaint)) : resolve(out)),
    );
  });

it("A partner is redeemed, founds a company, looks after it, and lets it go", async () => {
  const pia = await personAt("pia@msp.example", "--portal");
  const early = await town.terminal();
  const environment = { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: pia.secretKey };
  expect(
    await early.run(["login", "--address", "pia@msp.example", "--device", "desk", "--partner"], { environment }),
  ).toMatchObject({ code: 4, err: expect.stringContaining("You have no role at a partner.") });
  expect(await pia.desk.run(["partner", "companies", "list"])).toMatchObject({
    code: 4,
    err: expect.stringContaining("sealgraph login --partner"),
  });
  expect((await pia.desk.run(["partner", "redeem", "team-AAAA-AAAA-AAAA-AAAA-AAAA"])).err).toContain(
    "sealgraph company redeem",
  );
  expect((await pia.desk.run(["company", "redeem", "PARTNER-AAAA-AAAA-AAAA-AAAA-AAAA"])).err).toContain(
    "sealgraph partner redeem",
  );
  expect((await pia.desk.run(["partner", "redeem", "PARTNER-AAAA-AAAA-AAAA-AAAA-AAAA"])).err).toContain(
    "sealgraph company rename",
  );
  await pia.desk.ask(["company", "rename", "Pia's IT"]);
  expect((await pia.desk.run(["partner", "redeem", "PARTNER-AAAA-AAAA-AAAA-AAAA-AAAA"])).code).toBe(4);
  await pia.desk.ask(["partner", "redeem", await partnerCodeIn(town.server.database, { seats: 40 })]);
  const desk = await pia.signIn("--partner");
  expect((await desk.run(["partner", "show"])).out).toMatch(
    /Pia's IT[\s\S]*0 of 40 sold[\s\S]*owner, for all companies/,
  );
  expect((await desk.run(["partner", "companies", "list"])).out).toContain("No company yet: sealgraph partner create");

  // Founded, and joined by its first administrator.
  const founding = ["partner", "create", "Babbage & Co.", "--seats", "10", "--labels", "retail,gold"];
  expect(await desk.run([...founding, "--plan", "standard"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("Nobody could join first."),
  });
  const administrator = ["--administrator", "Ada Lovelace <ada@example.com>"];
  expect((await desk.run([...founding, "--plan", "trial", ...administrator])).err).toContain("A trial says how long");
  expect(await desk.run([...founding, "--plan", "standard", ...administrator, "--hours", "23"])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/waits 24 hours at least[\s\S]*sealgraph company desk rights --hours/),
  });
  await desk.ask(["partner", "templates", "put", "Basics", "--everywhere", "--lock", "sessionLifetimeHours=72"]);
  const founded = await desk.ask<{ tenant: string; invitations: { link: string }[] }>([
    ...founding,
    "--plan",
    "standard",
    ...administrator,
  ]);
  const shown = await early.run(["invite", "show"], {
    environment: { SEALGRAPH_INVITATION: founded.invitations[0]?.link ?? "" },
  });
  const others = ["signup", "--invited", "--address", "mallory@example.com", "--request"];
  const first = { environment: { SEALGRAPH_INVITATION: founded.invitations[0]?.link ?? "" } };
  expect((await (await town.terminal()).run(others, first)).err).toContain(
    "This invitation is for ada@example.com, and you are mallory@example.com.",
  );
  expect(shown.out).toContain("which the server calls Pia's IT, founded this company");
  expect(shown.out).toContain(
    "may there: invite, policy, break-glass after 24 hours. Whoever joins first accepts that",
  );
  const ada = await personAt("ada@example.com", "--portal", founded.invitations[0]?.link);
  expect((await ada.desk.run(["company", "desk", "list"])).out).toMatch(
    /Pia's IT[\s\S]*invite, policy, break-glass[\s\S]*keeper/,
  );

  // Looked at.
  const table = (await desk.run(["partner", "companies", "list"])).out;
  expect(table).toMatch(/Company +Labels +Plan/);
  expect(table).toMatch(/Babbage & Co\. +gold, retail +standard +1\/10 +1 +1 /);
  for (const args of [
    ["list", "--label", "gold", "--where", "people>=1", "--order-by", "people", "--descending"],
    ["list", "--all"],
  ])
    expect(await desk.ask(["partner", "companies", ...args])).toMatchObject({
      companies: [{ tenant: founded.tenant, posture: { people: 1 } }],
      next: null,
    });
  const one = (await desk.run(["partner", "companies", "show", founded.tenant])).out;
  expect(one).toMatch(
    /Desk +invite, policy, break-glass after 24 hours; 1 person at it[\s\S]*Its policies +set .+; just what the templates/,
  );
  await asOperator(town.server.database, (owner) =>
    owner.query(
      `insert into partner (tenant_id, seats, plans, parent_id, created_at) select $1, 3, '{STANDARD}', tenant_id, now() from partner`,
      [founded.tenant],
    ),
  );
  expect((await desk.run(["partner", "show"])).out).toMatch(
    /Partners under it:\n *Babbage & Co\. +0 companies +0 of 3 seats sold/,
  );
  expect(await desk.ask(["partner", "show"])).toMatchObject({
    partners: [{ tenant: founded.tenant, suspendedAt: null }],
  });
  await asOperator(town.server.database, (owner) =>
    owner.query("delete from partner where tenant_id = $1", [founded.tenant]),
  );
  expect(await desk.ask(["partner", "companies", "list", "--break-glass"])).toEqual({ companies: [], next: null });
  expect(await desk.ask(["partner", "companies", "list", "--where", "people>9"])).toEqual({
    companies: [],
    next: null,
  });
  const found = await desk.run(["partner", "companies", "search", "bab"]);
  expect(found.out).toMatch(/^Babbage & Co\./);
  expect((await desk.run(["partner", "companies", "search", "lovela"])).out).toMatch(/Ada Lovelace +ada@example\.com/);
  expect(await desk.run(["partner", "companies", "show", "Babb"])).toMatchObject({
    code: 5,
    err: expect.stringContaining("Name it whole"),
  });
  expect((await desk.run(["partner", "companies", "show", "babbage & co."])).out).toContain("1 of 10 seats taken");
  expect((await desk.run(["partner", "companies", "list", "--after", "abc"])).code).toBe(2);
  expect((await desk.run(["partner", "totals"])).out).toMatch(/Companies +1, 0 suspended/);
  expect((await desk.run(["partner", "people", founded.tenant])).out).toMatch(
    /Ada Lovelace +ada@example\.com +primary/,
  );

  // Its terms: of one, of many, and of nobody by an oversight.
  expect(await desk.run(["partner", "plan", "advanced"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("Which companies?"),
  });
  expect((await desk.run(["partner", "plan", "Advanced", "Babbage & Co."])).out).toBe("Babbage & Co.  changed\n");
  expect((await desk.run(["partner", "seats", "20", "--all", "--dry-run"])).out).toBe(
    "Babbage & Co.  would be changed\n",
  );
  expect(await desk.ask(["partner", "seats", "10", founded.tenant.slice(0, 13)])).toMatchObject({
    outcomes: [{ tenant: founded.tenant, name: "Babbage & Co.", outcome: "UNCHANGED" }],
  });
  expect(await desk.run(["partner", "suspend", "--any-label", "gold,golde", "--dry-run"])).toMatchObject({
    out: "Babbage & Co.  would be changed\n",
    err: expect.stringContaining("No company has the label golde: there are gold, retail."),
  });
  expect(await desk.run(["partner", "resume", "--label", "golde"])).toMatchObject({
    code: 0,
    out: "No company is meant by that: nothing was done.\n",
  });
  expect(await desk.run(["partner", "seats", "41", founded.tenant])).toMatchObject({
    code: 10,
    out: expect.stringMatching(/^Babbage & Co\. {2}refused +\S/),
  });
  expect((await desk.run(["partner", "label", "--label", "gold", "--remove", "gold"])).code).toBe(0);
  await desk.ask(["partner", "reference", "Babbage & Co.", "K-1047"]);
  expect((await desk.run(["partner", "companies", "show", "K-1047"])).out).toMatch(/Labels +retail/);
  expect((await desk.run(["partner", "suspend", "K-1047"])).err).toContain("--yes");
  expect((await desk.run(["partner", "suspend", "K-1047", "--yes"])).code).toBe(0);
  expect((await ada.desk.run(["company", "show"])).out).toContain("Suspended since");
  expect(await ada.desk.run(["item", "add", "Meanwhile", "--set", "username=ada"])).toMatchObject({
    code: 4,
    err: expect.stringContaining("It is kept here, and sealgraph sync sends it once that is over"),
  });
  expect((await desk.run(["partner", "resume", "K-1047"])).code).toBe(0);
  expect((await ada.desk.run(["sync"])).code).toBe(0);
  expect((await ada.desk.run(["queue", "list"])).out).toContain("Nothing waits, and nothing was refused.");

  // The same policies for many, and a lock that holds.
  await desk.ask(["partner", "templates", "put", "Retail", "--labels", "retail", "--set", "disableExport=on"]);
  expect((await desk.run(["partner", "templates", "preview", "--all"])).out).toMatch(
    /Babbage & Co\.[\s\S]*disableExport +nothing +-> +on[\s\S]*1 company of 1 would change\./,
  );
  expect((await desk.run(["partner", "templates", "apply", "--all", "--yes"])).code).toBe(0);
  expect((await desk.run(["partner", "desks", "tend", "--dry-run"])).out).toMatch(
    /^Nobody would come or go\.\nBabbage & Co\. {2}is so already$/m,
  );
  expect((await desk.run(["partner", "desks", "tend"])).out).toMatch(/^Babbage & Co\. {2}is so already$/m);
  expect((await desk.run(["partner", "templates", "list"])).out).toMatch(
    /Retail, version 1, for companies with retail/,
  );
  expect((await ada.desk.run(["policy", "show"])).out).toMatch(/sessionLifetimeHours +72 hours +the partner +locked/);
  // What she can do about a lock is said; what she says beside it in vain as well.
  const inVain = "sessionLifetimeHours is locked at 72 hours by partner Pia's IT. To be stricter, lock it as well";
  const refused = await ada.desk.run(["policy", "set", "sessionLifetimeHours", "700"]);
  expect([refused.code, refused.err.replaceAll("\n", " ")]).toEqual([
    4,
    expect.stringMatching(/sessionLifetimeHours is locked at 72 hours by partner Pia's IT\.[\s\S]*company desk rights/),
  ]);
  expect((await ada.desk.run(["policy", "try", "sessionLifetimeHours", "700"])).err).toContain(inVain);
  const beside = await ada.desk.run(["policy", "set", "sessionLifetimeHours", "90", "--lock"]);
  const overruled = "overruled by partner Pia's IT: 72 hours";
  expect(beside.out).toContain(`sessionLifetimeHours: 90 hours. It is said, and ${overruled}.`);
  expect((await ada.desk.run(["policy", "list"])).out).toMatch(
    new RegExp(`the company +sessionLifetimeHours +90 hours +locked +${overruled}`),
  );
  expect(await ada.desk.ask(["policy", "list"])).toContainEqual(
    expect.objectContaining({
      target: { scope: "TENANT" },
      overruled: [expect.objectContaining({ setting: "sessionLifetimeHours", value: 72 })],
    }),
  );
  expect((await ada.desk.run(["policy", "unset", "sessionLifetimeHours"])).code).toBe(0);
  const misspelt = await desk.run(["partner", "templates", "put", "Retail", "--lock", "vaultTimeoutMinute=15"]);
  expect(misspelt.err).toContain("There is no setting vaultTimeoutMinute. Is vaultTimeoutMinutes meant?");
  expect(misspelt.err).toContain("sealgraph partner templates put --help");

  // Staff, and help.
  expect((await desk.run(["partner", "staff", "list"])).out).toMatch(/pia@msp\.example +owner +all companies/);
  expect((await desk.run(["partner", "staff", "remove", "pia@msp.example", "--yes"])).code).toBe(6);
  expect((await ada.desk.run(["policy", "list"])).out).toMatch(
    /partner Pia's IT +sessionLifetimeHours +72 hours +locked/,
  );
  const invited = await desk.ask<{ invitations: { link: string }[] }>([
    ...["partner", "invite", "Babbage & Co.", "bob@example.com", "--name", "Bob Martin"],
  ]);
  const bob = await personAt("bob@example.com", "--portal", invited.invitations[0]?.link);
  // Who has no right is told that, and not asked first.
  expect(await bob.desk.run(["company", "desk", "dismiss"])).toMatchObject({
    code: 4,
    err: expect.stringContaining("That is for administrators of the company."),
  });
  const another = ["partner", "invite", "K-1047", "eve@example.com", "--name", "Eve", "--role", "administrator"];
  expect(await desk.run(another)).toMatchObject({
    code: 4,
    err: expect.stringContaining("sealgraph partner break-glass invite"),
  });
  const makeBob = ["partner", "break-glass", "administrator", "K-1047", "bob@example.com", "--yes"];
  expect(await desk.run(makeBob)).toMatchObject({
    code: 6,
    err: expect.stringContaining("No break-glass is in force"),
  });
  expect((await ada.desk.run(["company", "desk", "rights", "--hours", "0", "--yes"])).code).toBe(0);
  const begin = ["partner", "break-glass", "begin", "K-1047", "--reason", "Ada is in hospital"];
  expect(await desk.run(begin.slice(0, 4))).toMatchObject({
    code: 2,
    err: expect.stringContaining("the reason (everybody in the company reads it)"),
  });
  expect((await desk.run(begin)).err).toContain("--yes");
  expect((await desk.run([...begin, "--yes"])).out).toContain("It is in force in Babbage & Co. until");
  expect((await desk.run([...begin, "--yes"])).code).toBe(6);
  expect((await desk.run(["partner", "companies", "list", "--break-glass"])).out).toMatch(
    /Babbage & Co\..+break-glass/,
  );
  expect((await desk.run(makeBob)).out).toContain("Bob Martin is an administrator now.");
  expect(await desk.run(["partner", "break-glass", "suspend", "K-1047", "ada@example.com", "--yes"])).toMatchObject({
    code: 6,
    err: expect.stringMatching(/Ada Lovelace is the primary user of Babbage & Co\. No desk suspends them\./),
  });
  expect((await bob.desk.run(["company", "desk", "list"])).out).toContain("Why: Ada is in hospital.");
  expect((await ada.desk.run(["roster", "show"])).out).toMatch(
    /BREAK_GLASS +by Ada Lovelace \(pia@msp\.example\), of Pia's IT/,
  );
  expect((await bob.desk.run(["company", "desk", "cancel", "--yes"])).code).toBe(0);
  expect((await desk.run(["partner", "break-glass", "show", "K-1047"])).out).toMatch(
    /None stands in Babbage & Co\. One would wait 0 hours\.\n *The last one ended .+ by Bob Martin; .+ Asked for by .+\. Why: Ada is in hospital\./,
  );
  expect(await desk.ask(["partner", "break-glass", "show", "K-1047"])).toMatchObject({
    breakGlass: null,
    last: { reason: "Ada is in hospital", endedByName: "Bob Martin" },
  });
  expect((await ada.desk.run(["company", "desk", "list"])).out).toMatch(/Break-glass before +ended .+ by Bob Martin/);
  expect((await ada.desk.run(["user", "list"])).out).toMatch(
    /Bob Martin +bob@example\.com +administrator +by break-glass/,
  );
  expect((await desk.run(["partner", "people", "K-1047"])).out).toMatch(
    /bob@example\.com +administrator +by break-glass/,
  );
  const history = (await ada.desk.run(["roster", "show"])).out;
  expect(history).toMatch(/BREAK_GLASS +by .+ asked for, from .+ to .+: Ada is in hospital\n/);
  expect(history).toMatch(
    /ROLE .+as administrator, marked: by break-glass\n[\s\S]*BREAK_GLASS +by Bob Martin .+ ended/,
  );

  // A label that is put into a scope is a key to what has it by then: that is shown first, and asked.
  for (const giving of [
    ["staff", "set", "pia@msp.example", "technician"],
    ["service-account", "create", "narrow", "--scopes", "read-companies"],
    ["webhook", "create", "narrow", "https://hooks.example.org/"],
  ]) {
    const answer = await desk.run(["partner", ...giving, "--labels", "retail"]);
    expect([answer.code, answer.err]).toEqual([2, expect.stringMatching(/retail: 1 company\. Babbage & Co\..*--yes/s)]);
  }
  expect((await desk.run(["partner", "service-account", "list"])).out).toContain("There is none.");

  // For programs.
  const { token } = await desk.ask<{ token: string }>([
    ...["partner", "service-account", "create", "dashboard", "--scopes", "read-companies,write-terms"],
  ]);
  const drawn = await runDashboard(token);
  expect(drawn).toContain("Pia's IT: 1 companies, 2 people, 10 of 40 seats sold");
  expect(drawn).toMatch(/│ Babbage & Co\. +│ retail │ advanced │ +2\/10 │ +2 │ +2 │ missing +│/);
  const document = `mutation { setCompanySeats(input: { company: "${founded.tenant}", seats: 11 }) { __typename } }`;
  expect(await askRaw(town.server.url, token, document)).toMatchObject({
    data: { setCompanySeats: expect.anything() },
  });
  expect((await desk.run(["partner", "service-account", "list"])).out).toMatch(
    /dashboard.*read-companies, write-terms.*all companies/,
  );
  await desk.ask(["partner", "service-account", "revoke", "dashboard", "--yes"]);
  await expect(runDashboard(token)).rejects.toThrow("was revoked, ran out");
  await expect(runDashboard(`${token.slice(0, -1)}x`)).rejects.toThrow("SEALGRAPH_TOKEN is no token of this server");
  const hook = ["partner", "webhook", "create", "tickets"];
  expect(await desk.run([...hook, "http://hooks.example.org/"])).toMatchObject({
    code: 4,
    err: expect.stringMatching(/^Nothing is sent to this address\.\nAn address begins with https/),
  });
  expect((await desk.run(["partner", "webhook", "list"])).out).toContain("There is none.");
  expect(await desk.run(["partner", "webhook", "replay", "tickets"])).toMatchObject({
    code: 5,
    err: expect.stringContaining("sealgraph partner webhook list"),
  });
  const events = ["partner", "events", "--cursor-file", join(folder, "events.cursor")];
  const lines = (await desk.run(events)).out.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).kind)).toContain("BREAK_GLASS_ASKED");
  expect((await desk.run(events)).out).toBe("");
  const nowhere = join(folder, "nowhere", "events.cursor");
  expect(await desk.run(["partner", "events", "--cursor-file", nowhere])).toMatchObject({ code: 9, out: "" });
  const foreign = join(folder, "foreign.cursor");
  await writeFile(foreign, "x_XkqKsSkSwmH1TgRJfKXw\n");
  expect(await desk.run(["partner", "events", "--cursor-file", foreign])).toMatchObject({
    code: 9,
    out: "",
    err: expect.stringContaining(`The cursor in ${foreign} is not of what is asked for`),
  });
  const log = ["partner", "audit", "K-1047", "--cursor-file", join(folder, "log.cursor")];
  expect((await desk.run(log)).out.split("\n")[0]).toMatch(/^\{"revision":1,.*"hash":/);
  expect((await desk.run(log)).out).toBe("");
  expect((await desk.run([...log.slice(0, 3), "--after", "abc"])).code).toBe(2);
  const file = join(folder, "seats.csv");
  const today = new Date().toISOString().slice(0, 10);
  const counting = ["partner", "seat-days", "--from", today, "--until", today];
  expect((await desk.run(["partner", "seat-days", "--help"])).out).toMatch(/--from <day> .*\(required\)/);
  expect((await desk.run(["partner", "seat-days", "--from", "2020-01-01", "--until", "2020-01-02"])).err).toContain(
    "a company's first day is there within an hour",
  );
  await desk.ask([...counting, "--file", file]);
  expect(await readFile(file, "utf8")).toMatch(/^company,name,reference,day,plan,seats,taken\n/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  // Backups, for whom the company's custodian puts in.
  await ada.desk.ask(["recovery", "setup", "--custodian", "ada@example.com", "--approvals", "1", "--yes"]);
  await bob.desk.ask(["recovery", "confirm", "--yes"]);
  await bob.desk.ask(["item", "add", "Supplier login", "--set", "username=us", "--profile", "business"]);
  await bob.desk.ask(["sync"]);
  await ada.desk.ask(["backup", "now", "bob@example.com"]);
  const recovery = (...args: string[]) => desk.run(["partner", "recovery", ...args]);
  const opening = ["open", "K-1047", "bob@example.com", "--purpose", "Ada asked us to"];
  expect((await recovery(...opening)).code).toBe(5);
  expect((await ada.desk.run(["recovery", "member", "add", "pia@msp.example"])).out).toContain("has the key now");
  expect((await recovery("backups", "K-1047", "Bob Martin")).out).toMatch(/business profile +1 record/);
  expect((await recovery(...opening)).out).toContain("of Bob Martin: 1 approval of other administrators is missing.");
  expect(await recovery("items", "K-1047")).toMatchObject({ code: 4, err: expect.stringContaining("not open yet") });
  const [asked] = await ada.desk.ask<{ id: string }[]>(["recovery", "list"]);
  const agreed = await ada.desk.run(["recovery", "approve", String(asked?.id), "--yes"]);
  const who = "Ada Lovelace, of Pia's IT wants to read the business profile of Bob Martin";
  expect(agreed).toMatchObject({ code: 0, err: expect.stringMatching(new RegExp(`${who}[^]*Ada asked us to`)) });
  expect((await recovery("list", "K-1047")).out).toMatch(/of Bob Martin +open until .* Ada asked us to/);
  expect((await recovery("items", "K-1047")).out).toContain("Supplier login");
  expect((await recovery("show", "K-1047", "Supplier login")).out).toMatch(/username +us/);
  expect((await recovery("take", "K-1047", "--all")).err).toContain("--file");
  const sealed = join(folder, "bob.recovered");
  const taken = await desk.ask<{ code: string }>(["partner", "recovery", "take", "K-1047", "--all", "--file", sealed]);
  const reading = { environment: { SEALGRAPH_FILE_CODE: taken.code } };
  expect((await early.run(["recovery", "read", sealed], reading)).out).toContain("Supplier login");
  expect((await recovery("close", "K-1047", "--yes")).out).toContain("It is closed.");
  expect((await recovery("items", "K-1047")).code).toBe(5);
  await recovery(...opening);
  expect((await ada.desk.run(["recovery", "member", "remove", "pia@msp.example", "--yes"])).code).toBe(0);
  expect((await ada.desk.run(["recovery", "list"])).out).toMatch(
    /ended with the right of whoever asked for it, and is still to be closed +Ada asked us to/,
  );

  expect((await ada.desk.run(["audit", "list", "--kind", "company-suspended", "break-glass-asked"])).out).toMatch(
    /COMPANY_SUSPENDED +by Ada Lovelace, of Pia's IT[\s\S]*BREAK_GLASS_ASKED +by Ada Lovelace, of Pia's IT/,
  );
  expect((await ada.desk.run(["audit", "list", "--kind", "seats-changed"])).out).toMatch(
    /SEATS_CHANGED +by a program that Ada Lovelace, of Pia's IT keeps +amount 11/,
  );

  // Another of the same name or number: not by an oversight; and what nobody joined ends whole.
  const more = ["--plan", "standard", ...administrator];
  const twin = ["partner", "create", "babbage & co.", "--seats", "5", ...more];
  expect(await desk.run(twin)).toMatchObject({
    code: 6,
    err: expect.stringMatching(
      /You look after a company of this name already: Babbage & Co\., K-1047[\s\S]*--same-name/,
    ),
  });
  const doubled = await desk.ask<{ tenant: string; invitations: { link: string }[] }>([...twin, "--same-name"]);
  expect((await desk.run(["partner", "reference", doubled.tenant, "k-1047"])).err).toContain(
    "You look after a company with this reference already: Babbage & Co.",
  );
  expect((await desk.run(["partner", "create", "Other Ltd", "--seats", "26", ...more])).err).toMatch(
    /24 of the 40 seats of your pool are left[\s\S]*sealgraph partner seats/,
  );
  expect((await desk.run(["partner", "seats", "41", doubled.tenant])).err).toContain("24 of the 40 seats of your pool");
  expect((await desk.run(["partner", "release", doubled.tenant, "--yes"])).out).toMatch(
    /babbage & co\. is let go\. Nobody ever was in it, and nobody is let in any more: 1 open invitation was taken back/,
  );
  const late = { environment: { SEALGRAPH_INVITATION: doubled.invitations[0]?.link ?? "" } };
  expect((await early.run(["invite", "show"], late)).code).not.toBe(0);

  // Its own way.
  expect((await ada.desk.run(["company", "partner", "show"])).out).toMatch(
    /Partner .*which the server calls Pia's IT[\s\S]*it founded the company[\s\S]*may here: /,
  );
  expect((await ada.desk.run(["company", "show"])).out).toContain("Looked after by Pia's IT since");
  expect((await desk.run(["partner", "release", "K-1047"])).err).toContain("--yes");
  const released = await desk.run(["partner", "release", "K-1047", "--yes"]);
  expect(released.out).toContain("goes on by itself");
  expect(released.err).toMatch(/Its 11 seats came back\. 40 of the 40 seats/);
  expect((await desk.run(["partner", "show"])).out).toMatch(
    /Parted in the last 30 days:\n *Babbage & Co\., K-1047 .*was let go/,
  );
  expect((await desk.run(["partner", "companies", "show", founded.tenant])).code).toBe(5);
  expect((await ada.desk.run(["company", "desk", "list"])).out).toMatch(
    /No partner has a desk[\s\S]*, dismissed\nBreak-glass before +ended .+ by Bob Martin/,
  );

  // And back, by an offer.
  const offer = await desk.ask<{ link: string }>([
    "partner",
    "offer",
    "make",
    "--rights",
    "invite",
    "--labels",
    "back",
  ]);
  const accept = ["company", "partner", "accept"];
  expect(await ada.desk.run(accept, { SEALGRAPH_OFFER: offer.link })).toMatchObject({ code: 2 });
  expect((await ada.desk.run([...accept, "--yes"], { SEALGRAPH_OFFER: offer.link })).out).toContain("looks after");
  expect((await ada.desk.run([...accept, "--yes"], { SEALGRAPH_OFFER: offer.link })).code).toBe(4);
  const next = await desk.ask<{ link: string }>(["partner", "offer", "make", "--rights", "policy"]);
  expect((await ada.desk.run([...accept, "--yes"], { SEALGRAPH_OFFER: next.link })).err).toMatch(
    /has a desk here\.[\s\S]*sealgraph company desk rights[\s\S]*sealgraph company desk dismiss/,
  );
  expect((await desk.run(["partner", "companies", "list", "--label", "back"])).out).toContain("Babbage & Co.");
  expect((await ada.desk.run(["company", "partner", "leave", "--yes"])).out).toContain("Pia's IT was told");
  expect(await ada.desk.run(["company", "partner", "leave", "--yes"])).toMatchObject({
    code: 5,
    err: expect.stringContaining("No partner looks after this company."),
  });
  expect((await ada.desk.run(["company", "partner", "show"])).out).toBe("No partner looks after this company.\n");
  expect((await desk.run(["partner", "companies", "list"])).out).toContain("No company yet: sealgraph partner create");
}, 300_000);
