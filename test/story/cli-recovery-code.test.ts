/** A recovery code between a terminal, paper and a stick. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { codesIn, readCodeFiles } from "../../src/cli/code-files.ts";
import { pagePdf, papers } from "../../src/cli/kit-pdf.ts";
import { wrongDigits } from "../../src/cli/recovery-digits.ts";
import { demandNoneThere, filesOf, writeCode } from "../../src/cli/recovery-sheet.ts";
import { joinRecoveryCode, recoverySheet } from "../../src/client/index.ts";
import { formatRecoveryCode, makeRecoveryCode } from "../../src/crypto/client/recovery-code.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealgraph-sheets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const company = { name: "Babbage & Co.", genesis: "0123456789abcdef".repeat(4) };
const code = formatRecoveryCode(makeRecoveryCode());
const groups = code.split(" ");

describe("a recovery code", () => {
  it("is read from the very file that was written for a stick, whole and in parts", async () => {
    const [stick, parts] = [join(folder, "code.txt"), join(folder, "part.txt")];
    expect(await writeCode({ file: stick, paper: "a4" }, company, code)).toEqual([code]);
    expect(await readCodeFiles([stick])).toEqual([code]);
    const split = { needed: 2, parts: 3 };
    const pieces = await writeCode({ file: parts, paper: "a4", split }, company, code);
    const { files } = filesOf({ file: parts, paper: "a4", split });
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual(["part-1.txt", "part-2.txt", "part-3.txt"]);
    expect(await readCodeFiles(files)).toEqual(pieces);
    expect(await joinRecoveryCode(await readCodeFiles(files.slice(1)))).toBe(code);
    const all = join(folder, "all.txt");
    await writeFile(all, (await Promise.all(files.map((file) => readFile(file)))).join("\n"));
    expect(await readCodeFiles([all])).toEqual(pieces);
  });

  it("is found however somebody wrote it down, and nothing else is taken for one", () => {
    expect(codesIn(groups.join(""))).toEqual([code]);
    expect(codesIn(`Our code:\r\n${groups.slice(0, 5).join("-")}\r\n${groups.slice(5).join("  ")}\r\n`)).toEqual([
      code,
    ]);
    expect(codesIn("bread 2, butter 1\n2026-11-30 10:20\n+44 20 7946 0958")).toEqual([]);
    const mistyped = [groups[0]?.slice(1), ...groups.slice(1)].join(" ");
    expect(codesIn(mistyped)).toEqual([mistyped]);
  });

  it("is checked group by group as it is typed", () => {
    expect(wrongDigits(groups.slice(0, 1), [], 10)).toBeNull();
    expect(wrongDigits(groups.slice(1), groups.slice(0, 1), 10)).toBeNull();
    expect(wrongDigits(["123456"], groups.slice(0, 2), 10)).toContain("Group 3 is not right");
    expect(wrongDigits([groups[3]?.slice(0, 5) ?? ""], groups.slice(0, 3), 10)).toContain("Group 4");
    expect(wrongDigits([], groups.slice(0, 3), 10)).toContain("Group 4");
    expect(wrongDigits(["000011", "000022"], groups.slice(0, 9), 10)).toContain("this has more");
  });

  it.each(papers)("is one page of PDF on %s, whole and in parts", async (paper) => {
    for (const part of [null, { number: 3, of: 16, needed: 16 }]) {
      const long = part ? `${code} 000011 000022` : code;
      const page = recoverySheet({
        company: "B".repeat(100),
        genesis: company.genesis,
        code: long,
        part,
        madeAt: new Date(0),
      });
      const raw = Buffer.from(await pagePdf(page, paper)).toString("latin1");
      expect(raw.match(/\/Type \/Page\b/g)).toHaveLength(1);
    }
  });

  it("is written over nothing, and not in part: what was written of it goes when the rest cannot be", async () => {
    const there = join(folder, "there.txt");
    await writeFile(there, "mine");
    await expect(demandNoneThere({ file: there, paper: "a4" }, company)).rejects.toMatchObject({
      code: "BAD_KIT_FILE",
    });
    const before = await readdir(folder);
    const sheet = join(folder, "sheet.pdf");
    const bad = { sheet, file: join(folder, "no", "folder.txt"), paper: "a4" } as const;
    await expect(writeCode(bad, company, code)).rejects.toMatchObject({ code: "BAD_KIT_FILE" });
    expect(await readdir(folder)).toEqual(before);
    const greek = { ...company, name: "Αθήνα" };
    await expect(demandNoneThere({ sheet, paper: "a4" }, greek)).rejects.toThrow("company's name");
    await demandNoneThere({ file: join(folder, "greek.txt"), paper: "a4" }, greek);
  });
});
