/** The file of an organisation backup (PROTOCOL §8.5): what a writer writes, and what a reader says of everything else. */
import { expect, it } from "@jest/globals";
import { BackupFileRefused, type BackupLine, backupFileRefusals, longestLine } from "../../src/client/backup/file.ts";
import { gatherBackup } from "../../src/client/backup/gather.ts";
import { type OpenBackupFile, readBackupFile } from "../../src/client/backup/read-file.ts";
import {
  filled as bytes,
  each,
  sampleRecord as record,
  sampleHeader,
  sampleIds,
  sampleLines,
  sampleUuid as uuid,
  type WrittenLine,
  writeSample,
} from "../support/samples/backup.ts";

const [header, lines] = [sampleHeader, sampleLines];
const { tenant, vault, group } = sampleIds;
const written = (all: readonly WrittenLine[] = lines) => writeSample(all);

const source = (text: string | Uint8Array, portion = 4_096) => {
  const all = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const count = Math.ceil(all.length / portion);
  return each(Array.from({ length: count }, (_, n) => all.subarray(n * portion, (n + 1) * portion)));
};
const open = (text: string | Uint8Array): Promise<OpenBackupFile> => readBackupFile(source(text));

/** Reason and line of what a reader says, with the lines that it gave before. */
async function refused(text: string | Uint8Array): Promise<[string, number, number]> {
  let given = 0;
  try {
    for await (const _ of (await open(text)).lines) given++;
  } catch (error) {
    if (error instanceof BackupFileRefused) return [error.reason, error.line, given];
    throw error;
  }
  return ["READ", 0, given];
}

const file = await written();
const rows = file.split("\n");
const without = (place: number) => rows.filter((_, n) => n !== place).join("\n");

it("is read as it was written, whatever portions it comes in", async () => {
  for (const portion of [7, 65_536, 10_000_000]) {
    const { header: read, lines: all } = await readBackupFile(source(file, portion));
    expect(read).toEqual(header);
    const given: BackupLine[] = [];
    for await (const line of all) given.push(line);
    expect(given).toEqual([...lines, { line: "end", intact: true }]);
  }
});

it("has room in a line for the longest body", async () => {
  const { content, damage } = await gatherBackup(await open(await written([...lines, record(13, 65_536)])));
  expect([content.records[3]?.content?.body.length, damage]).toEqual([65_536, null]);
});

it("is gathered into what is verified, group by group", async () => {
  const { content, tenant: links, persons, groups, damage } = await gatherBackup(await open(file));
  expect(damage).toBeNull();
  expect([links.length, persons.length, content.links.length, content.records.length]).toEqual([2, 1, 2, 3]);
  expect(
    groups.map((its) => [its.group, its.links.length, its.epochs.length, its.wraps.length, its.codeWraps.length]),
  ).toEqual([
    [group, 2, 2, 1, 1],
    [uuid(7), 1, 0, 0, 0],
  ]);
  expect(content.head).toMatchObject({ revision: 7 });
  expect(content.name).toMatchObject({ epoch: 2 });
});

it("is garbage, and said to be none of these files", async () => {
  const none = [
    "",
    "\n",
    "{}",
    "null\n",
    "[1]\n",
    '{"sealgraph":"vault","format":1}\n',
    "PK\u0003\u0004".repeat(9),
    "x".repeat(300_000),
  ];
  for (const text of none)
    expect([text.slice(0, 9), ...(await refused(text))]).toEqual([
      text.slice(0, 9),
      expect.stringMatching(/NO_BACKUP|TRUNCATED/),
      1,
      0,
    ]);
  expect(await refused("x".repeat(300_000))).toEqual(["NO_BACKUP", 1, 0]);
  expect(await refused(crypto.getRandomValues(new Uint8Array(60_000)))).toEqual([expect.any(String), 1, 0]);
});

it("was written by a later release, and that is said before anything else of it is looked at", async () => {
  expect(await refused('{"sealgraph":"organisation backup","format":2}\n')).toEqual(["NEWER_FORMAT", 1, 0]);
  expect(await refused('{"sealgraph":"organisation backup","format":1}\n')).toEqual(["DAMAGED", 1, 0]);
  expect(await refused('{"sealgraph":"organisation backup","format":"1"}\n')).toEqual(["NO_BACKUP", 1, 0]);
});

it("is cut anywhere, and gives what came before", async () => {
  for (let end = 1; end < file.length - 1; end += 997) {
    const before = file.slice(0, end).split("\n").length - 2;
    const [reason, , given] = await refused(file.slice(0, end));
    expect([end, reason, given]).toEqual([end, "TRUNCATED", Math.max(0, before)]);
  }
  for (let place = 1; place < rows.length - 1; place++)
    expect(await refused(`${rows.slice(0, place).join("\n")}\n`)).toEqual(["TRUNCATED", place, place - 1]);
  expect(await refused(file.slice(0, -1))).toEqual(["READ", 0, lines.length + 1]);
});

it("has lines that are missing, exchanged, doubled, or of another backup", async () => {
  for (let place = 1; place < rows.length - 2; place++) {
    const twice = rows.toSpliced(place, 0, rows[place] as string).join("\n");
    expect([place, ...(await refused(twice))]).toEqual([place, "MIXED_UP", place + 2, place]);
    const next = rows[place + 1] as string;
    const exchanged = rows.toSpliced(place, 2, next, rows[place] as string).join("\n");
    expect([place, (await refused(exchanged))[0]]).toEqual([
      place,
      place < rows.length - 3 ? "MIXED_UP" : "BEHIND_END",
    ]);
  }
  for (const place of [1, 4, 11, 13]) expect([place, (await refused(without(place)))[0]]).toEqual([place, "MIXED_UP"]);
  const foreign = (text: string, by: string) => file.replace(text, by);
  expect((await refused(foreign(`"TENANT","roster":"${tenant}`, `"TENANT","roster":"${uuid(90)}`)))[0]).toBe(
    "MIXED_UP",
  );
  expect((await refused(foreign(`"VAULT","roster":"${vault}`, `"VAULT","roster":"${uuid(90)}`)))[0]).toBe("MIXED_UP");
  expect((await refused(foreign(`"groupEpoch","group":"${group}`, `"groupEpoch","group":"${uuid(90)}`)))[0]).toBe(
    "MIXED_UP",
  );
  expect((await refused(`${file}{}\n`))[0]).toBe("BEHIND_END");
  expect((await refused(file + file))[0]).toBe("BEHIND_END");
});

it("lacks a record, a wrap or the newest link, which its last line tells", async () => {
  for (const place of [2, 3, 8, 15, 16, 18]) {
    const { damage } = await gatherBackup(await open(without(place)));
    expect([place, damage?.reason]).toEqual([place, "DAMAGED"]);
  }
});

it("is damaged in a record, and loses that record's content alone", async () => {
  const place = rows.findIndex((row) => row.includes(`"record":"${uuid(11)}"`));
  const row = rows[place] as string;
  for (const spoiled of [
    row.slice(0, 300),
    row.replace(/"body":".../, '"body":"###'),
    `${row.slice(0, 200)}\u0000${row.slice(201)}`,
    row.replace('"key"', '"kay"'),
  ]) {
    const { content, damage } = await gatherBackup(await open(rows.with(place, spoiled).join("\n")));
    expect(content.records.map(({ content: its }) => its !== null)).toEqual([true, false, true]);
    expect(content.records[1]).toMatchObject({ record: uuid(11), leaf: bytes(32, 11) });
    expect(damage).toMatchObject({ reason: "DAMAGED" });
  }
  const { content, damage } = await gatherBackup(await open(file.replace("CwsLCwsL", "CwsLCwsM")));
  expect(content.records.every(({ content: its }) => its !== null)).toBe(true);
  expect(damage).toMatchObject({ reason: "DAMAGED" });
});

it("is damaged in what all rests on, and the line is named", async () => {
  expect(await refused(file.replace('"line":"manifest"', '"line":"manifold"'))).toEqual(["DAMAGED", 14, 12]);
  expect(await refused(rows.with(2, "").join("\n"))).toEqual(["DAMAGED", 3, 1]);
  expect(await refused(rows.with(17, '{"line":"record","record":"x"').join("\n"))).toEqual(["DAMAGED", 18, 16]);
});

it("has a line longer than any can be, and nobody keeps it", async () => {
  const at = rows.length - 3;
  expect(await refused(rows.with(at, "x".repeat(longestLine + 1)).join("\n"))).toEqual([
    "LINE_TOO_LONG",
    at + 1,
    at - 1,
  ]);
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(`${rows[0]}\n`);
    for (; given < 1_000; given++) yield bytes(4_096, 0x20);
  }
  const { lines: all } = await readBackupFile(endless());
  await expect(all.next()).rejects.toMatchObject({ reason: "LINE_TOO_LONG", line: 2 });
  expect(given).toBeLessThan(30);
});

it("is not written of lines that no reader takes", async () => {
  await expect(written(lines.slice(1))).rejects.toMatchObject({ reason: "MIXED_UP", line: 2 });
  await expect(written(lines.slice(0, 12))).rejects.toMatchObject({ reason: "MIXED_UP" });
  await expect(written([...lines, record(12)])).rejects.toMatchObject({ reason: "MIXED_UP" });
  await expect(written([...lines, record(13, 80_000)])).rejects.toMatchObject({ reason: "LINE_TOO_LONG" });
});

it("was opened in an editor that ends lines in another way, and is read all the same", async () => {
  const { content, damage } = await gatherBackup(await open(`\ufeff${rows.join("\r\n")}`));
  expect(content.records.every(({ content: its }) => its !== null)).toBe(true);
  expect(damage).toMatchObject({ reason: "DAMAGED" });
});

it("lets go of its source where nobody reads on", async () => {
  let closed = false;
  async function* open2(): AsyncGenerator<Uint8Array> {
    try {
      yield* source(file, 100);
    } finally {
      closed = true;
    }
  }
  const { lines: all } = await readBackupFile(open2());
  await all.next();
  await all.return();
  expect(closed).toBe(true);
});

it("says why in a sentence, and nothing of what is in it", () => {
  for (const reason of Object.keys(backupFileRefusals) as (keyof typeof backupFileRefusals)[]) {
    expect(new BackupFileRefused(reason, 3).message).toMatch(/^[A-Z][^"]+\.$/);
  }
});
