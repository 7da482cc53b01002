/** A backup's file with every kind of line: its form alone, nothing in it is signed or sealed. */
import type { BackupHeader, BackupLine } from "../../../src/client/backup/file.ts";
import { writeBackupFile } from "../../../src/client/backup/write-file.ts";
import { asHash, asId } from "../../../src/crypto/keys.ts";
import { formatUuid } from "../../../src/crypto/uuid.ts";

export type WrittenLine = Exclude<BackupLine, { line: "end" }>;

export const filled = (length: number, of: number) => new Uint8Array(length).fill(of);
const id = (of: number) => asId(filled(16, of));
export const sampleUuid = (of: number) => formatUuid(id(of));
const [tenant, vault, group, user] = [1, 2, 3, 4].map(sampleUuid) as [string, string, string, string];
export const sampleIds = { tenant, vault, group };
const day = (of: number) => new Date(Date.UTC(2026, 10, of));

export const sampleHeader: BackupHeader = {
  tenant,
  backup: sampleUuid(5),
  vault,
  kind: "SHARE",
  owners: [user],
  takenAt: day(1),
  exportedAt: day(2),
};

const link = (of: "TENANT" | "GROUP" | "VAULT", roster: string, seq: number): WrittenLine => ({
  line: "link",
  of,
  roster,
  seq,
  signed: filled(300, seq),
});

/** Live at the top where `of` is odd, else in a folder and in the trash. */
export const sampleRecord = (of: number, length = 1_000): WrittenLine & { line: "record" } => ({
  line: "record",
  record: sampleUuid(of),
  recordId: id(of),
  leaf: asHash(filled(32, of)),
  content: {
    class: 2,
    version: 3,
    trashedSince: of % 2 ? 0 : day(3).getTime(),
    folder: of % 2 ? null : id(9),
    schema: 1,
    epoch: 2,
    body: filled(length, of),
    key: filled(105, of),
    previousLeaf: of % 2 ? null : asHash(filled(32, 8)),
  },
});

export const sampleLines: readonly WrittenLine[] = [
  link("TENANT", tenant, 0),
  link("TENANT", tenant, 1),
  { line: "person", user, salt: filled(32, 1), address: "ada@example.com", name: "Ada \u2028 Lovelace" },
  link("GROUP", group, 0),
  link("GROUP", group, 1),
  { line: "groupEpoch", group, epoch: 1, publicKey: filled(1_216, 1), previousSecret: null },
  { line: "groupEpoch", group, epoch: 2, publicKey: filled(1_216, 2), previousSecret: filled(105, 2) },
  { line: "groupWrap", group, epoch: 2, user: group, wrap: filled(1_225, 3) },
  { line: "groupWrap", group, epoch: 2, user, wrap: filled(1_225, 4) },
  link("GROUP", sampleUuid(7), 0),
  link("VAULT", vault, 0),
  link("VAULT", vault, 1),
  { line: "manifest", revision: 7, manifest: filled(400, 1), signature: filled(64, 1) },
  { line: "epochKey", epoch: 2, previousKey: filled(105, 1) },
  { line: "recoveryWrap", epoch: 2, group, groupEpoch: 2, wrap: filled(1_225, 1) },
  { line: "name", epoch: 2, envelope: filled(329, 1) },
  sampleRecord(10),
  sampleRecord(11),
  sampleRecord(12),
];

export async function writeSample(lines: readonly WrittenLine[] = sampleLines): Promise<string> {
  let text = "";
  for await (const line of writeBackupFile(sampleHeader, each(lines))) text += line;
  return text;
}

export async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}
