import { call } from "../account/session.ts";
import { rosterOfChain } from "../company/roster.ts";
import { type Core, inTurn } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { redeemPartnerCodeOperation } from "../transport/staff-operations.ts";
import {
  changeCompanyPlanOperation,
  resumeCompanyOperation,
  setCompanyLabelsOperation,
  setCompanyReferenceOperation,
  setCompanySeatsOperation,
  suspendCompanyOperation,
} from "../transport/terms-operations.ts";
import { breakGlassOf } from "./break-glass.ts";
import { createCompany } from "./create.ts";
import { feedOf } from "./feed.ts";
import { inviteByDesk, listDeskInvitations, voidDeskInvitations } from "./invite.ts";
import { serviceAccountsOf, webhooksOf } from "./machines.ts";
import { offersOf } from "./offers-of.ts";
import type { Partner } from "./partner.ts";
import { companyAudit, listCompanies, searchPartner, showCompany, sumCompanies, viewPartner } from "./reads.ts";
import { companyRecoveryOf } from "./recovery/recovery-of.ts";
import { releaseCompany } from "./release.ts";
import { followCompany } from "./rosters.ts";
import { seatsCsv } from "./seats.ts";
import { staffOf } from "./staff-of.ts";
import { templatesOf } from "./templates-of.ts";
import { partnerDesksOf } from "./tend.ts";
import { bulk, changeCompany } from "./terms.ts";
import { companyNames, verifyCompany } from "./verified.ts";

export function partnerOf(core: Core): Partner {
  const desks = partnerDesksOf(core);
  return {
    view: () => viewPartner(core),
    redeem: async (code) => {
      if (!(await call(core, redeemPartnerCodeOperation, { input: { code } })))
        throw new SealgraphError("CODE_REFUSED");
    },
    companies: (options = {}) => listCompanies(core, options),
    company: (tenant) => showCompany(core, tenant),
    totals: (filter) => sumCompanies(core, filter),
    search: (text, page) => searchPartner(core, text, page),
    audit: (company, options = {}) => companyAudit(core, company, options),
    staff: staffOf(core),
    verified: (company) => verifyCompany(core, company),
    roster: async (company, { names = false } = {}) => {
      const chain = await inTurn(core, () => followCompany(core, company));
      return rosterOfChain(chain, names ? await companyNames(core, company, chain) : null);
    },
    create: (input) => createCompany(core, input),
    invite: (company, people, onMade) => inviteByDesk(core, company, people, onMade),
    invitations: {
      list: (company) => listDeskInvitations(core, company),
      void: (company, keys) => voidDeskInvitations(core, company, keys),
    },
    offers: offersOf(core),
    setLabels: (company, labels) => changeCompany(core, setCompanyLabelsOperation, company, { labels }),
    setReference: (company, reference) => changeCompany(core, setCompanyReferenceOperation, company, { reference }),
    changePlan: (company, plan, trialDays) =>
      changeCompany(core, changeCompanyPlanOperation, company, { plan, trialDays: trialDays ?? null }),
    setSeats: (company, seats) => changeCompany(core, setCompanySeatsOperation, company, { seats }),
    suspend: (company) => changeCompany(core, suspendCompanyOperation, company, {}),
    resume: (company) => changeCompany(core, resumeCompanyOperation, company, {}),
    release: (company) => releaseCompany(core, company),
    bulk: (input) => bulk(core, input),
    templates: templatesOf(core),
    desks,
    breakGlass: breakGlassOf(core),
    recovery: (company) => companyRecoveryOf(core, company),
    serviceAccounts: serviceAccountsOf(core),
    webhooks: webhooksOf(core),
    feed: feedOf(core),
    seatsCsv: (from, to) => seatsCsv(core, from, to),
  };
}
