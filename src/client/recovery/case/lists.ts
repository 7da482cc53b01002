/** What the server has of backups, and how ready it says that the company is. */
import { call } from "../../account/session.ts";
import type { Core } from "../../core.ts";
import { type BackupAnswer, type ListPage, takeBackupsOperation } from "../../transport/backup-operations.ts";
import { recoveryReadinessOperation } from "../../transport/recovery-operations.ts";
import type { Backup, BackupSkip, BackupsTaken, Readiness } from "../cases.ts";
import type { RecoveryPlace } from "./place.ts";

/** Pages of a list that are read in one go; behind it the server is taken to go round in circles. */
const mostPages = 10_000;

/** A list whole, page by page; one that brings nothing is the last, whatever it says. */
export async function wholeList<T>(page: (after: string | null) => Promise<ListPage<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | null = null;
  for (let asked = 0; asked < mostPages; asked++) {
    const { list, next } = await page(after);
    all.push(...list);
    after = next;
    if (next === null || list.length === 0) break;
  }
  return all;
}

export const viewBackup = ({ manifestHash: _, takenAt, keptUntil, ...rest }: BackupAnswer): Backup => ({
  ...rest,
  takenAt: new Date(takenAt),
  keptUntil: keptUntil === null ? null : new Date(keptUntil),
});

/** Of all, or of what a user has or had, the newest first. */
export const fetchBackups = ({ ask }: RecoveryPlace, user: string | null): Promise<BackupAnswer[]> =>
  wholeList((after) => ask.backups(user, after));

/** Has backups taken of what a user has, as often as the server says that there is more. */
export async function takeBackups(core: Core, user: string): Promise<BackupsTaken> {
  const [taken, skipped] = [[] as Backup[], new Map<string, BackupSkip>()];
  for (let asked = 0; asked < mostPages; asked++) {
    const answer = await call(core, takeBackupsOperation, { input: { user } });
    taken.push(...answer.taken.map(viewBackup));
    for (const { vault, reason } of answer.skipped) skipped.set(vault, reason);
    if (!answer.more || answer.taken.length === 0) break;
  }
  const fresh = new Set(taken.map(({ vault }) => vault));
  return {
    taken,
    skipped: [...skipped].filter(([vault]) => !fresh.has(vault)).map(([vault, reason]) => ({ vault, reason })),
  };
}

export async function readiness(core: Core): Promise<Readiness> {
  let checks: Readiness["checks"] = [];
  const users = await wholeList(async (after) => {
    const answer = await call(core, recoveryReadinessOperation, { after });
    ({ checks } = answer);
    return answer;
  });
  return { checks, users };
}
