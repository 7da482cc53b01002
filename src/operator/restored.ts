import type { DataSource } from "typeorm";
import { writersAt } from "../domain/commit/offers.ts";

/** How the vaults of a server stand that was restored from an old copy (PROTOCOL §5.8). */
export interface RestoredState {
  readonly vaults: number;
  /** Read only until what is missing was brought. */
  readonly restoring: number;
  /** Vaults of which a device holds a newer head than the server; by id, for the operator knows no names. */
  readonly behind: readonly {
    readonly tenant: string;
    readonly vault: string;
    readonly class: "ACCOUNT" | "PERSONAL" | "BUSINESS" | "SHARE";
    readonly revision: number;
    readonly highest: number;
    /** How many devices hold that head, and of how many with a session nothing was heard yet. */
    readonly holders: number;
    readonly silent: number;
  }[];
}

/** Says that this server was restored from an old copy: forgets all offers, and makes every vault read only. As the owner. */
export async function beginRestored(owner: DataSource): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query("delete from offered_head");
    await tx.query("update vault set restoring = true where not restoring");
  });
}

/** Opens every vault, whatever is still missing. Gives how many those were. As the owner. */
export async function endRestored(owner: DataSource): Promise<number> {
  const [, count] = await owner.query("update vault set restoring = false where restoring");
  return Number(count);
}

/** As the owner. Offers outlive the state, so that it is known afterwards what nobody brought. */
export async function showRestored(owner: DataSource): Promise<RestoredState> {
  const [{ vaults, restoring }] = await owner.query(
    "select count(*)::integer as vaults, count(*) filter (where restoring)::integer as restoring from vault",
  );
  const behind = await owner.query(
    `select v.tenant_id as tenant, v.id as vault, v.class, v.revision, top.highest, top.holders,
       (select count(distinct s.device_id) from ${writersAt("now()")} as writer
        join session s on s.tenant_id = v.tenant_id and s.user_id = writer.id and s.ended_at is null and s.expires_at > now()
        where not exists (select from offered_head o where o.tenant_id = v.tenant_id and o.vault_id = v.id and o.device_id = s.device_id)
       )::integer as silent
     from vault v
     cross join lateral (
       select max(revision) as highest, count(*) filter (where o.revision = m.highest)::integer as holders
       from offered_head o,
         lateral (select max(revision) as highest from offered_head where tenant_id = v.tenant_id and vault_id = v.id) as m
       where o.tenant_id = v.tenant_id and o.vault_id = v.id
     ) as top
     where top.highest > v.revision or exists (
       select from offered_head o where o.tenant_id = v.tenant_id and o.vault_id = v.id
         and o.revision = v.revision and o.hash is distinct from v.head)
     order by v.tenant_id, v.id`,
  );
  return { vaults, restoring, behind };
}
