/** Which backups a recovery is asked for (PROTOCOL §8.3). */
import { equalBytes } from "../../../crypto/bytes.ts";
import { type RosterState, switchInForce } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { rememberedBackups } from "../../backup/memory.ts";
import type { Core } from "../../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../../errors.ts";
import type { BackupAnswer } from "../../transport/backup-operations.ts";
import type { OpenRecovery } from "../cases.ts";
import { fetchBackups } from "./lists.ts";
import { companyAt, type RecoveryPlace } from "./place.ts";

interface Chosen {
  readonly backups: BackupAnswer[];
  readonly leftOut: BackupAnswer[];
}

/** One backup of each vault, all of one group: those that were named, or the newest. */
export async function chooseBackups(place: RecoveryPlace, { user, backups, asOf }: OpenRecovery): Promise<Chosen> {
  const all = await fetchBackups(place, user);
  if (backups) {
    const named = backups.map((id) => all.find((each) => each.id === id));
    const found = named.flatMap((each) => each ?? []);
    if (found.length < named.length) throw new SealgraphError("NOT_FOUND", { part: "backup" });
    if (
      new Set(found.map(({ vault }) => vault)).size < found.length ||
      new Set(found.map(({ group }) => group)).size > 1
    )
      refuseInput("backups");
    return { backups: found, leftOut: [] };
  }
  const newest = newestOfEach(all.filter(({ takenAt }) => takenAt <= (asOf?.getTime() ?? Number.POSITIVE_INFINITY)));
  if (asOf === undefined) await checkNotBelow(place.core, newest);
  const group = groupFor(companyAt(place), newest);
  // One request names at most a hundred, of one group: the profile first, then the shares that were backed up last.
  const sorted = newest.sort((a, b) => a.kind.localeCompare(b.kind) || b.takenAt - a.takenAt);
  const named = sorted.filter((each) => each.group === group).slice(0, 100);
  return { backups: named, leftOut: sorted.filter((each) => !named.includes(each)) };
}

function newestOfEach(backups: readonly BackupAnswer[]): BackupAnswer[] {
  const newest = new Map<string, BackupAnswer>();
  for (const each of backups) if ((newest.get(each.vault)?.number ?? 0) < each.number) newest.set(each.vault, each);
  return [...newest.values()];
}

/** The group that the company names; else that of the backup that was taken last. */
function groupFor(company: RosterState, newest: readonly BackupAnswer[]): string | undefined {
  const named = switchInForce(company)?.setting?.group;
  const inForce = named && formatUuid(named);
  if (inForce && newest.some(({ group }) => group === inForce)) return inForce;
  return newest.reduce<BackupAnswer | undefined>(
    (last, each) => (last && last.takenAt > each.takenAt ? last : each),
    undefined,
  )?.group;
}

/** What is shown as the newest is not below what this device has read. */
async function checkNotBelow(core: Core, newest: readonly BackupAnswer[]): Promise<void> {
  const known = await rememberedBackups(core);
  for (const { vault, revision, manifestHash } of newest) {
    const least = known.get(vault);
    if (least === undefined) continue;
    if (revision < least.revision) throw new ServerCaught("WENT_BACK", null);
    if (revision === least.revision && !equalBytes(manifestHash, least.hash))
      throw new ServerCaught("BROKEN_CHAIN", null);
  }
}
