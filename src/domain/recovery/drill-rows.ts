import type { RosterId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface CanaryRow {
  canary: string;
  group: RosterId;
  epoch: number;
  wrap: Uint8Array;
  madeAt: Date;
  hash: Uint8Array;
}

const findCanaryStatement = statement<CanaryRow>(
  "recovery_find_canary",
  `select id as canary, group_id as "group", epoch, wrap, created_at as made_at, hash from recovery_canary
   where tenant_id = current_tenant() and group_id = $1`,
);
export const findCanary = (group: RosterId) => bind(findCanaryStatement, group);

const lockGroupStatement = statement<{ epoch: number; isIn: boolean; hasCode: boolean }>(
  "recovery_lock_group",
  `select r.epoch,
     exists (select from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id and m.user_id = current_actor()) as is_in,
     exists (select from recovery_code c where c.tenant_id = g.tenant_id and c.group_id = g.id) as has_code
   from roster r join user_group g on g.tenant_id = r.tenant_id and g.id = r.id
   where r.tenant_id = current_tenant() and r.id = $1 and g.class = 'RECOVERY' and g.ended_at is null for no key update of r`,
);
/** A recovery group that stands, by its epoch in force: of two who report a drill one comes second. */
export const lockGroup = (group: RosterId) => bind(lockGroupStatement, group);

const putCanaryStatement = statement(
  "recovery_put_canary",
  `insert into recovery_canary as c (tenant_id, group_id, id, epoch, wrap, hash, author_id, created_at)
   values (current_tenant(), $1, $2, $3, $4, $5, current_actor(), $6)
   on conflict on constraint recovery_canary_key do update set id = excluded.id, epoch = excluded.epoch, wrap = excluded.wrap,
     hash = excluded.hash, author_id = excluded.author_id, created_at = excluded.created_at`,
);
export const putCanary = (
  group: RosterId,
  next: { readonly canary: string; readonly epoch: number; readonly wrap: Uint8Array; readonly hash: Uint8Array },
  now: Date,
) => bind(putCanaryStatement, group, next.canary, next.epoch, next.wrap, next.hash, now);

const putDrillStatement = statement(
  "recovery_put_drill",
  `insert into recovery_drill (tenant_id, group_id, by_code, epoch, user_id, drilled_at)
   values (current_tenant(), $1, $2, $3, current_actor(), $4)
   on conflict on constraint recovery_drill_key do update set epoch = excluded.epoch, user_id = excluded.user_id, drilled_at = excluded.drilled_at`,
);
export const putDrill = (group: RosterId, byCode: boolean, epoch: number, now: Date) =>
  bind(putDrillStatement, group, byCode, epoch, now);
