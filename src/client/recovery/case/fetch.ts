/** Backups as the server hands them out, in pages. */
import { ProtocolError } from "../../../crypto/errors.ts";
import { parseManifest } from "../../../crypto/manifest.ts";
import { call } from "../../account/session.ts";
import type { BackupContent } from "../../backup/content.ts";
import type { Core } from "../../core.ts";
import { BackupRefused, SealgraphError } from "../../errors.ts";
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

/**
 * Every page, in order. No server keeps anybody reading: it ends where links or records do not go on, and with as many records and
 * keys as the manifest speaks of; what is wrong then does not verify. Throws what `call` throws, BACKUP_REFUSED.
 */
async function* pagesOf(page: PageOfBackup): AsyncGenerator<BackupContentAnswer, void> {
  let [links, keys, records, most] = [0, 0, 0, Number.POSITIVE_INFINITY];
  for (let after: string | null = null; ; ) {
    const answer: BackupContentAnswer = await page(after);
    if (after === null) most = mostIn(answer.manifest);
    yield answer;
    const goesOn = answer.links.every(({ seq }) => seq === links++);
    keys += answer.epochKeys.length;
    records += answer.records.length;
    const brings = answer.links.length + answer.epochKeys.length + answer.records.length > 0;
    after = answer.next;
    if (after === null || !goesOn || !brings || keys + records > most) return;
  }
}

/** How many records and keys there are at most, as the manifest says. */
function mostIn(manifest: Uint8Array): number {
  try {
    const { count, epoch } = parseManifest(manifest);
    return count + epoch;
  } catch (error) {
    if (error instanceof ProtocolError) throw new BackupRefused(error.code);
    throw error;
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
