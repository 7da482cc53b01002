import { lstat, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ImportRefused, readOwnExport } from "../../src/client/import/index.ts";
import type { ExportFile } from "../../src/client/index.ts";
import { openTown, type Terminal, type Town } from "../support/command-line.ts";

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
/** What an export says without ids. */
const contentOf = (text: string) =>
  (JSON.parse(text) as ExportFile).profiles.map(({ kind, folders, items }) => ({
    kind,
    folders,
    items: items.map((item) => JSON.stringify([item.folder, item.body])).sort(),
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
