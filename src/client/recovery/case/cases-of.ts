import { formatFileCode, makeFileCode, sealRecoveredFile } from "../../../crypto/client/recovered-file.ts";
import { makeId } from "../../../crypto/uuid.ts";
import type { Core } from "../../core.ts";
import { encodeExport } from "../../export/export.ts";
import { exportOfRecovered } from "../../export/recovered.ts";
import type { RecoveryCase, RecoveryCases, RecoveryDestination } from "../cases.ts";
import { closeRecovery, type RemoveMember } from "./close.ts";
import { drill } from "./drill.ts";
import { exportBackup } from "./export.ts";
import { judge } from "./judge.ts";
import { fetchBackups, readiness, takeBackups, viewBackup } from "./lists.ts";
import { openBackupFile } from "./open-file.ts";
import { readNamed } from "./read.ts";
import { listRecoveries, resumeRecovery } from "./recoveries.ts";
import { type OpenedRecovery, openRecovery } from "./request.ts";
import { takeIntoShare } from "./take.ts";
import { type PickedItem, type Work, workOf } from "./work.ts";

/** The half of `Recovery` by which backups are opened; `removeMember` is the other half's. */
export function casesOf(core: Core, removeMember: RemoveMember): RecoveryCases {
  return {
    readiness: () => readiness(core),
    backups: async (user) => (await fetchBackups(core, user ?? null)).map(viewBackup),
    takeBackups: (user) => takeBackups(core, user),
    recoveries: () => listRecoveries(core),
    open: async (input) => caseOf(core, await openRecovery(core, input), removeMember, input.code),
    resume: async (id, by = {}) => caseOf(core, await resumeRecovery(core, id, by), removeMember, by.code),
    approve: (recovery) => judge(core, recovery, "APPROVE"),
    veto: (recovery) => judge(core, recovery, "VETO"),
    close: (recovery) => closeRecovery(core, recovery, removeMember),
    drill: (by = {}) => drill(core, by),
    exportBackup: (backup, { onProgress = () => {} } = {}) => exportBackup(core, backup, onProgress),
    openFile: (source, by = {}) => openBackupFile(source, { core, ...by }),
  };
}

function caseOf(
  core: Core,
  { recovery: { view, signed }, secrets, leftOut }: OpenedRecovery,
  removeMember: RemoveMember,
  code: string | readonly string[] | undefined,
): RecoveryCase {
  const total = view.backups.reduce((sum, { records }) => sum + records, 0);
  const work: Work = workOf((onProgress) =>
    readNamed(core, signed.request, new Map([[view.group, secrets]]), total, onProgress),
  );
  return {
    recovery: view,
    leftOut: leftOut.map(viewBackup),
    items: work.items,
    show: work.show,
    take: async (items, destination, { onProgress } = {}) => {
      const picked = await work.pick(items);
      if ("file" in destination) return takeIntoFile(core, picked, destination);
      return takeIntoShare(core, picked, destination, onProgress);
    },
    close: async () => {
      work.forget();
      return closeRecovery(core, view.id, removeMember, code === undefined ? {} : { code });
    },
  };
}

/** Under a code that is shown before anything is sealed: who throws there gets no file. */
async function takeIntoFile(
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
