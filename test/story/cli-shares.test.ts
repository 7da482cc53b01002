/** Shares at terminals: three people and a group of one company, from the first offer to the end. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";
import { tenantCodeIn } from "../support/operator.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

interface Desk {
  run(...args: string[]): ReturnType<Terminal["run"]>;
  ask<T>(...args: string[]): Promise<T>;
  readonly terminal: Terminal;
  readonly secretKey: string;
  readonly environment: Readonly<Record<string, string>>;
}

const deskOf = (terminal: Terminal, secretKey: string, environment: Readonly<Record<string, string>>): Desk => ({
  terminal,
  secretKey,
  environment,
  run: (...args) => terminal.run(args, { environment }),
  ask: (...args) => terminal.ask(args, { environment }),
});

/** Ada in the portal, Bob, and Eve, who is in the group Accounting. */
async function company(name: string) {
  const [laptop, terminal] = [await town.terminal(), await town.terminal()];
  const address = `ada.${name}@example.com`;
  const secretKey = await town.signUp(laptop, address);
  await terminal.ask(["login", "--address", address, "--device", "desk", "--portal"], {
    environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: secretKey },
  });
  const ada = deskOf(terminal, secretKey, await town.unlocked(terminal));
  await ada.ask("company", "redeem", await tenantCodeIn(town.server.database, { seats: 10 }));
  const hire = async (first: string): Promise<Desk> => {
    const its = `${first.toLowerCase()}.${name}@example.com`;
    const { link } = await ada.ask<{ link: string }>("invite", "add", its, "--name", first);
    const joining = await town.terminal();
    const key = await town.signUp(joining, its, link);
    return deskOf(joining, key, await town.unlocked(joining));
  };
  const [bob, eve] = [await hire("Bob"), await hire("Eve")];
  await ada.ask("group", "create", "Accounting", "--member", `eve.${name}@example.com`);
  await eve.ask("sync");
  await ada.ask("folder", "add", "Servers", "--profile", "business");
  for (const [title, folder] of [["Router", "Servers"], ["Office wifi"]] as const) {
    const where = ["--profile", "business", ...(folder ? ["--folder", folder] : [])];
    await ada.terminal.ask(["item", "add", title, "--set", "username=us", "--secret-stdin", "password", ...where], {
      environment: ada.environment,
      input: `old ${title}`,
    });
  }
  return { ada, bob, eve };
}

const well = { code: 0 };

describe("a share at terminals", () => {
  it("is tried, made of a folder, offered, accepted, worked in, and taken from somebody with a list of what to change", async () => {
    const { ada, bob } = await company("one");
    const making = ["share", "create", "Operations", "--folder", "Servers", "--with", "bob.one@example.com"];
    const trial = await ada.run(...making, "--permission", "editor", "--dry-run");
    expect(trial.out).toMatch(
      /Nothing was done\.[\s\S]*GENESIS, ADD[\s\S]*given to: .*Bob[\s\S]*1 item or folder moved/,
    );
    expect((await ada.run("share", "list")).err).toContain("There is no share here.");
    const made = await ada.run(...making, "--permission", "editor");
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining("It is offered to them") });
    expect(made.out).toMatch(
      /^Operations is there \(.*\), a share of the company, with 2 people, and 1 item or folder in it\.\n$/,
    );
    expect((await ada.run("item", "list", "--profile", "business")).out).not.toContain("Router");
    expect((await ada.run("item", "list")).out).toMatch(/Operations +login +Router/);

    const synced = await bob.run("sync");
    expect(synced.out).toContain("1 share waits for your answer: sealgraph share offers");
    expect((await bob.run("status")).out).toContain("1 share waits for your answer");
    expect((await bob.run("item", "list")).out).not.toContain("Router");
    const offered = await bob.run("share", "offers");
    expect(offered.out).toMatch(/from Ada Lovelace \(ada.one@example.com\) +Operations +business +editor +2 people/);
    expect(offered.err).toContain("Who offers is verified");
    expect(await bob.run("item", "list", "--share", "Operations")).toMatchObject({
      code: 5,
      err: expect.stringMatching(/^Operations is offered to you, and not accepted yet\.\nsealgraph share accept /),
    });
    await bob.ask("folder", "add", "Work", "--profile", "business");
    expect((await bob.run("share", "accept", "operations", "--folder", "Work")).out).toBe(
      "Operations, from Ada Lovelace (ada.one@example.com), is yours too, with 1 item.\n",
    );
    await bob.ask("folder", "add", "Mine", "--profile", "personal");
    const misplaced = await bob.run("share", "place", "Operations", "Mine");
    expect(misplaced.err).toContain("This folder is in your personal profile");
    expect(await bob.run("share", "accept", "Operations")).toMatchObject({
      code: 6,
      err: expect.stringContaining("You have accepted Operations already."),
    });
    expect((await bob.run("item", "get", "Router", "--field", "password")).out).toBe("old Router\n");
    expect(await bob.run("item", "edit", "Router", "--set", "username=bob")).toMatchObject(well);
    expect(await bob.run("folder", "add", "Racks", "--share", "Operations")).toMatchObject(well);
    const adding = ["item", "add", "Switch", "--kind", "server", "--share", "Operations", "--folder", "Racks"];
    expect((await bob.run(...adding, "--set", "host=10.0.0.2")).out).toContain("SYNCED");
    expect((await bob.run("item", "move", "Router", "--to", "personal")).err).toContain("sealgraph share take-back");
    expect((await bob.run("item", "list", "--share", "Operations", "--profile", "business")).code).toBe(2);

    await ada.ask("sync");
    expect((await ada.run("status")).out).toMatch(/Share Operations +3 records at revision 4/);
    expect((await ada.run("item", "list", "--share", "Operations", "--folder", "Racks")).out).toContain("Switch");
    expect((await ada.run("folder", "list", "--share", "Operations")).out).toMatch(/Operations +Racks/);
    expect((await ada.run("item", "history", "Router", "--show")).out).toMatch(/username +bob[\s\S]*username +us/);
    expect((await ada.run("share", "show", "Operations")).out).toMatch(/Bob \(bob.one@example.com\) +editor/);
    for (const [act, ...rest] of [
      ["add", "eve.one@example.com"],
      ["remove", "ada.one@example.com", "--yes"],
      ["until", "ada.one@example.com", "2100-01-01"],
      ["permission", "bob.one@example.com", "owner"],
    ])
      expect([act, await bob.run("share", act ?? "", "Operations", ...rest)]).toMatchObject([
        act,
        { code: 4, err: expect.stringContaining("You may not do this in this share.") },
      ]);

    const removing = ["share", "remove", "Operations", "bob.one@example.com"];
    expect((await ada.run(...removing, "--dry-run")).out).toMatch(/REMOVE[\s\S]*a new key made[\s\S]*2 items known/);
    expect((await ada.run(...removing)).err).toContain("--yes");
    const removed = await ada.run(...removing, "--yes");
    expect(removed.out).toMatch(/^Bob .* is not in Operations any more\.\n2 items known to somebody who is not in/);
    expect(removed.out).toMatch(/login +Router +Bob \(bob\.one@example\.com\) +\d{4}-/);
    await ada.terminal.run(["item", "edit", "Router", "--secret-stdin", "password"], {
      environment: ada.environment,
      input: "new",
    });
    const left = await ada.ask<{ title: string }[]>("share", "changes", "Operations");
    expect(left.map(({ title }) => title)).toEqual(["Switch"]);
    expect((await bob.run("sync")).out).toContain("Gone: Operations. It is not shared with you any more.");
    expect((await bob.run("share", "list")).out).toBe("");
    expect((await bob.run("item", "get", "Router")).err).toContain("There is no such item here.");
    expect((await bob.run("share", "show", "Operations")).err).toContain("There is no such share here.");

    await ada.ask("share", "add", "Operations", "bob.one@example.com", "--permission", "owner");
    expect((await ada.run("share", "leave", "Operations")).err).toContain(
      "No other owner has accepted it: Bob (bob.one@",
    );
    const down = await ada.run("share", "permission", "Operations", "ada.one@example.com", "editor");
    expect(down.err).toMatch(/Bob .* has not answered yet[\s\S]*--yes/);
    expect((await bob.run("share", "decline", "Operations", "--yes")).err).toMatch(/share accept .*\n.*share leave /);
    expect((await bob.run("share", "list", "--declined")).out).toMatch(/Operations +business +owner/);
    expect((await bob.run("share", "put", "Operations", "Router")).err).toContain("You have declined Operations.");
    expect((await bob.run("share", "leave", "Operations", "--yes")).out).toContain(
      "You are not in Operations any more.",
    );
    expect((await bob.run("share", "list", "--declined")).out).toBe("");
  });

  it("is for a group, hidden as a courtesy, filled and emptied, placed, declined, and ended", async () => {
    const { ada, eve } = await company("two");
    expect((await ada.run("share", "create", "Wifi", "--item", "Office wifi")).out).toContain("with 1 person");
    expect((await ada.run("share", "add", "Wifi", "Accounting")).err).toContain("group:Accounting");
    const owning = await ada.run("share", "add", "Wifi", "group:Accounting", "--permission", "owner");
    expect(owning).toMatchObject({ code: 2, err: expect.stringContaining("A group is no owner") });
    const adding = ["share", "add", "Wifi", "group:accounting", "--permission", "reader-hidden"];
    const added = await ada.run(...adding, "--until", "2100-01-31");
    expect(added.out).toBe("The group Accounting is in Wifi now, as reader-hidden, until 2100-01-31T23:59Z.\n");
    expect(added.err.match(/keeps no secret from anybody/g)).toHaveLength(1);
    expect(await ada.run(...adding)).toMatchObject({ code: 6, err: expect.stringContaining("sealgraph share show") });

    await eve.ask("sync");
    expect((await eve.run("share", "accept", "Wifi")).out).toContain("is yours too, with 1 item.");
    const shown = await eve.run("item", "get", "Office wifi");
    expect(shown).toMatchObject({
      out: expect.stringMatching(/Share +Wifi/),
      err: expect.stringContaining("left out"),
    });
    for (const way of [["--show"], ["--field", "password"]]) {
      const refused = await eve.run("item", "get", "Office wifi", ...way);
      expect(refused).toMatchObject({ code: 4, out: "", err: expect.stringContaining("not shown to you") });
    }
    expect(await eve.run("item", "trash", "Office wifi")).toMatchObject({
      code: 4,
      err: expect.stringMatching(/You may not do this in this share\.\nsealgraph share show says who may what/),
    });
    await ada.ask("share", "permission", "Wifi", "group:Accounting", "reader");
    await eve.ask("sync");
    expect((await eve.run("item", "get", "Office wifi", "--field", "password")).out).toBe("old Office wifi\n");

    expect((await ada.run("share", "put", "Wifi", "--folder", "Servers")).out).toContain("1 item or folder moved");
    await eve.ask("sync");
    expect((await eve.run("item", "list", "--share", "Wifi", "--folder", "Servers")).out).toContain("Router");
    expect((await ada.run("share", "put", "Wifi", "Office wifi")).err).toContain(
      "is in the share Wifi.\nIt is taken back",
    );
    expect((await ada.run("share", "take-back", "Wifi", "Router")).err).toContain("knows what they have read");
    expect((await ada.run("item", "list", "--profile", "business")).out).toContain("Router");
    await ada.ask("share", "rename", "Wifi", "Networks");
    expect((await ada.run("share", "until", "Networks", "group:Accounting", "never")).out).toContain("without end");
    expect((await ada.run("share", "until", "Networks", "ada lovelace", "2100-01-31")).code).toBe(6);
    await eve.ask("sync");
    await eve.ask("folder", "add", "Work", "--profile", "business");
    expect((await eve.run("share", "place", "Networks", "Work")).out).toContain("is shown there now");
    expect((await eve.run("share", "list")).out).toMatch(/Networks +business +reader +1 person and 1 group +in Work/);

    expect((await eve.run("share", "leave", "Networks", "--yes")).err).toContain("through a group");
    expect((await eve.run("share", "decline", "Networks", "--yes")).err).not.toContain("share leave");
    expect((await eve.run("item", "list")).out).not.toContain("wifi");
    expect((await eve.run("share", "offers")).out).toBe("Nothing is offered to you.\n");
    expect((await eve.run("share", "accept", "Networks")).out).toContain("Networks is yours too");
    await ada.ask("share", "add", "Networks", "eve.two@example.com");
    const byName = await ada.run("share", "remove", "Networks", "eve.two@example.com", "--yes");
    expect(byName.out).toMatch(/^Eve .* by name any more, and HAS IT STILL through Accounting: /);
    expect((await ada.run("share", "leave", "Networks", "--yes")).err).toContain("sealgraph share close");
    expect((await ada.run("share", "remove", "Networks", "ada lovelace", "--yes")).err).toContain(
      "sealgraph share leave",
    );
    expect((await ada.run("share", "close", "Networks", "--dry-run")).out).toMatch(/2 items and folders moved/);
    expect((await ada.run("share", "close", "Networks", "--yes")).out).toBe("Networks has ended.\n");
    expect((await ada.run("item", "list", "--profile", "business")).out).toContain("Office wifi");
    await eve.ask("sync");
    expect((await eve.run("share", "list")).out).toBe("");
  });
});

describe("shares at terminals", () => {
  let people: Awaited<ReturnType<typeof company>>;
  beforeAll(async () => {
    people = await company("three");
  });

  it("are waited for by who has no key yet, until a device of somebody who has it syncs", async () => {
    const { ada, bob, eve } = people;
    await bob.ask("share", "create", "Bob's", "--with", "eve.three@example.com", "--with", "group:everyone");
    const { link } = await ada.ask<{ link: string }>("invite", "add", "dan.three@example.com", "--name", "Dan");
    const terminal = await town.terminal();
    const dan = deskOf(
      terminal,
      await town.signUp(terminal, "dan.three@example.com", link),
      await town.unlocked(terminal),
    );
    const [offer] = await dan.ask<{ id: string; name: null; key: string }[]>("share", "offers");
    expect(offer).toMatchObject({ name: null, key: "PENDING", fromName: "Bob" });
    const id = offer?.id ?? "";
    expect((await dan.run("share", "accept", id)).out).toContain("has not been handed to you yet");
    expect((await dan.run("item", "list", "--share", id)).out).toBe("");
    expect((await dan.run("item", "add", "Note", "--kind", "note", "--share", id)).code).toBe(6);
    expect((await dan.run("status")).out).toContain("1 share of which you have no key yet");
    expect((await eve.run("sync")).out).toContain("Given: 1 key");
    await dan.ask("sync");
    expect((await dan.run("share", "list")).out).toContain("Bob's");
    expect(await eve.run("share", "remove", id, "dan.three@example.com", "--yes")).toMatchObject({ code: 4 });
    await ada.ask("share", "decline", "Bob's", "--yes");
    const removed = await ada.run("share", "remove", id, "eve.three@example.com", "--yes");
    expect(removed).toMatchObject({
      out: expect.stringContaining("Eve (eve.three@example.com) is not in"),
      err: expect.stringContaining("next"),
    });
    expect((await ada.run("share", "permission", id, "bob.three@example.com", "owner")).code).toBe(6);
    const own = await dan.ask<{ id: string }>("share", "create", "Dan's", "--with", "eve.three@example.com");
    await ada.ask("user", "suspend", "dan.three@example.com", "--yes");
    expect((await ada.run("share", "permission", own.id, "eve.three@example.com", "owner")).out).toContain("is owner");
    await eve.ask("sync");
    expect((await eve.run("share", "offers")).out).toMatch(/Dan's +business +owner/);
    await bob.ask("sync");
    expect((await bob.run("share", "show", "Bob's")).out).not.toContain("eve.three");
  });

  it("are not made of what cannot be, nor where a policy forbids them; a watching device sees what happens", async () => {
    const { ada, bob } = people;
    for (const wrong of [
      ["create", "X", "--item", "Router", "--folder", "Servers"],
      ["create", "X", "--until", "2001-01-01"],
      ["create", "X", "--until", "2100-01-01"],
      ["create", "X", "--permission", "king"],
      ["create", "X", "--with", "bob.three@example.com", "--permission", "owner", "--until", "2100-01-01"],
      ["put", "X"],
    ])
      expect([wrong, (await ada.run("share", ...wrong)).code]).toEqual([wrong, wrong[0] === "put" ? 5 : 2]);
    expect((await ada.run("share", "create", "X", "--with", "zoe")).err).toContain(
      "There is nobody of that name or address in the company.",
    );
    const many = Array.from({ length: 1101 }, (_, index) => ["--with", `p${index}@example.com`]).flat();
    expect(await ada.run("share", "create", "X", ...many)).toMatchObject({ code: 2, out: "" });
    await ada.ask("item", "add", "Diary", "--kind", "note");
    const other = await ada.run("share", "create", "X", "--personal", "--item", "Router");
    expect(other).toMatchObject({ code: 5, err: expect.stringContaining("This item is in your business profile") });
    const both = await ada.run("share", "create", "X", "--item", "Router", "--item", "Diary");
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining("These are of both profiles") });
    const twice = ["--with", "bob.three@example.com", "--with", "Bob", "--with", "BOB.three@example.com"];
    const trial = await ada.run("share", "create", "X", ...twice, "--dry-run");
    expect(trial.out.match(/Bob/g)).toHaveLength(1);
    await ada.ask("share", "create", "Alone");
    expect((await ada.run("share", "close", "Alone", "--yes")).err).not.toContain("knows");
    expect((await ada.run("share", "create", "two\nlines")).err).toContain("no line break");
    const phone = await town.terminal();
    await town.signIn(phone, "bob.three@example.com", bob.secretKey);
    const watching = phone.start(["sync", "--watch", "--json"], { environment: await town.unlocked(phone) });
    await watching.line('"LIVE"');
    await ada.ask("share", "create", "Wifi", "--item", "Office wifi", "--with", "bob.three@example.com");
    await watching.line('"event":"offers"', '"offered":1');
    await watching.line('"event":"share"', '"name":"Wifi"', '"change":"OFFERED"');
    expect((await bob.run("share", "accept", "Wifi")).out).toContain("is yours too, with 1 item.");
    await watching.line('"event":"share"', '"name":"Wifi"', '"change":"HERE"');
    await ada.ask("item", "edit", "Office wifi", "--set", "username=all");
    await watching.line('"change":"CHANGED"', '"title":"Office wifi"', '"share":');
    await ada.ask("share", "permission", "Wifi", "bob.three@example.com", "editor");
    await watching.line('"event":"share"', '"change":"PERMISSION"');
    await ada.ask("share", "create", "Brief", "--with", "bob.three@example.com");
    await watching.line('"name":"Brief"', '"change":"OFFERED"');
    await ada.ask("share", "remove", "Brief", "bob.three@example.com", "--yes");
    await watching.line('"name":"Brief"', '"change":"WITHDRAWN"');
    await ada.ask("share", "remove", "Wifi", "bob.three@example.com", "--yes");
    await watching.line('"event":"share"', '"change":"GONE"');
    watching.signal("SIGINT");
    const ended = await watching.ended;
    expect(ended).toMatchObject({ code: 0, out: expect.not.stringContaining("PURGED") });
    await ada.ask("policy", "set", "disableSharing", "on", "--user", "bob.three@example.com");
    const refused = await bob.run("share", "create", "Own");
    expect(refused).toMatchObject({ code: 4, err: expect.stringContaining("sealgraph policy show") });
  });

  it("have copies of an item that follow it, until somebody else changes one", async () => {
    const { ada, eve } = people;
    await ada.ask("share", "create", "Outside", "--with", "eve.three@example.com", "--permission", "editor");
    expect((await ada.run("copy", "list")).err).toContain("sealgraph copy make");
    expect((await ada.run("copy", "make", "Router", "Outside")).out).toMatch(/^Router has a copy in Outside now \(/);
    const making = ["copy", "make", "Router", "Outside", "--profile", "business"];
    expect(await ada.run(...making)).toMatchObject({ code: 6 });
    const copied = await ada.run("copy", "make", "Router", "Outside", "--share", "Outside");
    expect(copied).toMatchObject({ code: 4, err: expect.stringMatching(/linked copy itself[\s\S]*copy list/) });
    const edit = (desk: Desk, ...changes: string[]) => desk.run("item", "edit", "Router", ...changes);
    expect(await edit(ada, "--profile", "business", "--set", "username=root")).toMatchObject(well);
    await eve.ask("sync");
    await eve.ask("share", "accept", "Outside");
    expect((await eve.run("item", "get", "Router", "--field", "username")).out).toBe("root\n");
    const listed = await ada.run("copy", "list");
    expect(listed.out).toMatch(/Router +in Outside +of the business profile +as the item is\n$/);
    expect(await edit(eve, "--set", "username=eve")).toMatchObject(well);
    expect(await edit(ada, "--profile", "business", "--set", "username=boss")).toMatchObject(well);
    expect((await ada.run("sync")).out).toContain(
      "1 linked copy changed where it is, and left so: sealgraph copy list.",
    );
    expect((await ada.run("copy", "again", "Router")).out).toBe("Router is as its item is, and follows it.\n");
    await eve.ask("sync");
    expect((await eve.run("item", "get", "Router", "--field", "username")).out).toBe("boss\n");
    expect((await ada.run("copy", "unlink", "router")).out).toBe("Router follows no more, and stays as it is.\n");
    expect((await ada.run("copy", "again", "Router")).err).toContain("There is no such linked copy here.");
  });

  it("of the company are listed for administrators, with groups that ended, and given an owner where none is left", async () => {
    const { ada, bob, eve } = people;
    expect(await bob.run("share", "company")).toMatchObject({ code: 4, err: expect.stringContaining("--portal") });
    const withBoth = ["--with", "bob.three@example.com", "--with", "group:Accounting"];
    const { id } = await eve.ask<{ id: string }>("share", "create", "Eve's", ...withBoth, "--permission", "editor");
    const { id: left } = await eve.ask<{ id: string }>("share", "create", "Left", "--with", "group:everyone");
    await ada.ask("group", "end", "Accounting", "--yes");
    const later = await town.terminal();
    await later.ask(["login", "--address", "ada.three@example.com", "--device", "later", "--portal"], {
      environment: { SEALGRAPH_PASSWORD: password, SEALGRAPH_SECRET_KEY: ada.secretKey },
    });
    const desk = deskOf(later, ada.secretKey, await town.unlocked(later));
    const all = await desk.ask<{ id: string; members: number }[]>("share", "company");
    expect(all).toEqual(expect.arrayContaining([expect.objectContaining({ id, members: 2, groups: 0 })]));
    expect((await desk.run("share", "company")).out).toMatch(new RegExp(`${id} +made .* changed .* 2 people`));
    const shown = await desk.run("share", "company", id);
    expect(shown.out).toMatch(/Eve \(eve.three.*\) +owner *\n[\s\S]*the group .* is given no key/);
    expect(shown.out).not.toContain("answered");
    expect((await desk.run("share", "remove", id, "bob.three@example.com", "--yes")).out).toContain("Bob ");
    const { recipients } = await desk.ask<{ recipients: { group: string | null }[] }>("share", "company", id);
    const { group } = recipients.find((each) => each.group !== null) ?? {};
    expect((await desk.run("share", "remove", id, `group:${group}`, "--yes")).out).toContain("is not in");
    await eve.ask("item", "add", "Note", "--kind", "note", "--share", "Eve's");
    expect((await desk.run("share", "company", id)).out).not.toContain("the group");
    expect((await desk.run("evidence", "list")).out).toContain("None");
    const owning = ["share", "permission", left, "bob.three@example.com", "owner"];
    expect((await desk.run(...owning)).code).toBe(4);
    const another = await desk.run("share", "permission", id, "ada.three@example.com", "owner");
    expect(another).toMatchObject({ code: 4, err: expect.stringContaining("An owner of this share can act") });
    await ada.ask("user", "suspend", "eve.three@example.com", "--yes");
    expect((await desk.run("share", "company", left)).err).toContain("No owner can act");
    expect((await desk.run(...owning)).out).toContain("Bob");
    expect((await desk.run("share", "company", left)).out).toMatch(/Bob \(bob.three@example.com\) +owner/);
  });
});
