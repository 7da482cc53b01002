/** Reading what a recovery names: fetched, verified against the signed request, opened (PROTOCOL §8.3). */

import { ProtocolError } from "../../../crypto/errors.ts";
import type { NamedBackup, RecoveryRequest } from "../../../crypto/recovery-request.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import type { BackupContent } from "../../backup/content.ts";
import { rememberBackup } from "../../backup/memory.ts";
import { openBackup, type RecoverySecrets } from "../../backup/open.ts";
import { type BackupGround, verifyBackup } from "../../backup/verify.ts";
import { BackupRefused, SealgraphError } from "../../errors.ts";
import type { Chain } from "../../vault/chain.ts";
import type { OnCaseProgress, UnreadBackup } from "../cases.ts";
import { fetchBackup } from "./fetch.ts";
import type { RecoveryPlace } from "./place.ts";
import type { LoadedWork } from "./work.ts";

/** Reads every backup that a request names. One that does not hold is named, and the others are read. */
export async function readNamed(
  place: RecoveryPlace,
  request: RecoveryRequest,
  secrets: RecoverySecrets,
  total: number,
  onProgress: OnCaseProgress,
): Promise<LoadedWork> {
  // Manifests rest on heads of the company's roster.
  await place.refresh();
  const [backups, refused] = [[] as LoadedWork["backups"][number][], [] as UnreadBackup[]];
  let done = 0;
  for (const named of request.backups) {
    const [backup, vault] = [formatUuid(named.backup), formatUuid(named.vault)];
    const page = place.ask.pages(formatUuid(request.recovery), backup);
    try {
      const content = await fetchBackup(page, (count) => {
        done += count;
        onProgress(done, Math.max(done, total));
      });
      backups.push({ backup, opened: await openNamed(place, request, named, content, secrets) });
    } catch (error) {
      refused.push(refusalOf({ backup, vault }, error));
    }
  }
  return { backups, refused };
}

async function openNamed(
  place: RecoveryPlace,
  { user }: RecoveryRequest,
  { vault, revision, manifest }: NamedBackup,
  content: BackupContent,
  secrets: RecoverySecrets,
) {
  const named = { revision, hash: manifest };
  const wanted = { vault: formatUuid(vault), user, named, least: null };
  const verified = await verifyBackup(content, { ...(await rostersFor(place, content)), wanted });
  const opened = await openBackup(verified, content, secrets);
  await rememberBackup(place.core, wanted.vault, named);
  return opened;
}

/** The company's roster as held, and those of groups that a share names. */
export async function rostersFor(
  place: RecoveryPlace,
  content: BackupContent,
): Promise<Pick<BackupGround, "tenant" | "groups">> {
  const tenant = place.tenant();
  return { tenant, groups: content.kind === "SHARE" ? await groupsOfShare(place, content) : place.groups() };
}

async function groupsOfShare(place: RecoveryPlace, content: BackupContent): Promise<ReadonlyMap<string, Chain>> {
  try {
    return await place.groupsOfShare(content);
  } catch (error) {
    if (error instanceof ProtocolError) throw new BackupRefused(error.code);
    throw error;
  }
}

/** What of an error costs one backup alone; all else is thrown on. */
function refusalOf(where: Pick<UnreadBackup, "backup" | "vault">, error: unknown): UnreadBackup {
  if (error instanceof BackupRefused) return { ...where, code: error.code, check: error.check };
  if (error instanceof SealgraphError && (error.code === "BACKUP_SEALED" || error.code === "NOT_FOUND"))
    return { ...where, code: error.code, check: null };
  throw error;
}
