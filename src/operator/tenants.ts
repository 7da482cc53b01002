import { randomInt } from "node:crypto";
import type { DataSource } from "typeorm";
import { hashTenantCode } from "../domain/company/redeem-tenant-code.ts";

export const plans = ["STANDARD", "ADVANCED", "TRIAL"] as const;
export type Plan = (typeof plans)[number];

/** What is sold to a company. A trial has an end, and nothing else has one. */
export interface Terms {
  readonly plan: Plan;
  readonly seats: number;
  readonly trialEndsAt: Date | null;
}

export interface ListedTenant extends Terms {
  readonly tenant: string;
  readonly name: string | null;
  /** Open invitations included. */
  readonly seatsTaken: number;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
}

/** Without letters that look like digits. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code by which a first administrator gives their company these terms, once. Only its hash is kept. As the owner. */
export async function makeTenantCode(owner: DataSource, terms: Terms, expiresAt: Date): Promise<string> {
  const groups = Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => alphabet[randomInt(32)]).join(""));
  const code = `TEAM-${groups.join("-")}`;
  await owner.query(
    "insert into tenant_code (code_hash, plan, seats, trial_ends_at, expires_at) values ($1, $2, $3, $4, $5)",
    [Buffer.from(hashTenantCode(code)), terms.plan, terms.seats, terms.trialEndsAt, expiresAt],
  );
  return code;
}

/** Every tenant, the oldest first. As the owner. */
export async function listTenants(owner: DataSource): Promise<ListedTenant[]> {
  return owner.query(
    `select t.id as tenant, t.name, t.plan, t.seats, t.trial_ends_at as "trialEndsAt", t.suspended_at as "suspendedAt",
       t.created_at as "createdAt", ((select count(*) from "user" u where u.tenant_id = t.id and u.status <> 'REMOVED')
         + (select count(*) from invitation i where i.tenant_id = t.id))::integer as "seatsTaken"
     from tenant t order by t.created_at, t.id`,
  );
}

/** False where there is no such tenant. People who are there stay, also above the seats. As the owner. */
export async function setTerms(owner: DataSource, tenant: string, terms: Partial<Terms>): Promise<boolean> {
  const [, count] = await owner.query(
    `with noted as (
       insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records, amount)
       select t.id, gen_random_uuid(), n.kind, date_trunc('milliseconds', now()), 'SERVER', '{}', n.amount
       from tenant t cross join (values ('PLAN_CHANGED', $2::text is not null, null), ('SEATS_CHANGED', $3::integer is not null, $3)) as n (kind, holds, amount)
       where t.id = $1 and n.holds
     )
     update tenant set plan = coalesce($2, plan), seats = coalesce($3, seats),
       trial_ends_at = case when $2::text is null then trial_ends_at else $4 end where id = $1`,
    [tenant, terms.plan ?? null, terms.seats ?? null, terms.trialEndsAt ?? null],
  );
  return Number(count) > 0;
}

/**
 * From now on a company is read, and not written to, but for account vaults: everybody can still change a password, replace
 * keys, export. With null it is as before. False where there is no such tenant. As the owner.
 */
export async function suspendTenant(owner: DataSource, tenant: string, since: Date | null): Promise<boolean> {
  return owner.transaction(async (tx) => {
    await tx.query("select from vault where tenant_id = $1 order by id for update", [tenant]);
    // Whoever joins, or has a roster changed, has that done before, or finds the company suspended.
    await tx.query("select from roster where tenant_id = $1 and id = $1 for update", [tenant]);
    const [, count] = await tx.query("update tenant set suspended_at = $2 where id = $1", [tenant, since]);
    await tx.query(
      `update vault v set closed = u.status <> 'ACTIVE' or ($2::timestamptz is not null and v.class <> 'ACCOUNT')
       from "user" u where u.tenant_id = v.tenant_id and u.id = v.user_id and v.tenant_id = $1`,
      [tenant, since],
    );
    await tx.query("update vault set closed = $2::timestamptz is not null where tenant_id = $1 and class = 'SHARE'", [
      tenant,
      since,
    ]);
    await tx.query(
      `insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records)
       select id, gen_random_uuid(), $2, date_trunc('milliseconds', now()), 'SERVER', '{}' from tenant where id = $1`,
      [tenant, since ? "COMPANY_SUSPENDED" : "COMPANY_RESUMED"],
    );
    return Number(count) > 0;
  });
}
