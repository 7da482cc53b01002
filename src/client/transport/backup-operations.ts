/** Organisation backups, as the server lists them and hands them out; nothing of that is verified. */
import type { Hash } from "../../crypto/keys.ts";
import type { BackupKind, EntrustedWrap } from "../backup/content.ts";
import type { BackupRecord } from "../backup/file.ts";
import { type BackupSkip, backupSkips } from "../recovery/cases.ts";
import type { SealedName } from "../vault/held.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readHash,
  readId,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readText,
  readTime,
  readUuid,
} from "./answer.ts";
import type { Operation } from "./http.ts";
import { readContent, readLink } from "./page.ts";

export interface BackupAnswer {
  readonly id: string;
  readonly vault: string;
  readonly kind: BackupKind;
  readonly owners: readonly string[];
  readonly number: number;
  /** Milliseconds since 1970, as is the next. */
  readonly takenAt: number;
  readonly keptUntil: number | null;
  readonly revision: number;
  readonly manifestHash: Hash;
  readonly group: string;
  readonly groupEpoch: number;
  readonly records: number;
  readonly bytes: number;
  readonly addedBytes: number;
  readonly openable: boolean;
  readonly approvals: number;
  readonly hours: number;
}

const kinds = ["PROFILE", "SHARE"] as const;

export const backupFields =
  "id vault kind owners number takenAt keptUntil revision manifestHash group groupEpoch records bytes addedBytes openable approvals hours";

export const readBackup = (value: unknown): BackupAnswer => ({
  id: readUuid(value, "id"),
  vault: readUuid(value, "vault"),
  kind: readOneOf(value, "kind", kinds),
  owners: readList(value, "owners", (owner) => readUuid({ owner }, "owner")),
  number: readCount(value, "number"),
  takenAt: readTime(value, "takenAt"),
  keptUntil: readOptional(value, "keptUntil", readTime),
  revision: readCount(value, "revision"),
  manifestHash: readHash(value, "manifestHash"),
  group: readUuid(value, "group"),
  groupEpoch: readCount(value, "groupEpoch"),
  records: readCount(value, "records"),
  bytes: readCount(value, "bytes"),
  addedBytes: readCount(value, "addedBytes"),
  openable: readBoolean(value, "openable"),
  approvals: readCount(value, "approvals"),
  hours: readCount(value, "hours"),
});

/** A page of a list, and where the next begins. */
export interface ListPage<T> {
  readonly list: readonly T[];
  /** Null behind the last. */
  readonly next: string | null;
}

export const backupsOperation: Operation<{ user: string | null; after: string | null }, ListPage<BackupAnswer>> = {
  name: "Backups",
  document: `query Backups($user: Uuid, $after: String) { backups(user: $user, first: 100, after: $after) { edges { node { ${backupFields} } } pageInfo { hasNextPage endCursor } } }`,
  read: (data) => {
    const page = fieldOf(data, "backups");
    return { list: readList(page, "edges", (edge) => readBackup(fieldOf(edge, "node"))), next: readNext(page) };
  },
};

export interface BackupsTakenAnswer {
  readonly taken: readonly BackupAnswer[];
  readonly skipped: readonly { readonly vault: string; readonly reason: BackupSkip }[];
  readonly more: boolean;
}

export const takeBackupsOperation: Operation<{ input: { user: string } }, BackupsTakenAnswer> = {
  name: "TakeBackups",
  document: `mutation TakeBackups($input: TakeBackupsInput!) { takeBackups(input: $input) { taken { ${backupFields} } skipped { vault reason } more } }`,
  read: (data) => {
    const answer = fieldOf(data, "takeBackups");
    return {
      taken: readList(answer, "taken", readBackup),
      skipped: readList(answer, "skipped", (each) => ({
        vault: readUuid(each, "vault"),
        reason: readOneOf(each, "reason", backupSkips),
      })),
      more: readBoolean(answer, "more"),
    };
  },
};

/** A page of a backup: links first, keys of epochs behind them, and records behind those. */
export interface BackupContentAnswer {
  readonly backup: BackupAnswer;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
  readonly wrap: EntrustedWrap;
  readonly name: SealedName | null;
  readonly links: readonly { readonly seq: number; readonly signed: Uint8Array }[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly records: readonly BackupRecord[];
  readonly next: string | null;
}

const recordFields = "record class version trashedAt folder schema epoch body key previousLeaf leaf";
export const contentFields = `backup { ${backupFields} } manifest signature wrap { epoch group groupEpoch wrap } name { name epoch } links { seq link signatures } epochKeys { epoch previousKey } records { ${recordFields} } next`;

export const readBackupContent = (value: unknown): BackupContentAnswer => ({
  backup: readBackup(fieldOf(value, "backup")),
  manifest: readBytes(value, "manifest"),
  signature: readBytes(value, "signature"),
  wrap: readWrap(fieldOf(value, "wrap")),
  name: readOptional(value, "name", (of, field) => ({
    epoch: readCount(fieldOf(of, field), "epoch"),
    envelope: readBytes(fieldOf(of, field), "name"),
  })),
  links: readList(value, "links", readLink),
  epochKeys: readList(value, "epochKeys", (key) => ({
    epoch: readCount(key, "epoch"),
    previousKey: readBytes(key, "previousKey"),
  })),
  records: readList(value, "records", readBackedUp),
  next: readOptional(value, "next", readText),
});

const readWrap = (value: unknown): EntrustedWrap => ({
  epoch: readCount(value, "epoch"),
  group: readUuid(value, "group"),
  groupEpoch: readCount(value, "groupEpoch"),
  wrap: readBytes(value, "wrap"),
});

const readBackedUp = (value: unknown): BackupRecord => ({
  record: readUuid(value, "record"),
  recordId: readId(value, "record"),
  leaf: readHash(value, "leaf"),
  content: fieldOf(value, "body") === null ? null : readContent(value),
});

/** Records, links and keys on one page. */
export const pageSize = 1_000;

export const backupContentOperation: Operation<
  { recovery: string; backup: string; after: string | null },
  BackupContentAnswer
> = {
  name: "BackupContent",
  document: `query BackupContent($recovery: Uuid!, $backup: Uuid!, $after: String) { backupContent(recovery: $recovery, backup: $backup, first: ${pageSize}, after: $after) { ${contentFields} } }`,
  read: (data) => readBackupContent(fieldOf(data, "backupContent")),
};

export const backupExportOperation: Operation<{ backup: string; after: string | null }, BackupContentAnswer> = {
  name: "BackupExport",
  document: `query BackupExport($backup: Uuid!, $after: String) { backupExport(backup: $backup, first: ${pageSize}, after: $after) { ${contentFields} } }`,
  read: (data) => readBackupContent(fieldOf(data, "backupExport")),
};
