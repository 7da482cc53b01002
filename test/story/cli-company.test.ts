/** A company at its terminals: founded, sold, filled from a list, joined by link, looked after. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { codeMailedTo, openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { suspendIn, tenantCodeIn } from "../support/operator.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-company-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;
interface Desk {
  readonly terminal: Terminal;
  readonly environment: Environment;
}

/** An administrator signed in to the portal, with a company of so many seats. */
async function found(address: string, seats: number): Promise<Desk> {
  const [laptop, desk] = [await town.terminal(), await town.terminal()];
  const secretKey = await town.signUp(laptop, address);
  await desk.ask(["login", "--address", address, "--device", "desk", "--portal"], {
    environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
  });
  const environment = await town.unlocked(desk);
  const code = await tenantCodeIn(town.server.database, { seats });
  expect(await desk.ask(["company", "redeem", code], { environment })).toMatchObject({ seats });
  return { terminal: desk, environment };
}

const join_ = async (link: string, address: string): Promise<Desk> => {
  const terminal = await town.terminal();
  await town.signUp(terminal, address, link);
  return { terminal, environment: await town.unlocked(terminal) };
};

describe("a company at its terminals", () => {
  it("is founded, named, filled from a list, and looked after", async () => {
    const ada = await found("ada@example.com", 10);
    const ask = <T>(args: string[]) => ada.terminal.ask<T>(args, { environment: ada.environment });
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    await ask(["company", "rename", "Babbage & Co."]);
    const [list, links] = [join(folder, "people.csv"), join(folder, "links.csv")];
    await writeFile(
      list,
      'address,name,role\nbob@example.com,Bob Martin\nEve@Example.com,"Eve, the second",administrator\n',
    );
    expect(await ask(["invite", "import", list, "--out", links])).toEqual({ invited: 2, members: [], file: links });
    expect((await stat(links)).mode & 0o777).toBe(0o600);
    const lines = (await readFile(links, "utf8")).trim().split("\n");
    expect(lines).toHaveLength(3);
    const linkIn = (line: string | undefined) => /http:\/\/[^,]+/.exec(line ?? "")?.[0] ?? "";
    expect((await run(["invite", "import", list, "--out", links])).err).toContain("is there already");

    const stranger = await town.terminal();
    const shown = await stranger.run(["invite", "show"], { environment: { SEALGRAPH_INVITATION: linkIn(lines[1]) } });
    expect(shown.out).toContain('Babbage & Co. invites "Bob Martin" (bob@example.com) as a user.');
    const bob = await join_(linkIn(lines[1]), "bob@example.com");
    expect(await bob.terminal.ask(["user", "list"], { environment: bob.environment })).toMatchObject([
      { name: "Ada Lovelace", primary: true },
      { name: "Bob Martin", role: "USER", you: true },
    ]);
    expect((await run(["company", "show"])).out).toContain("3 of 10 seats taken");
    expect((await run(["invite", "list"])).out).toContain("Eve, the second");
    await ask(["invite", "void", "eve@example.com"]);
    const again = ["invite", "import", list, "--out", join(folder, "again.csv")];
    expect(await run(again)).toMatchObject({
      code: 10,
      out: expect.stringContaining("1 person invited"),
      err: expect.stringContaining("line 2: bob@example.com is in the company already, and was not invited"),
    });
    expect(await readFile(join(folder, "again.csv"), "utf8")).not.toContain("bob@");
    await ask(["invite", "void", "eve@example.com"]);
    expect(await run(["invite", "add", "bob@example.com", "--name", "Bob"])).toMatchObject({
      code: 6,
      out: "",
      err: expect.stringContaining("in it already"),
    });
    expect((await run(["invite", "list"])).out).toContain("No invitation is open.");

    await ask(["user", "role", "bob@example.com", "administrator"]);
    await ask(["user", "rename", "Ada King"]);
    expect((await run(["user", "confirm", "Ada Lovelace", "--yes"])).err).toContain("another administrator does it");
    const already = await run(["user", "role", "bob@example.com", "administrator"]);
    expect(already).toMatchObject({ code: 6, err: expect.stringContaining("It is so already") });
    expect((await run(["company", "rename", "Babbage & Co."])).out).toBe("The company is called Babbage & Co.\n");
    await ask(["user", "suspend", "Bob Martin", "--yes"]);
    const out = await bob.terminal.run(["sync"], { environment: bob.environment });
    expect(out).toMatchObject({ code: 3, err: expect.stringContaining("ended") });
    await ask(["user", "resume", "Bob Martin"]);
    await ask(["user", "remove", "Bob Martin", "--yes"]);
    expect((await run(["user", "list"])).out).not.toContain("Bob");
    expect((await run(["user", "suspend", "Bob Martin", "--yes"])).err).toContain("There is no such person here.");
    const verified = await ask<{ seq: number; head: string }>(["roster", "verify"]);
    const roster = (await run(["roster", "show"])).out;
    const named = [
      "INVITE +by Ada Lovelace \\(ada@example.com\\) +Bob Martin \\(bob@example.com\\), as user",
      "VOID +by Ada .*the invitation of somebody whose name is not known here",
      "ROLE +by Ada .*about Bob Martin \\(bob@example.com\\), as administrator",
      "PERSON +by Ada .*",
      "SUSPEND +by Ada .*about Bob Martin",
      "REMOVE +by Ada .*about Bob Martin",
    ];
    for (const line of named) expect(roster).toMatch(new RegExp(`\\dT\\d\\d:\\d\\dZ +${line}`));
    expect(verified.head).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has groups: made, filled, renamed, left, ended", async () => {
    const ada = await found("amy@example.com", 10);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const ask = <T>(args: string[]) => ada.terminal.ask<T>(args, { environment: ada.environment });
    const { link } = await ask<{ link: string }>(["invite", "add", "ben@example.com", "--name", "Ben"]);
    const ben = await join_(link, "ben@example.com");
    const bens = (args: string[]) => ben.terminal.run(args, { environment: ben.environment });
    expect((await run(["group", "list"])).out).toContain("There is no group here.");
    const { group } = await ask<{ group: string }>(["group", "create", "Accounting", "--member", "ben@example.com"]);
    expect((await run(["group", "list"])).out).toContain("its first key waits for a member");
    expect((await bens(["group", "list"])).out).toContain("Accounting  1 member");
    expect((await bens(["group", "create", "Ben's own"])).err).toContain("for administrators");
    expect((await run(["group", "create", "Nobody's", "--member", "zoe"])).err).toContain(
      "There is no such person here.",
    );
    expect(await run(["group", "create", "ACCOUNTING"])).toMatchObject({
      code: 6,
      err: expect.stringContaining("Another group has this name."),
    });
    await ask(["group", "add", "accounting", "amy@example.com"]);
    const synced = await bens(["sync"]);
    expect(synced.out).toMatch(/The company: \d+ new links?, verified: sealgraph roster show\./);
    expect(synced.out).toContain("Made: 1 key for groups that you are in.");
    expect((await bens(["sync"])).out).toBe("Nothing new.\n");
    expect((await run(["group", "show", group])).out).toMatch(/Ben +ben@example.com/);
    expect((await run(["roster", "show"])).out).toMatch(/NEW_GROUP +by Ada Lovelace .*the group Accounting/);
    const links = (await bens(["roster", "show", "--group", "Accounting"])).out;
    expect(links).toMatch(/ADD +by Ada Lovelace \(amy@example.com\) +about Ben \(ben@example.com\)/);
    expect((await ask<{ key: string }>(["group", "show", group])).key).toBe("HERE");
    await ask(["group", "rename", "Accounting", "Finance"]);
    expect((await bens(["group", "show", "Accounting"])).err).toContain("There is no such group here.");
    expect(await run(["group", "remove", "Everyone", "ben@example.com", "--yes"])).toMatchObject({
      code: 4,
      err: expect.stringContaining("nobody is put in, taken out or leaves"),
    });
    expect((await run(["group", "create", "--help"])).out).not.toContain("default: []");
    expect((await bens(["group", "leave", "Finance", "--yes"])).out).toContain("You are not in Finance any more.");
    expect((await run(["group", "show", "Finance"])).err).toContain("its next use makes a new key");
    expect((await run(["group", "renew", "Finance", "--yes"])).out).toContain("Finance has a new key.");
    expect((await run(["group", "renew", "Finance", "--yes"])).err).toContain("nothing to renew");
    expect((await run(["group", "remove", "Finance", "ben@example.com", "--yes"])).err).toContain("There is nobody");
    expect((await run(["group", "end", "Finance"])).err).toContain("--yes");
    expect((await run(["group", "end", "Finance", "--yes"])).out).toContain("Finance has ended.");
    expect((await run(["group", "list"])).out).not.toContain("Finance");
  });

  it("lets people go: by themselves, removed, deleted; and takes them in with what they have", async () => {
    const ada = await found("alma@example.com", 10);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const ask = <T>(args: string[]) => ada.terminal.ask<T>(args, { environment: ada.environment });
    await ask(["company", "rename", "Babbage & Co."]);
    const invite = (address: string) =>
      ask<{ link: string }>(["invite", "add", address, "--name", address.slice(0, 3)]);
    const hire = async (address: string) => join_((await invite(address)).link, address);
    const [cyd, dan, fay] = [
      await hire("cyd@example.com"),
      await hire("dan@example.com"),
      await hire("fay@example.com"),
    ];
    const as = ({ terminal, environment }: Desk, args: string[], more: Environment = {}) =>
      terminal.run(args, { environment: { ...environment, ...more } });

    await as(cyd, ["item", "add", "Own", "--kind", "note"]);
    await as(cyd, ["item", "add", "The company's", "--kind", "note", "--profile", "business"]);
    expect((await as(cyd, ["company", "leave"])).err).toContain("--yes");
    const left = await as(cyd, ["company", "leave", "--yes"]);
    expect(left.out).toContain("You have left the company");
    expect((await as(cyd, ["company", "show"])).out).toContain("there is no company");
    expect((await as(cyd, ["item", "list"])).out).toContain("Own");
    expect((await as(cyd, ["item", "list", "--profile", "business"])).out).not.toContain("The company's");
    expect((await as(cyd, ["company", "leave", "--yes"])).err).toContain("nothing to leave");
    expect((await run(["user", "list"])).out).not.toContain("cyd@example.com");

    const back = { SEALGRAPH_INVITATION: (await invite("cyd@example.com")).link };
    expect((await as(cyd, ["company", "join", "--yes"], back)).err).toContain("make new account keys first");
    await ask(["user", "remove", "dan@example.com", "--yes"]);
    expect((await as(dan, ["sync"])).err).toContain("ended");
    const typed = { SEALGRAPH_PASSWORD: password };
    const told = "You are in the company no more";
    const signedIn = await as(dan, ["login", "--address", "dan@example.com", "--device", "first"], typed);
    expect(signedIn).toMatchObject({ code: 0, err: expect.stringContaining(told) });
    expect((await as(dan, ["status"], typed)).out).toContain(told);
    expect((await as(dan, ["sync"], typed)).out).toContain(told);
    const added = await as(dan, ["item", "add", "Later", "--kind", "note"], typed);
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringContaining("PENDING"),
      err: expect.stringContaining(told),
    });
    expect(added.err).not.toContain("cannot be reached");
    expect((await run(["user", "list", "--removed"])).out).toMatch(/dan +dan@example.com +gone since .*Z\n.*cyd/);
    expect((await run(["user", "delete", "dan@example.com", "--yes"])).out).toBe(
      "dan and all that was theirs is gone.\n",
    );
    expect((await run(["user", "list", "--removed"])).out).not.toContain("dan");
    expect((await run(["user", "delete", "cyd@example.com", "--yes"])).out).toBe(
      "What the company had of cyd is gone. An account that they have elsewhere goes on as it is.\n",
    );
    expect((await as(cyd, ["item", "list"])).out).toContain("Own");
    const secret = { SEALGRAPH_PASSWORD: password };
    expect(await as(dan, ["login", "--address", "dan@example.com", "--device", "first"], secret)).toMatchObject({
      code: 3,
      err: expect.stringContaining("The server has no such account at this address, or not any more."),
    });
    expect((await run(["company", "leave", "--yes"])).err).toContain("primary user");
    expect((await run(["user", "delete", "fay@example.com"])).err).toContain("--yes");
    expect((await run(["user", "delete", "fay@example.com", "--yes"])).out).toContain("all that was theirs is gone");
    expect((await run(["user", "delete", crypto.randomUUID(), "--yes"])).err).toContain("There is no such thing");
    expect((await run(["user", "remove", "alma@example.com", "--yes"])).err).toContain("primary user");
    expect((await as(fay, ["sync"])).code).not.toBe(0);
  });

  it("gives somebody another address, proven by a code and confirmed", async () => {
    const ada = await found("anna@example.com", 10);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const { link } = await ada.terminal.ask<{ link: string }>(["invite", "add", "gus@example.com", "--name", "Gus"], {
      environment: ada.environment,
    });
    const gus = await join_(link, "gus@example.com");
    const changing = gus.terminal.converse(["user", "address", "august@example.com"], { environment: gus.environment });
    await changing.asked("code from the mail");
    changing.type(await codeMailedTo(town.server, "august@example.com"));
    expect((await changing.ended).out).toContain("An administrator has to confirm it");
    expect((await run(["user", "list"])).out).toContain("the new address august@example.com waits for");
    expect((await run(["roster", "show"])).out).toMatch(/PERSON +by Gus .*another address: august@example.com\n/);
    expect((await run(["user", "confirm", "Gus", "--yes"])).out).toContain("Confirmed for Gus.");
    expect((await run(["user", "list"])).out).toContain("august@example.com");
    await gus.terminal.run(["sync"], { environment: gus.environment });
    expect((await gus.terminal.run(["status"], { environment: gus.environment })).out).toContain("august@example.com");
    const scripted = (args: string[], more: Environment = {}) =>
      ada.terminal.ask<{ request: string; waiting: boolean }>(["user", "address", "anne@example.com", ...args], {
        environment: { ...ada.environment, ...more },
      });
    const unasked = await run(["user", "address", "anne@example.com"]);
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining("user address <address> --request has it") });
    await expect(codeMailedTo(town.server, "anne@example.com")).rejects.toThrow("no letter");
    const { request } = await scripted(["--request"]);
    const code = { SEALGRAPH_CODE: await codeMailedTo(town.server, "anne@example.com") };
    expect(await scripted(["--complete", request], code)).toEqual({ address: "anne@example.com", waiting: false });
  });

  it("invites nobody of a list that is not right, and says where", async () => {
    const ada = await found("ida@example.com", 10);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const list = join(folder, "wrong.csv");
    await writeFile(
      list,
      'bob@example.com,Bob\nno address,Eve\nBOB@example.com,Bob again\nzoe@example.com,\nmax@example.com,Max,king\nx@y,"open',
    );
    const { code, err } = await run(["invite", "import", list, "--out", join(folder, "none.csv")]);
    expect(code).not.toBe(0);
    for (const told of [
      "line 2: has no e-mail address",
      "line 3: the address of line 1 again",
      "line 4: has no name",
      "line 5: has a role",
      "line 6: cannot be read",
    ]) {
      expect(err).toContain(told);
    }
    await expect(stat(join(folder, "none.csv"))).rejects.toThrow();
    expect((await run(["invite", "import", join(folder, "nowhere.csv"), "--out", "x"])).err).toContain("is not there");
    await writeFile(list, Buffer.from([0, 1, 2]));
    expect((await run(["invite", "import", list, "--out", "x"])).err).toContain("not text");
    expect((await run(["invite", "list"])).out).toContain("No invitation is open.");
  });

  it("is told what a link is worth that is none, was used, or is for somebody else", async () => {
    const ada = await found("uma@example.com", 10);
    const stranger = await town.terminal();
    const shows = (link: string) => stranger.run(["invite", "show"], { environment: { SEALGRAPH_INVITATION: link } });
    expect(await shows("https://example.com/join#AAAA")).toMatchObject({ code: 2 });
    expect(await stranger.run(["invite", "show"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("SEALGRAPH_INVITATION"),
    });
    const { link } = await ada.terminal.ask<{ link: string }>(
      ["invite", "add", "pat@example.com", "--name", "Pat", "--role", "administrator", "--days", "1"],
      { environment: ada.environment },
    );
    // Where nobody names a server it is the link's.
    const shown = await stranger.run(["invite", "show"], {
      environment: { SEALGRAPH_INVITATION: link, SEALGRAPH_SERVER: "" },
    });
    expect(shown).toMatchObject({
      code: 0,
      err: expect.stringContaining(`The server of this link is asked: ${new URL(link).origin}`),
    });
    const elsewhere = await stranger.run(["invite", "show"], {
      environment: { SEALGRAPH_INVITATION: link.replace(/^http:..[^/]+/, "https://sealgraph.example.com") },
    });
    expect(elsewhere.err).toContain("This link is of https://sealgraph.example.com, and");
    const other = await town.terminal();
    await town.signUp(other, "quinn@example.com");
    const quinns = { ...(await town.unlocked(other)), SEALGRAPH_INVITATION: link };
    expect(await other.run(["company", "join", "--yes"], { environment: quinns })).toMatchObject({
      code: 4,
      err: expect.stringContaining("Go on with an account of that address"),
    });
    await join_(link, "pat@example.com");
    expect(await shows(link)).toMatchObject({ code: 4, err: expect.stringContaining("was used") });
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    expect((await run(["user", "primary", "Pat", "--yes"])).out).toBe("Pat is the primary user now.\n");
    const back = await run(["user", "primary", "uma@example.com", "--yes"]);
    expect(back.out).toContain("once another administrator confirms it");
  });

  it("invites nobody for whom there is no seat, and says where one is invited twice", async () => {
    const ada = await found("ivy@example.com", 3);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const [list, links] = [join(folder, "three.csv"), join(folder, "three-links.csv")];
    await writeFile(list, "bob@example.com,Bob\neve@example.com,Eve\nmax@example.com,Max\n");
    expect(await run(["invite", "import", list, "--out", links])).toMatchObject({
      code: 4,
      err: expect.stringContaining("the list names 3 people, and 2 seats are free"),
    });
    await expect(stat(links)).rejects.toThrow();
    await writeFile(list, "bob@example.com,Bob\n");
    expect(await run(["invite", "import", list, "--out", links])).toMatchObject({ code: 0 });
    expect((await readFile(links, "utf8")).trim().split("\n")).toHaveLength(2);
    const again = await run(["invite", "add", "BOB@example.com", "--name", "Bob"]);
    expect(again).toMatchObject({
      code: 0,
      err: expect.stringContaining("An invitation to bob@example.com was open already"),
    });
    expect((await run(["company", "show"])).out).toContain("3 of 3 seats taken, 2 of them by open invitations.");
    await writeFile(list, "ivy@example.com,Ivy\n");
    const none = join(folder, "none-links.csv");
    expect(await run(["invite", "import", list, "--out", none])).toMatchObject({
      code: 10,
      out: "Nobody was invited.\n",
    });
    await expect(stat(none)).rejects.toThrow();
  });

  it("says that it is suspended, and who ends that", async () => {
    const ada = await found("zora@example.com", 3);
    const run = (args: string[]) => ada.terminal.run(args, { environment: ada.environment });
    const { tenant } = await ada.terminal.ask<{ tenant: string }>(["company", "show"], {
      environment: ada.environment,
    });
    await suspendIn(town.server.database, tenant, true);
    expect((await run(["company", "show"])).out).toMatch(
      /Suspended since .*Z by whoever runs the server, or by its partner/,
    );
    expect(await run(["company", "rename", "Other"])).toMatchObject({
      code: 4,
      err: expect.stringContaining("or the partner that did it, ends that, no administrator"),
    });
    await suspendIn(town.server.database, tenant, false);
    expect((await run(["company", "rename", "Other"])).code).toBe(0);
  });

  it("sends an administrator from the app to the portal", async () => {
    const laptop = await town.terminal();
    await town.signUp(laptop, "lea@example.com");
    const environment = await town.unlocked(laptop);
    const { code, err } = await laptop.run(["company", "rename", "Lea's"], { environment });
    expect(code).not.toBe(0);
    expect(err).toContain("sealgraph login --portal");
  });
});
