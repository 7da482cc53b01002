/** What is done about backups and recoveries, one act an answer that can be lied in: all in one company, which none of it harms. */

import type { TestHouse } from "../../support/house.ts";
import type { Line } from "../../support/line.ts";
import { foundRecovering, type RecoveringCompany } from "../../support/recovering.ts";

/** Both administrators are on the line. */
export interface RecoveringScene extends RecoveringCompany {
  readonly bobs: string;
}

export interface CaseAct {
  readonly name: string;
  readonly operations: readonly string[];
  readonly run: (scene: RecoveringScene) => Promise<unknown>;
}

export async function makeRecoveringScene(house: TestHouse, line: Line): Promise<RecoveringScene> {
  const settings = { patience: 0, ...line.settings };
  const company = await foundRecovering(house, { ada: settings, grace: settings });
  const bobs = company.bob.client.account.user;
  await company.ada.recovery.takeBackups(bobs);
  return { ...company, bobs };
}

const opening = ({ grace, bobs, code }: RecoveringScene) =>
  grace.recovery.open({ user: bobs, purpose: "Somebody has to", hours: 1, code });

export const caseActs: readonly CaseAct[] = [
  {
    name: "looking at what there is",
    operations: ["Backups", "Recoveries", "RecoveryReadiness"],
    run: async ({ ada, bobs }) => {
      await ada.recovery.backups(bobs);
      await ada.recovery.recoveries();
      await ada.recovery.readiness();
    },
  },
  { name: "taking backups", operations: ["TakeBackups"], run: ({ ada, bobs }) => ada.recovery.takeBackups(bobs) },
  {
    name: "a drill",
    operations: ["RecoveryCanary", "ReportDrill"],
    run: ({ ada }) => ada.recovery.drill(),
  },
  {
    name: "a recovery from beginning to end",
    operations: ["OpenRecovery", "Recovery", "BackupContent", "CloseRecovery"],
    run: async (scene) => {
      const { recovery } = await opening(scene);
      const open = await scene.grace.recovery.resume(recovery.id, { code: scene.code });
      await open.items();
      await open.close();
    },
  },
  {
    name: "judging a recovery",
    operations: ["ApproveRecovery", "VetoRecovery"],
    run: async (scene) => {
      const { recovery } = await opening(scene);
      await scene.ada.recovery.approve(recovery);
      await scene.ada.recovery.veto(recovery);
    },
  },
  {
    name: "exporting a backup",
    operations: ["BackupExport"],
    run: async ({ ada, bobs }) => {
      const [backup] = await ada.recovery.backups(bobs);
      for await (const _ of ada.recovery.exportBackup(backup?.id ?? ""));
    },
  },
];
