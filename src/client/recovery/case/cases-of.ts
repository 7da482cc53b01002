import { formatFileCode, makeFileCode, sealRecoveredFile } from "../../../crypto/client/recovered-file.ts";
import { makeId } from "../../../crypto/uuid.ts";
import type { Core } from "../../core.ts";
import { encodeExport } from "../../export/export.ts";
import { exportOfRecovered } from "../../export/recovered.ts";
import type { RecoveryCase, RecoveryCases, RecoveryDestination, RecoverySettled } from "../cases.ts";
import type { ByCode } from "../setup.ts";
import { closeRecovery, type RemoveMember } from "./close.ts";
import { drill } from "./drill.ts";
import { exportBackup } from "./export.ts";
import { judge } from "./judge.ts";
import { fetchBackups, readiness, takeBackups, viewBackup } from "./lists.ts";
import { openBackupFile } from "./open-file.ts";
import { ownPlace, type RecoveryPlace } from "./place.ts";
import { readNamed } from "./read.ts";
import { listRecoveries, resumeRecovery } from "./recoveries.ts";
import { type OpenedRecovery, openRecovery } from "./request.ts";
import { takeIntoShare } from "./take.ts";
import { type PickedItem, type Work, workOf } from "./work.ts";

/** The half of `Recovery` by which backups are opened; `removeMember` is the other half's. */
export function casesOf(core: Core, removeMember: RemoveMember): RecoveryCases {
  const place = ownPlace(core);
  const closing =
    (code: ByCode["code"]) =>
    (recovery: string): Promise<RecoverySettled> =>
      closeRecovery(core, recovery, removeMember, code === undefined ? {} : { code });
  return {
    readiness: () => readiness(core),
    backups: async (user) => (await fetchBackups(place, user ?? null)).map(viewBackup),
    takeBackups: (user) => takeBackups(core, user),
    recoveries: () => listRecoveries(place),
    open: async (input) => caseOf(place, await openRecovery(place, input), closing(input.code)),
    resume: async (id, by = {}) => caseOf(place, await resumeRecovery(place, id, by), closing(by.code)),
    approve: (recovery) => judge(core, recovery, "APPROVE"),
    veto: (recovery) => judge(core, recovery, "VETO"),
    close: (recovery) => closeRecovery(core, recovery, removeMember),
    drill: (by = {}) => drill(core, by),
    exportBackup: (backup, { onProgress = () => {} } = {}) => exportBackup(core, backup, onProgress),
    openFile: (source, by = {}) => openBackupFile(source, { core, ...by }),
  };
}

/** A recovery that may be read: what is in it, and where what is picked of it goes. */
function caseOf(
  place: RecoveryPlace,
  opened: OpenedRecovery,
  closing: (recovery: string) => Promise<RecoverySettled>,
): RecoveryCase {
  const work = workIn(place, opened);
  const { view } = opened.recovery;
  return {
    recovery: view,
    leftOut: opened.leftOut.map(viewBackup),
    items: work.items,
    show: work.show,
    take: async (items, destination, { onProgress } = {}) => {
      const picked = await work.pick(items);
      if ("file" in destination) return takeIntoFile(place.core, picked, destination);
      return takeIntoShare(place.core, picked, destination, onProgress);
    },
    close: async () => {
      work.forget();
      return closing(view.id);
    },
  };
}

/** What the backups of a recovery hold, read once it is asked for. */
export function workIn(place: RecoveryPlace, { recovery: { view, signed }, secrets }: OpenedRecovery): Work {
  const total = view.backups.reduce((sum, { records }) => sum + records, 0);
  return workOf((onProgress) => readNamed(place, signed.request, new Map([[view.group, secrets]]), total, onProgress));
}

/** Under a code that is shown before anything is sealed: who throws there gets no file. */
export async function takeIntoFile(
  core: Core,
  picked: readonly PickedItem[],
  { show }: Extract<RecoveryDestination, { readonly file: true }>,
) {
  const code = makeFileCode();
  await show(formatFileCode(code));
  const now = core.around.now();
  const content = new TextEncoder().encode(encodeExport(exportOfRecovered(picked, now)));
  const file = sealRecoveredFile(code, makeId(now), [content]);
  return { file, taken: picked.length };
}
