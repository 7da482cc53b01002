import type { DataSource } from "typeorm";
import { hashTenantCode } from "../domain/company/redeem-tenant-code.ts";
import { makeCode } from "./codes.ts";

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

/** A code by which a first administrator gives their company these terms, once. Only its hash is kept. As the owner. */
export async function makeTenantCode(
  owner: DataSource,
  terms: Terms,
  expiresAt: Date,
  note: string | null = null,
): Promise<string> {
  const code = makeCode("TEAM");
  await owner.query(
    "insert into tenant_code (code_hash, plan, seats, trial_ends_at, expires_at, note) values ($1, $2, $3, $4, $5, $6)",
    [Buffer.from(hashTenantCode(code)), terms.plan, terms.seats, terms.trialEndsAt, expiresAt, note],
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
  const [row] = await owner.query("select change_terms($1, $2, $3, $4, now()) as changed", [
    tenant,
    terms.plan ?? null,
    terms.seats ?? null,
    terms.trialEndsAt ?? null,
  ]);
  return row.changed;
}

/**
 * From now on a company is read, and not written to, but for account vaults: everybody can still change a password, replace
 * keys, export. With null it is as before, also where a partner had suspended it. False where there is no such tenant. As the owner.
 */
export async function suspendTenant(owner: DataSource, tenant: string, since: Date | null): Promise<boolean> {
  const [row] = await owner.query("select suspend_tenant($1, $2, now()) as changed", [tenant, since]);
  return row.changed;
}
