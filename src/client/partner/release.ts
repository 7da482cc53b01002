/** Letting a company go: first what counts in its roster, while it is the partner's; afterwards nothing of it is shown. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { operation } from "../../crypto/link.ts";
import { isFounding, listEntries } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { call } from "../account/session.ts";
import { draftInTenant } from "../company/drafting.ts";
import { draftVoid } from "../company/invitations.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { releaseCompanyOperation } from "../transport/terms-operations.ts";
import { actAtDesk } from "./act.ts";
import type { ReleasedCompany } from "./partner.ts";

export async function releaseCompany(core: Core, company: string): Promise<ReleasedCompany> {
  // A second factor and the right are asked for before anything is signed: what was taken back by then would stay so.
  await call(core, releaseCompanyOperation, { input: { company, dryRun: true } });
  const left = await leaveRoster(core, company);
  await call(core, releaseCompanyOperation, { input: { company, dryRun: false } });
  return left;
}

/** A desk that cannot be dismissed here stands, and the company dismisses it. One that nobody joined has nobody who could: it ends with its invitations. */
async function leaveRoster(core: Core, company: string): Promise<ReleasedCompany> {
  let left: ReleasedCompany = { desk: "DISMISSED", voided: 0 };
  try {
    await actAtDesk(core, company, ({ drafting, standing: { desk } }) => {
      if (isFounding(drafting.tenant)) {
        const open = listEntries(drafting.tenant, entryType.INVITATION).map(({ key }) => encodeBase64url(key));
        draftVoid(drafting, open);
        left = { desk: "UNJOINED", voided: open.length };
      } else draftInTenant(drafting, { operation: operation.DESK, subject: { desk: desk.desk, setting: null } });
    });
    return left;
  } catch (error) {
    if (!(error instanceof SealgraphError) || !["NOT_FOUND", "FORBIDDEN", "DESK_UNFIT"].includes(error.code))
      throw error;
    return { desk: "STANDS", voided: 0 };
  }
}
