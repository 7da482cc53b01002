import { accountCodeCases } from "./account-codes.ts";
import { accountCases } from "./accounts.ts";
import { approvalCaseSets } from "./approvals.ts";
import { archiveCases } from "./archives.ts";
import { auditCases } from "./audit.ts";
import { bytesCases } from "./bytes.ts";
import { companyLinkCases } from "./company-links.ts";
import { descentCases } from "./descents.ts";
import { deskCaseSets } from "./desk-sets.ts";
import { envelopeCaseSets } from "./envelopes.ts";
import type { Cases } from "./fixed.ts";
import { genesisCases } from "./geneses.ts";
import { guestCaseSets } from "./guest-sets.ts";
import { invitationCaseSets } from "./invitations.ts";
import { leafCases } from "./leaves.ts";
import { manifestCheckCases } from "./manifest-checks.ts";
import { manifestCaseSets } from "./manifests.ts";
import { nextLinkCases } from "./next-links.ts";
import { policyCaseSets } from "./policies.ts";
import { proofCases } from "./proofs.ts";
import { recoveryCaseSets } from "./recoveries.ts";
import { recoveryCodeCases } from "./recovery-codes.ts";
import { recoveryGroupCaseSets } from "./recovery-group-sets.ts";
import { resetCaseSets } from "./resets.ts";
import { rotationCases } from "./rotations.ts";
import { shareCaseSets } from "./share-sets.ts";
import { stateCaseSets } from "./states.ts";
import { templateCaseSets } from "./templates.ts";

/** For each file of vectors: what it is made of. */
export const allCases: Readonly<Record<string, Cases>> = {
  ...bytesCases,
  ...proofCases,
  ...accountCases,
  ...approvalCaseSets,
  ...accountCodeCases,
  ...rotationCases,
  ...envelopeCaseSets,
  ...genesisCases,
  ...nextLinkCases,
  ...companyLinkCases,
  ...invitationCaseSets,
  ...shareCaseSets,
  ...guestCaseSets,
  ...recoveryGroupCaseSets,
  ...deskCaseSets,
  ...stateCaseSets,
  ...policyCaseSets,
  leaf: leafCases,
  ...manifestCaseSets,
  "manifest-check": manifestCheckCases,
  ...resetCaseSets,
  descent: descentCases,
  "audit-entry": auditCases,
  ...recoveryCodeCases,
  ...recoveryCaseSets,
  ...templateCaseSets,
  archive: archiveCases,
};
