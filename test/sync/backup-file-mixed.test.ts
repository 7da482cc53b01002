/**
 * Files of backups that somebody put together, of parts that are good each by itself; by the recovery code and no account.
 *
 * Source: ePrint 2026/058 (vaults swapped, replayed and cut under key escrow); PROTOCOL §8.5, §8.7.
 */
import { expect, it } from "@jest/globals";
import type { BackupContent } from "../../src/client/backup/content.ts";
import { BackupFileRefused } from "../../src/client/backup/file.ts";
import { BackupRefused, SealgraphError } from "../../src/client/errors.ts";
import { checkBackupFile, openBackupFile } from "../../src/client/recovery/case/open-file.ts";
import { splitCode } from "../../src/client/recovery/code.ts";
import { toHex } from "../../src/crypto/bytes.ts";
import type { Id } from "../../src/crypto/keys.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { startBlake2b256 } from "../../src/crypto/sodium.ts";
import { PaperProfile } from "../support/paper-backup.ts";
import { PaperCompany, paperPerson } from "../support/paper-company.ts";
import { PaperRecoveryGroup } from "../support/paper-recovery.ts";

const company = new PaperCompany();
const bob = company.join(paperPerson());
const group = new PaperRecoveryGroup(company);
const profile = new PaperProfile(company, bob);
profile.put({ kind: "login", title: "Payroll" });
profile.put({ kind: "note", title: "Safe" });
const content = profile.backup(group);

const rowsOf = async (its: BackupContent, by = group, owner: Id = bob.user): Promise<string[]> =>
  new TextDecoder()
    .decode(await by.file(its, owner))
    .trimEnd()
    .split("\n")
    .slice(0, -1);
const rows = await rowsOf(content);

/** Lines with an end that fits them: whoever puts a file together sees to that. */
async function* fileOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  const whole = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const running = startBlake2b256();
  running.add(whole);
  yield whole;
  yield new TextEncoder().encode(
    `${JSON.stringify({ line: "end", lines: lines.length, hash: toHex(running.end()) })}\n`,
  );
}

/** The titles that are shown; or why nothing is. */
async function shown(lines: readonly string[], code: string | readonly string[] = group.code): Promise<unknown> {
  try {
    const view = await openBackupFile(fileOf(lines), { code });
    return (await view.items()).items.map(({ title }) => title).sort();
  } catch (error) {
    if (error instanceof BackupFileRefused) return error.reason;
    if (error instanceof BackupRefused) return error.check;
    if (error instanceof SealgraphError) return [error.code, error.details.reason].filter(Boolean).join(" ");
    throw error;
  }
}

const mixed = async (more: Partial<BackupContent>) => shown(await rowsOf({ ...content, ...more }));
const isOfGroup = (row: string) => /^\{"line":"(?:link","of":"GROUP"|groupEpoch|groupWrap)/.test(row);

it("is whole, and opens by as many parts of the code as it takes", async () => {
  expect(await shown(rows)).toEqual(["Payroll", "Safe"]);
  const parts = await splitCode(group.code, { needed: 2, parts: 3 });
  expect(await shown(rows, [parts[2], parts[0]] as string[])).toEqual(["Payroll", "Safe"]);
  expect(await shown(rows, [parts[1]] as string[])).toBe("RECOVERY_CODE_REFUSED TOO_FEW");
});

it("has the head of one backup and the records, the links or the key of another", async () => {
  const other = new PaperProfile(company, bob);
  for (const title of ["Elsewhere", "And there"]) other.put({ title });
  const its = other.backup(group);
  expect(await mixed({ records: its.records })).toBe("WRONG_ROOT");
  expect(await mixed({ records: content.records.slice(1) })).toBe("WRONG_COUNT");
  expect(await mixed({ records: [...content.records, ...its.records] })).toBe("WRONG_COUNT");
  expect(await mixed({ head: its.head })).toBe("WRONG_ROSTER");
  // What a file says that it is a backup of is held against its roster.
  expect(await mixed({ kind: "SHARE" })).toBe("WRONG_ROSTER");
  expect(await mixed({ links: its.links })).not.toEqual(["Payroll", "Safe"]);
  expect(await mixed({ wraps: its.wraps })).toBe("BACKUP_SEALED");
  expect(await mixed({ wraps: [] })).toBe("BACKUP_SEALED");
});

it("has the head of an older backup and records of since", async () => {
  profile.put({ title: "Since then" });
  const [since] = profile.records.splice(-1) as [BackupContent["records"][number]];
  expect(await mixed({ records: [...content.records, since] })).toBe("WRONG_COUNT");
  expect(await mixed({ records: [...content.records.slice(1), since] })).toBe("WRONG_ROOT");
});

it("is of a personal profile whose key was wrapped for the group all the same", async () => {
  const personal = new PaperProfile(company, bob, profileClass.PERSONAL);
  personal.put({ title: "Nobody's business" });
  expect(await shown(await rowsOf(personal.backup(group)))).toBe("MISMATCH");
});

it("has a recovery group of a company of somebody's making, or none", async () => {
  const theirs = new PaperRecoveryGroup(new PaperCompany());
  const foreign = (await rowsOf(content, theirs)).filter(isOfGroup);
  const without = rows.filter((row) => !isOfGroup(row));
  const at = rows.findIndex(isOfGroup);
  for (const code of [group.code, theirs.code])
    expect(await shown(without.toSpliced(at, 0, ...foreign), code)).toMatch(/^[A-Z_]+$/);
  expect(await shown(without)).toBe("BACKUP_SEALED");
});

it("is made up whole, company and all: it shows another beginning, and no code of the true company opens it", async () => {
  const made = new PaperCompany();
  const posing = made.join({ ...paperPerson(), user: bob.user });
  const [theirs, its] = [new PaperRecoveryGroup(made), new PaperProfile(made, posing)];
  its.put({ title: "Planted" });
  const lines = await rowsOf(its.backup(theirs), theirs);
  expect(await shown(lines, group.code)).toBe("RECOVERY_CODE_REFUSED WRONG_CODE");
  const [honest, forged] = [await checkBackupFile(fileOf(rows)), await checkBackupFile(fileOf(lines))];
  expect(honest.company.genesis).toBe(toHex(company.state.genesis));
  expect(forged.company).toMatchObject({ genesis: toHex(made.state.genesis), known: false });
});
