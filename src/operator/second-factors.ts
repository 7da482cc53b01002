import type { DataSource } from "typeorm";
import type { JobName } from "../domain/job/kinds.ts";

/**
 * Takes the second factors and spare codes of the user with this address away; with null, everybody's, for a server that lost
 * its SERVER_SECRET. It opens nothing: password and Secret Key are asked for as ever. The log of each user's company says so,
 * and the server that runs, or the next that does, tells them by mail. Gives how many users had one; null where nobody has
 * this address. As the owner.
 */
export async function resetSecondFactors(owner: DataSource, address: string | null): Promise<number | null> {
  return owner.transaction(async (tx) => {
    const [one] =
      address === null ? [null] : await tx.query("select user_id from account_address where address = $1", [address]);
    if (one === undefined) return null;
    const whose = one?.user_id ?? null;
    const [had] = await tx.query(
      "delete from second_factor where $1::uuid is null or user_id = $1 returning user_id, confirmed_at",
      [whose],
    );
    const confirmed = (had as { user_id: string; confirmed_at: Date | null }[]).flatMap((row) =>
      row.confirmed_at ? [row.user_id] : [],
    );
    await tx.query(
      `insert into audit_waiting (tenant_id, id, kind, happened_at, origin, user_id, records, amount)
       select a.tenant_id, gen_random_uuid(), 'SECOND_FACTORS_RESET', date_trunc('milliseconds', now()), 'SERVER', a.user_id, '{}', count(*)::integer
       from unnest($1::uuid[]) as reset (user_id) join account_address a using (user_id) group by a.tenant_id, a.user_id`,
      [confirmed],
    );
    await tx.query("delete from spare_code where $1::uuid is null or user_id = $1", [whose]);
    const users = [...new Set(confirmed)];
    await tx.query(
      "select plan_job($1, reset.user_id, date_trunc('milliseconds', now())) from unnest($2::uuid[]) as reset (user_id)",
      ["TELL_OF_FACTOR_RESET" satisfies JobName, users],
    );
    return users.length;
  });
}
