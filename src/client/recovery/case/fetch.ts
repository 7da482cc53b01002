/** Backups as the server hands them out, in pages. */
import { call } from "../../account/session.ts";
import type { BackupContent } from "../../backup/content.ts";
import type { Core } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import {
  type BackupContentAnswer,
  backupContentOperation,
  backupExportOperation,
} from "../../transport/backup-operations.ts";

/** A page of a backup, behind the one before. */
export type PageOfBackup = (after: string | null) => Promise<BackupContentAnswer>;

/** In a recovery that is open, of this user. */
export const inRecovery =
  (core: Core, recovery: string, backup: string): PageOfBackup =>
  (after) =>
    call(core, backupContentOperation, { recovery, backup, after });

/** To be kept elsewhere. */
export const forExport =
  (core: Core, backup: string): PageOfBackup =>
  (after) =>
    call(core, backupExportOperation, { backup, after });

/** Every page, in order; one that brings nothing is the last, whatever it says. Throws what `call` throws. */
export async function* pagesOf(page: PageOfBackup): AsyncGenerator<BackupContentAnswer, void> {
  for (let after: string | null = null; ; ) {
    const answer: BackupContentAnswer = await page(after);
    yield answer;
    after = answer.next;
    if (after === null || answer.links.length + answer.epochKeys.length + answer.records.length === 0) return;
  }
}

/** A backup whole; nothing of it is verified. */
export async function fetchBackup(page: PageOfBackup, onRecords: (count: number) => void): Promise<BackupContent> {
  const pages: BackupContentAnswer[] = [];
  for await (const answer of pagesOf(page)) {
    pages.push(answer);
    onRecords(answer.records.length);
  }
  const [first] = pages;
  if (first === undefined) throw new SealgraphError("NOT_FOUND", { part: "backup" });
  const { backup, manifest, signature, wrap, name } = first;
  const { vault, kind, revision } = backup;
  return {
    vault,
    kind,
    links: pages.flatMap(({ links }) => links),
    head: { revision, manifest, signature },
    epochKeys: pages.flatMap(({ epochKeys }) => epochKeys),
    wraps: [wrap],
    name,
    records: pages.flatMap(({ records }) => records),
  };
}
