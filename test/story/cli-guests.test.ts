/** A guest at terminals: invited, joined, at work, out by new keys and in again by six words, and taken out. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openTown, password, type Terminal, type Town } from "../support/command-line.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const well = { code: 0 };

it("A guest is invited by a link, joins, works, is verified by six words and taken out, at terminals", async () => {
  const [ada, carl] = [await desk("ada@example.com"), await desk("carl@example.net")];
  await ada.run("share", "create", "Operations");
  await ada.run("item", "add", "Router", "--set", "username=us", "--share", "Operations");
  const inviting = ["share", "invite", "Operations", "carl@example.net", "--name", "Carl Gauss"];
  const trial = await ada.run(...inviting, "--dry-run");
  expect(trial.out).toMatch(/Nothing was done\.[\s\S]*INVITE, INTRODUCE/);
  expect(await ada.run(...inviting, "--permission", "owner")).toMatchObject({ code: 2 });
  const invited = await ada.run(...inviting, "--permission", "editor");
  expect(invited.err).toMatch(/Hand this link to Carl Gauss and nobody else[\s\S]*sealgraph share join/);
  expect((await ada.run("share", "invitations", "Operations")).out).toMatch(/Carl Gauss +carl@example.net +editor/);
  const second = ["share", "invite", "Operations", "dan@example.net", "--name", "Dan"];
  expect(await ada.run(...second)).toMatchObject(well);
  expect((await ada.run("share", "void", "Operations", "dan@example.net")).out).toContain(
    "1 invitation into Operations",
  );

  const link = { SEALGRAPH_INVITATION: invited.out.trim() };
  expect((await carl.with(link).run("share", "join")).err).toContain("--yes");
  const joined = await carl.with(link).run("share", "join", "--yes");
  expect(joined).toMatchObject({ code: 0, err: expect.stringContaining("of another company, you are a guest in it") });
  expect((await carl.with(link).run("share", "join", "--yes")).code).not.toBe(0);
  await ada.run("sync");
  await carl.run("sync");
  expect((await carl.run("share", "list")).out).toMatch(/Operations +business +editor +1 person and 1 guest/);
  expect((await carl.run("share", "show", "Operations")).out).toMatch(
    /Ada Lovelace \(ada@example.com\) +owner *\n[\s\S]*Carl Gauss \(carl@example.net\) +editor +you, guest/,
  );
  expect((await carl.run("item", "edit", "Router", "--set", "username=carl")).out).toContain("SYNCED");
  await ada.run("sync");
  expect((await ada.run("item", "get", "Router", "--field", "username")).out).toBe("carl\n");
  expect((await ada.run("share", "show", "Operations")).out).toMatch(
    /Carl Gauss \(carl@example.net\) +editor +guest\n/,
  );

  const anew = { SEALGRAPH_NEW_PASSWORD: "another good password" };
  expect(await carl.with(anew).run("rotate", "account", "--yes")).toMatchObject(well);
  const again = await carl.unlocked("another good password");
  await again.run("sync");
  await ada.run("sync");
  expect((await again.run("share", "list")).out).toContain("sealgraph share words");
  expect(await again.run("item", "edit", "Router", "--set", "username=again")).toMatchObject({
    code: 6,
    err: expect.stringContaining("an owner of it has to compare your six words first"),
  });
  expect((await ada.run("share", "show", "Operations")).out).toContain("sealgraph share verify");
  // Going out of it is theirs all the same; without an answer nothing is done.
  expect((await again.run("share", "leave", "Operations")).err).not.toContain("through a group");
  const { words } = await again.ask<{ words: string[] }>("share", "words");
  const verify = (typed: readonly string[]) =>
    ada.with({ SEALGRAPH_CONTACT_WORDS: typed.join(" ") }).run("share", "verify", "Operations", "carl@example.net");
  expect(await verify([...words].reverse())).toMatchObject({ code: 8 });
  expect((await verify(words)).out).toContain("Carl Gauss (carl@example.net) is in Operations again");
  expect((await verify(words)).out).toContain(
    "These are the words of Carl Gauss (carl@example.net), who is in Operations",
  );
  expect(await verify([...words].reverse())).toMatchObject({ code: 8, out: "" });
  expect(await ada.run("share", "verify", "Operations", "ada@example.com")).toMatchObject({
    code: 5,
    err: expect.stringContaining("is no guest of this share"),
  });
  await ada.run("sync");
  await again.run("sync");
  expect(await again.run("item", "edit", "Router", "--set", "username=again")).toMatchObject(well);

  const removed = await ada.run("share", "remove", "Operations", "carl@example.net", "--yes");
  expect(removed.out).toMatch(/^Carl Gauss .* is not in Operations any more\.\n1 item known to somebody/);
  const changes = await ada.run("share", "changes", "Operations");
  expect(changes.out).toMatch(/1 item known to somebody[\s\S]*Router +[0-9a-f-]{36} /);
  expect(changes.err).toContain("by an id alone was a guest, whose name is kept nowhere once they are out");
  expect((await again.run("sync")).out).toContain("Gone: Operations.");
  expect((await again.run("share", "list")).out).toBe("");
});

interface Desk {
  run(...args: string[]): ReturnType<Terminal["run"]>;
  ask<T>(...args: string[]): Promise<T>;
  with(more: Readonly<Record<string, string>>): Desk;
  unlocked(password: string): Promise<Desk>;
}

async function desk(address: string): Promise<Desk> {
  const terminal = await town.terminal();
  await town.signUp(terminal, address);
  return deskOf(terminal, await town.unlocked(terminal));
}

const deskOf = (terminal: Terminal, environment: Readonly<Record<string, string>>): Desk => ({
  run: (...args) => terminal.run(args, { environment }),
  ask: (...args) => terminal.ask(args, { environment }),
  with: (more) => deskOf(terminal, { ...environment, SEALGRAPH_PASSWORD: password, ...more }),
  unlocked: async (typed) => {
    const { session } = await terminal.ask<{ session: string }>(["unlock"], {
      environment: { SEALGRAPH_PASSWORD: typed },
    });
    return deskOf(terminal, { SEALGRAPH_SESSION: session });
  },
});
