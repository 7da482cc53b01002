import type { Runs } from "../given.ts";
import { accountCodeRuns } from "./account-codes.ts";
import { accountRuns } from "./accounts.ts";
import { approvalRuns } from "./approvals.ts";
import { archiveRuns } from "./archives.ts";
import { auditRuns } from "./audit.ts";
import { bytesRuns } from "./bytes.ts";
import { companyRuns } from "./companies.ts";
import { deskRuns } from "./desks.ts";
import { envelopeRuns } from "./envelopes.ts";
import { guestRuns } from "./guests.ts";
import { policyRuns } from "./policies.ts";
import { recoveryRuns } from "./recoveries.ts";
import { recoveryGroupRuns } from "./recovery-groups.ts";
import { rosterRuns } from "./rosters.ts";
import { rotationRuns } from "./rotations.ts";
import { shareRuns } from "./shares.ts";
import { templateRuns } from "./templates.ts";
import { vaultRuns } from "./vaults.ts";

/** For each file of vectors: how our own functions read it. */
export const runs: Runs = {
  ...bytesRuns,
  ...accountRuns,
  ...approvalRuns,
  ...accountCodeRuns,
  ...rotationRuns,
  ...envelopeRuns,
  ...companyRuns,
  ...rosterRuns,
  ...shareRuns,
  ...guestRuns,
  ...recoveryGroupRuns,
  ...deskRuns,
  ...policyRuns,
  ...vaultRuns,
  ...auditRuns,
  ...recoveryRuns,
  ...templateRuns,
  ...archiveRuns,
};
