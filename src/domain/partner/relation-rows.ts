import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

const acceptStatement = statement<{ acceptOffer: "DONE" | "FORBIDDEN" | "NOT_FOUND" | "PLAN" | "SEATS" | "LABELS" }>(
  "partner_accept_offer",
  "select accept_offer($1, $2, $3)",
);
export const acceptOffer = (partner: TenantId, offer: Uint8Array, now: Date) =>
  bind(acceptStatement, partner, offer, now);

const leaveStatement = statement<{ leavePartner: boolean }>("partner_leave", "select leave_partner($1, $2)");
export const leavePartner = (partner: TenantId, now: Date) => bind(leaveStatement, partner, now);

const releaseStatement = statement<{ releaseCompany: boolean }>("partner_release", "select release_company($1, $2)");
export const releaseCompany = (company: TenantId, now: Date) => bind(releaseStatement, company, now);

export interface PartnershipRow {
  partner: TenantId;
  name: string | null;
  since: Date;
  founded: boolean;
}

const findPartnerStatement = statement<PartnershipRow>(
  "partner_find_own",
  "select partner_id as partner, name, since, founded from find_partner()",
);
/** Who looks after the actor's company. */
export const findPartner = () => bind(findPartnerStatement);
