import type { RecordId, VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { type Connection, connectionOf, type PageAsked, parsePage } from "../page.ts";
import { ask } from "../transaction.ts";
import {
  type ListOf,
  listById,
  listRecords,
  listTrash,
  listVersions,
  type StandingRecord,
  type VersionRow,
} from "./rows.ts";

export type { ListOf, StandingRecord, VersionRow };

/** A page of live records of one class for each list, in the order of the lists. One statement, however many lists. */
export async function listPages(
  request: Request,
  lists: readonly ListOf[],
  recordClass: 1 | 2,
  asked: PageAsked,
): Promise<Connection<StandingRecord>[]> {
  const { answers } = await ask(request, listRecords(lists, recordClass, asked.after, asked.first + 1));
  const pages = lists.map((): StandingRecord[] => []);
  for (const row of answers[0]) pages[row.nth - 1]?.push(row);
  return pages.map((rows) => connectionOf(rows, asked, (row) => row.record));
}

/** What is in a vault's trash, last trashed first. Throws `INVALID_CURSOR`. */
export async function listTrashed(
  request: Request,
  vault: VaultId,
  args: { first: number; after?: string | null },
): Promise<Connection<StandingRecord>> {
  const asked = parsePage(args, "NUMBER ID");
  const [trashedSince, record] = asked.after?.split(" ") ?? [];
  const after = record ? { trashedSince: Number(trashedSince), record } : null;
  const { answers } = await ask(request, listTrash(vault, after, asked.first + 1));
  return connectionOf(answers[0], asked, (row) => `${row.trashedSince} ${row.record}`);
}

/** Folders and items by id, in the order asked for; null where there is none that the caller may read. */
export async function findRecords(
  request: Request,
  records: readonly { vault: VaultId; record: RecordId }[],
): Promise<(StandingRecord | null)[]> {
  const { answers } = await ask(request, listById(records));
  const found = new Map(answers[0].map((row) => [`${row.vault} ${row.record}`, row]));
  return records.map(({ vault, record }) => found.get(`${vault} ${record}`) ?? null);
}

/** A page of former sealings for each record, newest first. One statement, however many records. Throws `INVALID_CURSOR`. */
export async function listHistories(
  request: Request,
  records: readonly { vault: VaultId; record: RecordId }[],
  asked: PageAsked,
): Promise<Connection<VersionRow>[]> {
  const before = asked.after === null ? null : Number(asked.after);
  const { answers } = await ask(request, listVersions(records, before, asked.first + 1));
  const pages = records.map((): VersionRow[] => []);
  for (const row of answers[0]) pages[row.nth - 1]?.push(row);
  return pages.map((rows) => connectionOf(rows, asked, (row) => String(row.version)));
}
