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

/** Who stands above a partner, beside what is read of that partner: no id, nobody. */
export interface ParentColumns {
  parentId: TenantId | null;
  parentName: string | null;
}

export interface ParentPartner {
  readonly partner: TenantId;
  readonly name: string | null;
}

/** A row with whoever stands above its partner as one. */
export const withParent = <Row extends ParentColumns>({ parentId, parentName, ...row }: Row) => ({
  ...row,
  parent: parentId === null ? null : ({ partner: parentId, name: parentName } as ParentPartner),
});

export interface PartnershipRow extends ParentColumns {
  partner: TenantId;
  name: string | null;
  since: Date;
  founded: boolean;
}

const findPartnerStatement = statement<PartnershipRow>(
  "partner_find_own",
  `select f.partner_id as partner, f.name, f.since, f.founded, a.partner_id as parent_id, a.name as parent_name
   from find_partner() f left join lateral find_parent(f.partner_id) a on true`,
);
/** Who looks after the actor's company. */
export const findPartner = () => bind(findPartnerStatement);
