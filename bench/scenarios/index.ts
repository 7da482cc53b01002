import type { Scenario } from "../scenario.ts";
import { auditWrite } from "./audit-write.ts";
import { backupIncrement, backupIncrementBytes } from "./backup-increment.ts";
import { delta } from "./delta.ts";
import { fullSync } from "./full-sync.ts";
import { importMany } from "./import.ts";
import { liveChange } from "./live-change.ts";
import { partnerDashboard, partnerFlat, tenantNoise } from "./partner.ts";
import { policyCheckPut, policyCheckViewer } from "./policy-check.ts";
import { putItem } from "./put-item.ts";
import { recovery } from "./recovery.ts";
import { roster } from "./roster.ts";
import { share500 } from "./share-500.ts";
import { unlock } from "./unlock.ts";
import { viewer } from "./viewer.ts";

export const scenarios: readonly Scenario[] = [
  fullSync,
  viewer,
  putItem,
  auditWrite,
  liveChange,
  unlock,
  recovery,
  delta,
  importMany,
  roster,
  policyCheckViewer,
  policyCheckPut,
  share500,
  backupIncrement,
  backupIncrementBytes,
  partnerDashboard,
  partnerFlat,
  tenantNoise,
];
