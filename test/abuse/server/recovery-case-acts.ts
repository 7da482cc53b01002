/** What is done about backups and recoveries, one act an answer that can be lied in: all in one company, which none of it harms. */

import type { Client } from "../../../src/client/index.ts";
import type { TestHouse } from "../../support/house.ts";
import type { Line } from "../../support/line.ts";
import { newPartner } from "../../support/partner-people.ts";
import { foundRecovering, type RecoveringCompany } from "../../support/recovering.ts";

/** Both administrators are on the line. */
export interface RecoveringScene extends RecoveringCompany {
  readonly bobs: string;
  /** At a partner's desk in the company. */
  readonly pia: Client;
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
  const { owner } = await newPartner(house);
  const pia = await owner.onDevice("at a desk", { surface: "PARTNER", clock: () => house.now(), ...settings });
  const { link } = await pia.partner.offers.make({ rights: [], hours: 0, labels: [] });
  await company.ada.company.desks.accept(link, () => {});
  return { ...company, bobs, pia };
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
    name: "a recovery by staff of a desk",
    operations: [
      "StaffKeys",
      "DeskBackups",
      "DeskRecoveryKeys",
      "OpenRecoveryAtDesk",
      "DeskRecoveries",
      "DeskRecovery",
      "DeskBackupContent",
      "CloseRecoveryAtDesk",
    ],
    run: async ({ ada, pia, bobs }) => {
      const user = pia.account.user;
      const { group } = await ada.recovery.status();
      if (group?.members.includes(user)) await ada.recovery.removeMember(user);
      await ada.recovery.addMember(user);
      const recovery = pia.partner.recovery(String(ada.account.tenant));
      // What a lie before this one left open.
      for (const { id, closedAt } of await recovery.recoveries())
        if (closedAt === null) await (await recovery.resume(id)).close();
      const asked = await recovery.open({ user: bobs, purpose: "Somebody has to", hours: 1 });
      const open = await recovery.resume(asked.recovery.id);
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
