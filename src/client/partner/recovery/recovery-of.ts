import type { Core } from "../../core.ts";
import { takeIntoFile, workIn } from "../../recovery/case/cases-of.ts";
import { fetchBackups, viewBackup } from "../../recovery/case/lists.ts";
import type { RecoveryPlace } from "../../recovery/case/place.ts";
import { listRecoveries, resumeRecovery } from "../../recovery/case/recoveries.ts";
import { type OpenedRecovery, openRecovery } from "../../recovery/case/request.ts";
import { verifyRecovery } from "../../recovery/case/view.ts";
import { leaveRecovery } from "./leave.ts";
import { placeAtDesk } from "./place.ts";
import type { CompanyCase, CompanyRecovery } from "./recovery.ts";

export function companyRecoveryOf(core: Core, company: string): CompanyRecovery {
  const place = placeAtDesk(core, company);
  return {
    backups: async (user) => {
      await place.refresh();
      return (await fetchBackups(place, user)).map(viewBackup);
    },
    recoveries: () => listRecoveries(place),
    open: async (input) => caseOf(place, await openRecovery(place, input)),
    resume: async (recovery) => caseOf(place, await resumeRecovery(place, recovery, {})),
    leave: () => leaveRecovery(core, company),
  };
}

function caseOf(place: RecoveryPlace, opened: OpenedRecovery): CompanyCase {
  const work = workIn(place, opened);
  const { view } = opened.recovery;
  return {
    recovery: view,
    leftOut: opened.leftOut.map(viewBackup),
    items: work.items,
    show: work.show,
    takeIntoFile: async (items, show) => takeIntoFile(place.core, await work.pick(items), { file: true, show }),
    close: async () => {
      work.forget();
      await place.refresh();
      return verifyRecovery(place, await place.ask.close(view.id)).view;
    },
  };
}
