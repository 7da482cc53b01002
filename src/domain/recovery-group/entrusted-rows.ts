/** Keys of vaults that are entrusted to recovery groups. */
import type { RosterId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import { bind, statement } from "../batch.ts";

type WriteGrant = Grant<"vault.write">;

/**
 * Vaults whose keys are entrusted to these groups, or to any: they are locked with all others, before rosters. Nobody walks them
 * where neither is asked for.
 *
 * @param groups placeholders of statements, as `any`.
 */
export const vaultsEntrusted = (groups: string, any: string): string => `
     select e.vault_id as id
       from unnest(${groups}::uuid[] || case when ${any}::boolean
         then array(select id from user_group where tenant_id = current_tenant() and class = 'RECOVERY') end) as asked (id)
       cross join lateral (select vault_id from entrusted_wrap where tenant_id = current_tenant() and group_id = asked.id offset 0) as e`;

const setEntrustedDueStatement = statement(
  "recovery_set_entrusted_due",
  `update vault v set due = true
   from entrusted_wrap e
   where v.tenant_id = current_tenant() and e.tenant_id = v.tenant_id and e.vault_id = v.id and not v.due
     and not exists (
       select from recovery_switch w join roster r on r.tenant_id = w.tenant_id and r.id = w.group_id
       where w.tenant_id = current_tenant() and w.status = 'IN_FORCE' and w.group_id = e.group_id and r.epoch = e.group_epoch)`,
);
/** Every vault that is entrusted otherwise than it would be now: behind what says to whom. */
export const setEntrustedDue = () => bind(setEntrustedDueStatement);

const putEntrustedStatement = statement(
  "recovery_put_entrusted",
  `insert into entrusted_wrap (tenant_id, vault_id, epoch, group_id, group_epoch, author_id, wrap, created_at)
   values (current_tenant(), $1, $2, $3, $4, current_actor(), $5, $6)
   on conflict on constraint entrusted_wrap_key do update set epoch = excluded.epoch, group_id = excluded.group_id,
     group_epoch = excluded.group_epoch, author_id = excluded.author_id, wrap = excluded.wrap, created_at = excluded.created_at`,
);
const dropEntrustedStatement = statement(
  "recovery_drop_entrusted",
  "delete from entrusted_wrap where tenant_id = current_tenant() and vault_id = $1",
);

export interface NewEntrusted {
  readonly epoch: number;
  readonly group: RosterId;
  readonly groupEpoch: number;
  readonly wrap: Uint8Array;
}

export const putEntrusted = ({ tx, vault }: WriteGrant, { epoch, group, groupEpoch, wrap }: NewEntrusted) =>
  bind(putEntrustedStatement, vault, epoch, group, groupEpoch, wrap, tx.now);
/** With the next epoch of a vault its key is nobody's besides, until it is entrusted again; nor where links are brought, and no wraps. */
export const dropEntrusted = ({ vault }: Pick<WriteGrant, "vault">) => bind(dropEntrustedStatement, vault);
