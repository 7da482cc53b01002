import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import { ImportRefused, readOwnExport } from "../../src/client/import/index.ts";
import {
  type ExportFile,
  encodeExport,
  type JsonObject,
  makeArchiveCode,
  sealArchive,
} from "../../src/client/index.ts";
import { openTown, type Terminal, type Town } from "../support/command-line.ts";
import { itemsOfEveryKind } from "../support/every-kind.ts";

let town: Town;
let folder: string;
beforeAll(async () => {
  town = await openTown();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-exports-"));
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

const sample = fileURLToPath(new URL("../support/samples/bitwarden.json", import.meta.url));
const at = (name: string) => join(folder, name);

async function newcomer(address: string) {
  const terminal = await town.terminal();
  const secretKey = await town.signUp(terminal, address);
  const environment = await town.unlocked(terminal);
  return { terminal, secretKey, environment };
}

async function exported(terminal: Terminal, environment: Record<string, string>, more: string[] = []) {
  const { out } = await terminal.run(["export", ...more], { environment });
  return out;
}
const sorted = (items: readonly string[] = []) => items.map((text) => JSON.stringify(ordered(JSON.parse(text)))).sort();
/** With members in the order of their names: which one they stand in says nothing. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, its]) => [name, ordered(its)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
const filled = (body: JsonObject) => ({ notes: "", tags: [], favorite: false, fields: {}, ...body });

/** What an export says without ids. */
const contentOf = (text: string) =>
  (JSON.parse(text) as ExportFile).profiles.map(({ kind, folders, items }) => ({
    kind,
    folders: sorted(folders.map((path) => JSON.stringify(path))),
    items: sorted(items.map((item) => JSON.stringify([item.folder, filled(item.body)]))),
  }));

describe("an export", () => {
  it("is the same bytes on every device, and is everything but the trash", async () => {
    const { terminal, secretKey, environment } = await newcomer("ida@example.com");
    await terminal.ask(["import", sample, "--folder", "From elsewhere"], { environment });
    await terminal.ask(["item", "add", "For work", "--profile", "business"], { environment });
    await terminal.ask(["item", "add", "Not any more"], { environment });
    await terminal.ask(["item", "trash", "Not any more"], { environment });
    const other = await town.terminal();
    await town.signIn(other, "ida@example.com", secretKey);
    const mine = await exported(terminal, environment);
    expect(await exported(other, await town.unlocked(other))).toBe(mine);
    const file = JSON.parse(mine) as ExportFile;
    expect(file.profiles.map(({ kind }) => kind)).toEqual(["PERSONAL", "BUSINESS"]);
    expect(file.profiles[1]?.items).toMatchObject([{ folder: [], body: { title: "For work" } }]);
    expect(mine).not.toContain("Not any more");
    expect(mine).toContain("BEGIN OPENSSH PRIVATE KEY");
    expect((await exported(terminal, environment, ["--profile", "business"])).length).toBeLessThan(1_000);
  });

  it("comes back whole into another account, and once into its own", async () => {
    const { terminal, environment } = await newcomer("jon@example.com");
    await terminal.ask(["import", sample, "--profile", "business"], { environment });
    await terminal.ask(["folder", "add", "Empty"], { environment });
    const file = at("jon.json");
    const written = await terminal.ask<{ items: number }>(["export", "--file", file], { environment });
    expect(written.items).toBeGreaterThan(5);
    expect((await lstat(file)).mode & 0o777).toBe(0o600);
    expect(await terminal.ask(["import", file], { environment })).toMatchObject({ added: 0, known: written.items });

    const other = await newcomer("kim@example.com");
    const { environment: there } = other;
    const report = { format: "sealgraph-json", read: written.items, skipped: [] };
    expect(await other.terminal.ask(["import", file, "--dry-run"])).toMatchObject({ ...report, added: 0 });
    expect(await other.terminal.ask(["import", file], { environment: there })).toMatchObject({
      ...report,
      added: written.items,
    });
    expect(await other.terminal.ask(["import", file], { environment: there })).toMatchObject({ added: 0 });
    const [one, two] = [await readFile(file, "utf8"), await exported(other.terminal, there)];
    expect(contentOf(two)).toEqual(contentOf(one));
  });

  it("writes over nothing, follows no link, and says that it is not encrypted", async () => {
    const { terminal, environment } = await newcomer("lea@example.com");
    const [file, link, target] = [at("lea.json"), at("link.json"), at("target")];
    await writeFile(file, "mine");
    await symlink(target, link);
    for (const name of [file, link]) {
      const refused = await terminal.run(["export", "--file", name], { environment });
      expect([refused.code, await readFile(file, "utf8")]).toEqual([9, "mine"]);
    }
    const { err } = await terminal.run(["export", "--file", file, "--force"], { environment });
    expect(err).toContain("NOT encrypted");
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ format: "sealgraph-export", version: 1 });
    await terminal.run(["lock"], { environment });
    expect((await terminal.run(["export"])).out).toBe("");
  });
});

describe("exports of every kind", () => {
  it("come back equal into another account from every format, once, and an archive is read without any account", async () => {
    const { terminal, environment } = await newcomer("mia@example.com");
    const all = itemsOfEveryKind();
    const profiles = [{ kind: "PERSONAL" as const, folders: [["Empty"]], items: all, unreadable: [] }];
    const given = at("given.json");
    await writeFile(given, encodeExport({ format: "sealgraph-export", version: 1, profiles }));
    await terminal.ask(["import", given], { environment });
    const wanted = contentOf(await exported(terminal, environment));
    expect(wanted[0]?.items).toHaveLength(all.length);
    const write = (format: string, more: string[] = [], secret = {}) =>
      terminal.run(["export", "--format", format, "--file", at(format), ...more], {
        environment: { ...environment, ...secret },
      });

    const personal = ["--profile", "personal"];
    for (const [format, more] of [
      ["bitwarden-json", personal],
      ["csv", []],
    ] as const) {
      const { code, err } = await write(format, [...more]);
      expect([code, err]).toEqual([0, expect.stringContaining("NOT encrypted")]);
      expect((await lstat(at(format))).mode & 0o777).toBe(0o600);
    }
    const { out: digits, err } = await write("archive");
    expect(digits).toMatch(/^\d{6}( \d{6}){9}\n$/);
    expect(err).toContain("shown this once");
    expect((await lstat(at("archive"))).mode & 0o777).toBe(0o600);
    expect((await write("archive")).code).toBe(9);
    expect((await write("bitwarden-json", ["--force"])).code).toBe(2);
    expect((await readdir(folder)).filter((name) => name.startsWith("archive"))).toEqual(["archive"]);
    const short = await write("archive", ["--force", "--by-password"], { SEALGRAPH_FILE_PASSWORD: "eleven char" });
    expect([short.code, short.err]).toEqual([2, expect.stringContaining("at least 12")]);

    const archived = { SEALGRAPH_FILE_CODE: digits.trim() };
    const stranger = await town.terminal(archived);
    const read = await stranger.ask<{ items: { title: string }[] }>(["archive", "open", at("archive")]);
    expect(read.items.map(({ title }) => title).sort()).toEqual(all.map(({ body }) => body.title).sort());
    expect((await stranger.run(["archive", "open", at("archive"), "--item", "=HYPERLINK(1)"])).out).toContain(
      "db.example.com",
    );
    const whole = { items: all.length, profiles: [{ kind: "PERSONAL" }, { kind: "BUSINESS" }] };
    expect(await stranger.ask(["archive", "check", at("archive")])).toMatchObject(whole);
    await stranger.ask(["archive", "open", at("archive"), "--file", at("opened.json")]);
    expect(contentOf(await readFile(at("opened.json"), "utf8"))).toEqual(wanted);
    const other = { environment: { SEALGRAPH_FILE_CODE: makeArchiveCode() } };
    expect((await stranger.run(["archive", "check", at("archive")], other)).err).toContain("does not open");
    const bytes = await readFile(at("archive"));
    await writeFile(at("cut"), bytes.subarray(0, -1));
    expect((await stranger.run(["archive", "check", at("cut")])).err).toContain("ends in the middle");
    const [good] = all;
    const none = { id: "x", folder: [], body: { kind: "note", title: 5 } };
    const items = [none, ...(good ? [good] : []), none];
    const file = {
      format: "sealgraph-export",
      version: 1,
      profiles: [{ kind: "PERSONAL", folders: [], items, unreadable: [] }],
    };
    await writeFile(at("partly"), sealArchive(file as ExportFile, { code: digits.trim() }));
    for (const [how, said] of [
      [["check"], "is whole: 1 item,"],
      [["open"], good?.body.title],
      [["open", "--file", at("partly.json")], "1 item written"],
    ] as const) {
      const { code, out, err } = await stranger.run(["archive", how[0], at("partly"), ...how.slice(1)]);
      expect([code, out]).toEqual([10, expect.stringContaining(String(said))]);
      expect(err).toContain("Left out: 2 entries.\n  entry 1: a value is not what the format has there\n  entry 3:");
    }

    const there = await newcomer("noa@example.com");
    const { environment: home } = there;
    const take = (file: string, more: string[] = []) =>
      there.terminal.ask<{ added: number; known: number; folders: number; skipped: unknown[] }>(
        ["import", file, ...more],
        {
          environment: { ...home, ...archived },
        },
      );
    const of = async (profile: string) =>
      contentOf(await exported(there.terminal, home, ["--profile", profile]))[0]?.items;
    const business = ["--profile", "business"];
    expect(await take(at("archive"))).toMatchObject({ added: all.length, known: 0, folders: 4, skipped: [] });
    expect(contentOf(await exported(there.terminal, home))).toEqual(wanted);
    expect(await take(at("archive"))).toMatchObject({ added: 0, known: all.length, folders: 0 });
    expect(await take(at("csv"))).toMatchObject({ added: 0, known: all.length, folders: 0 });
    expect(await take(at("csv"), business)).toMatchObject({ added: all.length, skipped: [] });
    expect(await of("business")).toEqual(wanted[0]?.items);
    const back = ["--profile", "business", "--folder", "From Bitwarden/2026"];
    expect(await take(at("bitwarden-json"), back)).toMatchObject({ added: all.length, skipped: [] });
    expect(await take(at("bitwarden-json"), back)).toMatchObject({ added: 0, known: all.length });
    const moved = all.map((item) => JSON.stringify([["From Bitwarden", "2026", ...item.folder], filled(item.body)]));
    expect(sorted(await of("business"))).toEqual(expect.arrayContaining(sorted(moved)));
  });

  it("go on where an import was killed, without doubles", async () => {
    const { terminal, environment } = await newcomer("oda@example.com");
    const items = Array.from({ length: 6_000 }, (_, n) => ({
      id: `row ${n}`,
      folder: [`Folder ${n % 7}`],
      body: { kind: "note", title: `Note ${n}` },
    }));
    const file = at("many.json");
    const profiles = [{ kind: "PERSONAL" as const, folders: [], items, unreadable: [] }];
    await writeFile(file, encodeExport({ format: "sealgraph-export", version: 1, profiles }));
    const owner = new Database({ connectionString: town.server.database.ownerUrl });
    await owner.connect();
    const arrived = async () => {
      const { rows } = await owner.query("select count(*)::int as count from record");
      return (rows[0] as { count: number }).count;
    };
    try {
      const before = await arrived();
      const first = terminal.start(["import", file], { environment });
      while ((await arrived()) === before);
      first.signal("SIGKILL");
      expect(await first.ended).toMatchObject({ code: null });
      const had = (await arrived()) - before;
      expect(had).toBeLessThan(6_000);
      const report = await terminal.ask<{ added: number; known: number }>(["import", file], { environment });
      expect(report.added + report.known).toBe(6_000);
      expect(report.known).toBeGreaterThan(0);
      expect(await arrived()).toBe(before + 6_000 + 7);
      expect(await terminal.ask(["import", file], { environment })).toMatchObject({ added: 0, known: 6_000 });
    } finally {
      await owner.end();
    }
  });
});

describe("a file that says it is an export", () => {
  const item = { id: "a", folder: [], body: { kind: "note", title: "t" } };
  const fileOf = (items: unknown, more = {}) =>
    JSON.stringify({
      format: "sealgraph-export",
      version: 1,
      profiles: [{ kind: "PERSONAL", folders: [], items }],
      ...more,
    });

  it("is refused where it is none, and of a bad item only that is left out", () => {
    for (const [text, reason] of [
      [fileOf([item], { version: 2 }), "OTHER_VERSION"],
      [fileOf("none"), "WRONG_SHAPE"],
      [fileOf([item], { profiles: [{ kind: "SHARED", folders: [], items: [] }] }), "WRONG_SHAPE"],
      [fileOf([item]).slice(0, -30), "TRUNCATED"],
      [`${fileOf([item]).slice(0, -3)}}}`, "MALFORMED_JSON"],
    ] as const) {
      expect(() => readOwnExport(text)).toThrow(new ImportRefused(reason));
    }
    expect(readOwnExport('{"items":[]}')).toBeNull();
    const bad = [7, { ...item, id: 7 }, { ...item, body: { title: "t" } }, { ...item, folder: [""] }];
    const read = readOwnExport(fileOf([...bad, item]));
    expect(read?.profiles[0]?.rows).toHaveLength(1);
    expect(read?.skipped.map(({ position, reason }) => [position, reason])).toEqual([
      [1, "WRONG_TYPE"],
      [2, "WRONG_TYPE"],
      [3, "WRONG_TYPE"],
      [4, "FOLDER_NAME_TOO_LONG"],
    ]);
    const large = { ...item, body: { ...item.body, notes: "n".repeat(70_000) } };
    expect(readOwnExport(fileOf([large]))?.skipped).toEqual([{ position: 1, reason: "TOO_LARGE" }]);
  });
});
