import { makeDataSource } from "../../ormconfig.ts";
import { makePartnerCode, type Pool } from "../../src/operator/partners.ts";
import { beginRestored, endRestored, showRestored } from "../../src/operator/restored.ts";
import { resetSecondFactors } from "../../src/operator/second-factors.ts";
import { makeTenantCode, suspendTenant, type Terms } from "../../src/operator/tenants.ts";
import type { FreshDatabase } from "./database.ts";

/** What an operator does to the database of a test, as the owner of the schema. */
export async function asOperator<T>(
  { ownerUrl }: Pick<FreshDatabase, "ownerUrl">,
  work: (owner: Awaited<ReturnType<ReturnType<typeof makeDataSource>["initialize"]>>) => Promise<T>,
): Promise<T> {
  const owner = await makeDataSource({ url: ownerUrl, poolSize: 1 }).initialize();
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}

/** A code for a company of so many, good for a year: houses put their clocks forward. */
export const tenantCodeIn = (database: Pick<FreshDatabase, "ownerUrl">, terms: Partial<Terms> = {}) =>
  asOperator(database, (owner) => {
    const whole = { plan: "STANDARD", seats: 100, trialEndsAt: null, ...terms } as const;
    return makeTenantCode(owner, whole, new Date(Date.now() + 365 * 86_400_000));
  });

/** A code that makes a company a partner with such a pool, perhaps under another, good for a year. */
export const partnerCodeIn = (
  database: Pick<FreshDatabase, "ownerUrl">,
  pool: Partial<Pool> = {},
  parent: string | null = null,
) =>
  asOperator(database, async (owner) => {
    const whole: Pool = { seats: 100, plans: ["STANDARD", "ADVANCED", "TRIAL"], ...pool };
    const code = await makePartnerCode(owner, whole, parent, new Date(Date.now() + 365 * 86_400_000));
    if (code === null) throw new Error("no such parent");
    return code;
  });

/** Takes somebody's second factors away; with null, everybody's. */
export const resetSecondFactorsIn = (database: Pick<FreshDatabase, "ownerUrl">, address: string | null) =>
  asOperator(database, (owner) => resetSecondFactors(owner, address));

/** Has a company read only from now on, or not any more. */
export const suspendIn = (database: Pick<FreshDatabase, "ownerUrl">, tenant: string, suspended: boolean) =>
  asOperator(database, (owner) => suspendTenant(owner, tenant, suspended ? new Date() : null));

export const beginRestoredIn = (database: Pick<FreshDatabase, "ownerUrl">) => asOperator(database, beginRestored);
export const endRestoredIn = (database: Pick<FreshDatabase, "ownerUrl">) => asOperator(database, endRestored);
export const showRestoredIn = (database: Pick<FreshDatabase, "ownerUrl">) => asOperator(database, showRestored);
