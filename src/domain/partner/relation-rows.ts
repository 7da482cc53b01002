import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Reader } from "../letter.ts";

const acceptStatement = statement<{
  acceptOffer: "DONE" | "FORBIDDEN" | "NOT_FOUND" | "PLAN" | "SEATS" | "LABELS" | "DESK_STANDS";
}>("partner_accept_offer", "select accept_offer($1, $2, $3)");
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

export interface PartedRow {
  tenant: TenantId;
  name: string | null;
  reference: string | null;
  seats: number;
  partedAt: Date;
  by: UserId | null;
}

const listPartedStatement = statement<PartedRow>(
  "partner_list_parted",
  `select tenant_id as tenant, name, reference, seats, parted_at, actor_id as "by" from list_parted($1, $2)`,
);
/** Companies that parted since then, of those that the actor saw: the newest first. */
export const listParted = (since: Date, most: number) => bind(listPartedStatement, since, most);

export interface PartingLetterRow extends Reader {
  partner: string | null;
  company: TenantId;
  name: string | null;
  reference: string | null;
  partedAt: Date;
  /** Who let it go; null: it left. */
  byWhom: string | null;
}

const listPartingLettersStatement = statement<PartingLetterRow>(
  "partner_list_parting_letters",
  "select address, locale, partner, company, name, reference, parted_at, by_whom from list_parting_letters($1)",
);
/** To whom a letter is owed about a company that parted. */
export const listPartingLetters = (parting: string) => bind(listPartingLettersStatement, parting);

const forgetPartedStatement = statement<{ forgetParted: boolean }>("job_forget_parted", "select forget_parted($1, $2)");
export const forgetParted = (before: Date, most: number) => bind(forgetPartedStatement, before, most);
