/** What staff are shown of a company in whose recovery group they are, and what they ask for there (PROTOCOL §4.15, §8.3). */
import { fieldOf, readBytes, readCount, readList, readNext, readOptional, readUuid } from "./answer.ts";
import {
  type BackupAnswer,
  type BackupContentAnswer,
  backupFields,
  contentFields,
  type ListPage,
  pageSize,
  readBackup,
  readBackupContent,
} from "./backup-operations.ts";
import type { GroupAnswer } from "./group-operations.ts";
import type { Operation } from "./http.ts";
import {
  doneFields,
  type OpenRecoveryWire,
  type RecoveryAnswer,
  type RecoveryDone,
  readDone,
  readRecovery,
  recoveryFields,
} from "./recovery-operations.ts";

/** Of one company at whose desk the caller is. */
const inCompany = (variables: string, field: string): string =>
  `query ${variables} { companyAtDesk(company: $company) { ${field} } }`;
const companyIn = (data: unknown): unknown => fieldOf(data, "companyAtDesk");

export type RecoveryKeysAnswer = Pick<GroupAnswer, "epochs" | "wraps">;

export const deskRecoveryKeysOperation: Operation<
  { company: string; group: string; before?: number },
  RecoveryKeysAnswer
> = {
  name: "DeskRecoveryKeys",
  document: inCompany(
    "DeskRecoveryKeys($company: Uuid!, $group: Uuid!, $before: Int)",
    "recoveryGroupKeys(group: $group, first: 100, beforeEpoch: $before) { epochs { epoch previousSecret } wraps { epoch wrap } }",
  ),
  read: (data) => {
    const keys = fieldOf(companyIn(data), "recoveryGroupKeys");
    return {
      epochs: readList(keys, "epochs", (each) => ({
        epoch: readCount(each, "epoch"),
        previousSecret: readOptional(each, "previousSecret", readBytes),
      })),
      wraps: readList(keys, "wraps", (each) => ({ epoch: readCount(each, "epoch"), wrap: readBytes(each, "wrap") })),
    };
  },
};

export const deskBackupsOperation: Operation<
  { company: string; user: string; after: string | null },
  ListPage<BackupAnswer>
> = {
  name: "DeskBackups",
  document: inCompany(
    "DeskBackups($company: Uuid!, $user: Uuid!, $after: String)",
    `backups(user: $user, first: 100, after: $after) { edges { node { ${backupFields} } } pageInfo { hasNextPage endCursor } }`,
  ),
  read: (data) => {
    const page = fieldOf(companyIn(data), "backups");
    return { list: readList(page, "edges", (edge) => readBackup(fieldOf(edge, "node"))), next: readNext(page) };
  },
};

export const deskRecoveriesOperation: Operation<{ company: string; after: string | null }, ListPage<RecoveryAnswer>> = {
  name: "DeskRecoveries",
  document: inCompany(
    "DeskRecoveries($company: Uuid!, $after: String)",
    `recoveries(first: 50, after: $after) { edges { node { ${recoveryFields} } } pageInfo { hasNextPage endCursor } }`,
  ),
  read: (data) => {
    const page = fieldOf(companyIn(data), "recoveries");
    return { list: readList(page, "edges", (edge) => readRecovery(fieldOf(edge, "node"))), next: readNext(page) };
  },
};

export const deskRecoveryOperation: Operation<{ company: string; recovery: string }, RecoveryAnswer | null> = {
  name: "DeskRecovery",
  document: inCompany(
    "DeskRecovery($company: Uuid!, $recovery: Uuid!)",
    `recovery(recovery: $recovery) { ${recoveryFields} }`,
  ),
  read: (data) => readOptional(companyIn(data), "recovery", (of, name) => readRecovery(fieldOf(of, name))),
};

export const deskBackupContentOperation: Operation<
  { company: string; recovery: string; backup: string; after: string | null },
  BackupContentAnswer
> = {
  name: "DeskBackupContent",
  document: inCompany(
    "DeskBackupContent($company: Uuid!, $recovery: Uuid!, $backup: Uuid!, $after: String)",
    `backupContent(recovery: $recovery, backup: $backup, first: ${pageSize}, after: $after) { ${contentFields} }`,
  ),
  read: (data) => readBackupContent(fieldOf(companyIn(data), "backupContent")),
};

export const openRecoveryAtDeskOperation: Operation<{ input: OpenRecoveryWire & { company: string } }, RecoveryDone> = {
  name: "OpenRecoveryAtDesk",
  document: `mutation OpenRecoveryAtDesk($input: OpenRecoveryAtDeskInput!) { openRecoveryAtDesk(input: $input) { ${doneFields("RecoveryOpened")} } }`,
  read: (data) => readDone(fieldOf(data, "openRecoveryAtDesk")),
};

export const closeRecoveryAtDeskOperation: Operation<{ input: { company: string; recovery: string } }, RecoveryAnswer> =
  {
    name: "CloseRecoveryAtDesk",
    document: `mutation CloseRecoveryAtDesk($input: CloseRecoveryAtDeskInput!) { closeRecoveryAtDesk(input: $input) { recovery { ${recoveryFields} } } }`,
    read: (data) => readRecovery(fieldOf(fieldOf(data, "closeRecoveryAtDesk"), "recovery")),
  };

/** The public keys of who is at desks of the own company, to give them a recovery group's key. */
export const staffKeysOperation: Operation<
  Record<string, never>,
  readonly { readonly user: string; readonly encryptionKey: Uint8Array }[]
> = {
  name: "StaffKeys",
  document: "query StaffKeys { viewer { tenant { desks { staff { user encryptionKey } } } } }",
  read: (data) =>
    readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "desks", (desk) =>
      readList(desk, "staff", (each) => ({
        user: readUuid(each, "user"),
        encryptionKey: readBytes(each, "encryptionKey"),
      })),
    ).flat(),
};
