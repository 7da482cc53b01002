import type { DataSource } from "typeorm";
import { hashPartnerCode } from "../domain/partner/redeem.ts";
import { makeCode } from "./codes.ts";
import type { Plan } from "./tenants.ts";

/** What is sold to a partner. */
export interface Pool {
  /** How many its companies may have together. */
  readonly seats: number;
  readonly plans: readonly Plan[];
}

export interface ListedPartner extends Pool {
  readonly tenant: string;
  readonly name: string | null;
  readonly parent: string | null;
  readonly seatsSold: number;
  readonly companies: number;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
}

/**
 * A code by which an administrator makes their tenant a partner, under another where one is named, once; null where that
 * is no partner, or under another itself. As the owner.
 */
export async function makePartnerCode(
  owner: DataSource,
  { seats, plans }: Pool,
  parent: string | null,
  expiresAt: Date,
  note: string | null = null,
): Promise<string | null> {
  const code = makeCode("PARTNER");
  const made = await owner.query(
    `insert into partner_code (code_hash, seats, plans, parent_id, expires_at, note) select $1, $2, $3, $4, $5, $6
     where $4::uuid is null or exists (select from partner p where p.tenant_id = $4 and p.parent_id is null) returning code_hash`,
    [Buffer.from(hashPartnerCode(code)), seats, plans, parent, expiresAt, note],
  );
  return made.length > 0 ? code : null;
}

/** Every partner, the oldest first. As the owner. */
export async function listPartners(owner: DataSource): Promise<ListedPartner[]> {
  return owner.query(
    `select p.tenant_id as tenant, t.name, p.parent_id as parent, p.seats, p.plans, seats_sold_by(p.tenant_id, null) as "seatsSold",
       (select count(*)::integer from partner_company c where c.partner_id = p.tenant_id) as companies,
       p.suspended_at as "suspendedAt", p.created_at as "createdAt"
     from partner p join tenant t on t.id = p.tenant_id order by p.created_at, p.tenant_id`,
  );
}

/** False where there is no such partner. What was sold stays sold, also above the seats. As the owner. */
export async function setPool(owner: DataSource, partner: string, pool: Partial<Pool>): Promise<boolean> {
  const [, count] = await owner.query(
    "update partner set seats = coalesce($2, seats), plans = coalesce($3, plans) where tenant_id = $1",
    [partner, pool.seats ?? null, pool.plans ?? null],
  );
  return count > 0;
}

/** From now on its staff read, and change nothing; null: as before. Its companies go on. As the owner. */
export async function suspendPartner(owner: DataSource, partner: string, since: Date | null): Promise<boolean> {
  const [, count] = await owner.query("update partner set suspended_at = $2 where tenant_id = $1", [partner, since]);
  return count > 0;
}

/** Puts a partner under another, or under none. `TOO_DEEP` where one of them would stand on a second level. As the owner. */
export async function nestPartner(
  owner: DataSource,
  partner: string,
  parent: string | null,
): Promise<"DONE" | "NOT_FOUND" | "TOO_DEEP"> {
  try {
    const [, count] = await owner.query("update partner set parent_id = $2 where tenant_id = $1", [partner, parent]);
    return count > 0 ? "DONE" : "NOT_FOUND";
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "23503") return "NOT_FOUND";
    if (code === "23514") return "TOO_DEEP";
    throw error;
  }
}

/**
 * Makes an administrator of a partner's tenant its owner, should there be none whose role counts. False where the partner has no such
 * active administrator. As the owner.
 */
export async function ownPartner(owner: DataSource, partner: string, address: string): Promise<boolean> {
  const rows = await owner.query(
    `insert into partner_staff (tenant_id, user_id, role, scope, since)
     select p.tenant_id, u.id, 'OWNER', 'ALL', now() from partner p join "user" u on u.tenant_id = p.tenant_id
     where p.tenant_id = $1 and u.address = $2 and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
     on conflict on constraint partner_staff_key do update set role = 'OWNER', scope = 'ALL', labels = '{}', companies = '{}', since = excluded.since
     returning user_id`,
    [partner, address],
  );
  return rows.length > 0;
}
