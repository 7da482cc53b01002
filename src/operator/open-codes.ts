import type { DataSource } from "typeorm";
import { hashTenantCode } from "../domain/company/redeem-tenant-code.ts";
import { hashPartnerCode } from "../domain/partner/redeem.ts";
import type { CodeKind } from "./codes.ts";
import type { Plan } from "./tenants.ts";

/** A code that nobody has redeemed, and that has not run out. The code itself is kept nowhere. */
export interface OpenCode {
  /** The beginning of its hash, which nobody redeems. */
  readonly mark: string;
  readonly kind: CodeKind;
  readonly seats: number;
  readonly plans: readonly Plan[];
  /** Of a company's trial. */
  readonly trialEndsAt: Date | null;
  /** The partner that the new one would stand under. */
  readonly parent: string | null;
  readonly parentName: string | null;
  readonly expiresAt: Date;
  /** For whom it was made, as the operator wrote it. */
  readonly note: string | null;
}

const markLength = 12;
const hashes: Readonly<Record<CodeKind, (code: string) => Uint8Array>> = {
  TEAM: hashTenantCode,
  PARTNER: hashPartnerCode,
};

/** What a code is called where it is listed. */
export const markOf = (kind: CodeKind, code: string): string =>
  Buffer.from(hashes[kind](code)).toString("hex").slice(0, markLength);

/** Those that can be redeemed, whichever ends first before the others. As the owner. */
export async function listCodes(owner: DataSource): Promise<OpenCode[]> {
  return owner.query(
    `select left(encode(c.code_hash, 'hex'), ${markLength}) as mark, c.kind, c.seats, c.plans, c.trial_ends_at as "trialEndsAt",
       c.parent_id as parent, t.name as "parentName", c.expires_at as "expiresAt", c.note
     from (select code_hash, 'TEAM' as kind, seats, array[plan] as plans, trial_ends_at, null::uuid as parent_id, expires_at, note from tenant_code
       union all select code_hash, 'PARTNER', seats, plans, null, parent_id, expires_at, note from partner_code) c
     left join tenant t on t.id = c.parent_id where c.expires_at > now() order by c.expires_at, c.code_hash`,
  );
}

/** Takes back the code that is meant by its mark, or is given whole: how many were, none where more than one would be. As the owner. */
export async function revokeCode(owner: DataSource, reference: string): Promise<"DONE" | "NOT_FOUND" | "AMBIGUOUS"> {
  const [kind] = (["TEAM", "PARTNER"] as const).filter((each) => reference.toUpperCase().startsWith(each));
  const mark = kind === undefined ? reference.toLowerCase() : markOf(kind, reference);
  if (!/^[0-9a-f]{4,}$/.test(mark)) return "NOT_FOUND";
  const meant = (await listCodes(owner)).filter((code) => code.mark.startsWith(mark));
  if (meant.length !== 1) return meant.length === 0 ? "NOT_FOUND" : "AMBIGUOUS";
  const [, count] = await owner.query(
    `with team as (delete from tenant_code where left(encode(code_hash, 'hex'), ${markLength}) = $1 returning 1),
       partner as (delete from partner_code where left(encode(code_hash, 'hex'), ${markLength}) = $1 returning 1)
     select from team union all select from partner`,
    [meant[0]?.mark],
  );
  return count === 0 ? "NOT_FOUND" : "DONE";
}
