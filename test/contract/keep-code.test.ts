/** What a terminal keeps of a new recovery code, and of a file that is there, when something goes wrong. */
import { appendFile, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { checkArchive } from "../../src/cli/archive-written.ts";
import type { Context } from "../../src/cli/context.ts";
import { keepCode } from "../../src/cli/keep-code.ts";
import { writeStream } from "../../src/cli/write-stream.ts";
import { type ArchiveKey, makeArchiveCode, SealgraphError, sealArchive } from "../../src/client/index.ts";
import { formatRecoveryCode, makeRecoveryCode } from "../../src/crypto/client/recovery-code.ts";

const company = { name: "Babbage", genesis: "0f07e43b" };

async function failing(options: { readonly file?: string; readonly force?: boolean }, after: boolean) {
  const said: string[] = [];
  const context = {
    ask: { interactive: false, agreement: async () => {} },
    out: { note: (line: string) => void said.push(line) },
  } as unknown as Context;
  const code = formatRecoveryCode(makeRecoveryCode());
  const work = keepCode(context, { paper: "a4", yes: true, ...options }, company, async (show) => {
    if (after) await show(code);
    throw new SealgraphError("UNAVAILABLE");
  });
  await expect(work).rejects.toThrow(SealgraphError);
  return { code, said: said.join("\n") };
}

it("a recovery code that may have been sent is kept, whatever the server says of it, or shown where it stands nowhere else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-code-"));
  const file = join(folder, "code.txt");
  const { code, said } = await failing({ file }, true);
  expect(await readFile(file, "utf8")).toContain(code.slice(0, 6));
  expect(said).toContain("Nobody knows whether this code counts");
  expect(said).not.toContain(code);
  const shown = await failing({}, true);
  expect(shown.said).toContain(shown.code);
  expect((await failing({}, false)).said).toBe("");
});

it("the file of the code in force is there as long as nobody knows that the new one counts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-code-"));
  const file = join(folder, "code.txt");
  await writeFile(file, "the code in force");
  const { said } = await failing({ file, force: true }, true);
  expect(await readFile(`${file}.before`, "utf8")).toBe("the code in force");
  expect(said).toContain(`${file}.before`);
  await writeFile(file, "another");
  await failing({ file, force: true }, true);
  expect(await readFile(`${file}.before`, "utf8")).toBe("the code in force");
  expect(await readFile(`${file}.before-2`, "utf8")).toBe("another");
  const refused = failing({ file: join(folder, "none", "code.txt"), force: true }, true);
  await expect(refused).rejects.toThrow();
  await failing({ file, force: true }, false);
  expect(await readFile(file, "utf8")).not.toBe("another");
});

it("a file that is there stays until the one that takes its place is whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-stream-"));
  const file = join(folder, "bob.backup");
  await writeFile(file, "the good one");
  async function* broken() {
    yield "half";
    throw new SealgraphError("FORBIDDEN");
  }
  await expect(writeStream(file, broken(), true)).rejects.toThrow(SealgraphError);
  expect(await readFile(file, "utf8")).toBe("the good one");
  async function* whole() {
    yield "a new one";
  }
  await writeStream(file, whole(), true);
  expect(await readFile(file, "utf8")).toBe("a new one");
  expect(await readdir(folder)).toEqual(["bob.backup"]);
});

it("a file that is read back otherwise than it was written, or does not open, is none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-read-back-"));
  const file = join(folder, "mine.archive");
  async function* spoilt() {
    yield "all of it";
    const [begun = ""] = await readdir(folder);
    await appendFile(join(folder, begun), "!");
  }
  await expect(writeStream(file, spoilt())).rejects.toMatchObject({ code: "READ_BACK" });
  expect(await readdir(folder)).toEqual([]);

  const body = { kind: "login", title: "Bank", fields: {} };
  const items = [{ id: "1b671a64-40d5-491e-99b0-da01ff1f3341", folder: ["Money"], body }];
  const profiles = [{ kind: "PERSONAL" as const, folders: [], items, unreadable: [] }];
  const key = { code: makeArchiveCode() };
  const written = (by: ArchiveKey, count: number) =>
    writeStream(file, sealArchive({ format: "sealgraph-export", version: 1, profiles }, key), false, (begun) =>
      checkArchive(begun, by, count),
    );
  await expect(written(key, 2)).rejects.toMatchObject({ code: "READ_BACK" });
  await expect(written({ code: makeArchiveCode() }, 1)).rejects.toMatchObject({ code: "READ_BACK" });
  expect(await readdir(folder)).toEqual([]);
  await written(key, 1);
  expect(await readdir(folder)).toEqual(["mine.archive"]);
});
