import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { AuditActor, StampedEvent } from "./audit-event.ts";

const columns = `tenant_id, happened_at, origin, actor_id, actor_device_id, surface, id, kind, user_id, device_id, group_id, vault_id,
  invitation, records, amount, seq, epoch`;

const insertAuditStatement = statement(
  "audit_insert",
  `insert into audit_waiting (${columns})
   select current_tenant(), $1, $16, $2, $3, $4, n.id, n.kind, n.user_id, n.device_id, n.group_id, n.vault_id, n.invitation,
     string_to_array(n.records, ' ')::uuid[], n.amount, n.seq, n.epoch
   from unnest($5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::bytea[], $12::text[], $13::integer[],
     $14::integer[], $15::integer[])
     as n (id, kind, user_id, device_id, group_id, vault_id, invitation, records, amount, seq, epoch)`,
);
export const insertAudit = (
  { user, device, surface }: AuditActor,
  now: Date,
  events: readonly StampedEvent[],
  origin: AuditRow["origin"] = "SERVER",
) =>
  bind(
    insertAuditStatement,
    now,
    user,
    device,
    surface,
    ...columnsOf(events, ({ id }) => id),
    ...columnsOf(
      events,
      ({ kind }) => kind,
      (e) => e.user,
      (e) => e.device,
      (e) => e.group,
      (e) => e.vault,
      (e) => e.invitation,
      (e) => (e.records ?? []).join(" "),
      (e) => e.amount,
      (e) => e.seq,
      (e) => e.epoch,
    ),
    origin,
  );

const insertWhereAuditedStatement = statement(
  "audit_insert_where_audited",
  `insert into audit_waiting (tenant_id, happened_at, origin, actor_id, actor_device_id, surface, id, kind, vault_id, records, amount)
   select current_tenant(), $1, 'SERVER', p.user_id, $3, $4, n.id, n.kind, n.vault_id, string_to_array(n.records, ' ')::uuid[], n.amount
   from user_policy p, unnest($5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::integer[], $10::integer[])
     as n (id, kind, vault_id, records, amount, audited)
   where p.tenant_id = current_tenant() and p.user_id = $2 and p.password_auditing & n.audited <> 0`,
);
/** Of items, where the actor's policy records it: one look by key, and nothing more for whom nobody has said anything. */
export const insertWhereAudited = ({ user, device, surface }: AuditActor, now: Date, events: readonly StampedEvent[]) =>
  bind(
    insertWhereAuditedStatement,
    now,
    user,
    device,
    surface,
    ...columnsOf(
      events,
      ({ id }) => id,
      ({ kind }) => kind,
      (e) => e.vault,
      (e) => (e.records ?? []).join(" "),
      (e) => e.amount,
      (e) => e.audited,
    ),
  );

const columnsOf = (events: readonly StampedEvent[], ...columns: readonly ((event: StampedEvent) => unknown)[]) =>
  columns.map((column) => events.map(column));

const insertOfStrangerStatement = statement(
  "audit_insert_of_stranger",
  `insert into audit_waiting (tenant_id, happened_at, origin, id, kind, user_id, device_id, invitation, records)
   select tenant::uuid, $1, 'SERVER', $2, $3, $4, $5, $6, '{}' from nullif(current_setting('app.tenant', true), '') as tenant
   where tenant is not null`,
);
export const insertOfStranger = (now: Date, { id, kind, user, device, invitation }: StampedEvent) =>
  bind(insertOfStrangerStatement, now, id, kind, user, device, invitation);

const noteAttemptStatement = statement("audit_note_attempt", "select note_attempt($1, $2, $3, $4)");
export const noteAttemptRow = (now: Date, { user, kind, id }: StampedEvent) =>
  bind(noteAttemptStatement, user, kind, id, now);

/** An entry as it is kept; ids of records in one text. */
export interface AuditRow {
  tenantId: TenantId;
  id: string;
  kind: string;
  happenedAt: Date;
  origin: "SERVER" | "CLIENT";
  actorId: string | null;
  actorDeviceId: string | null;
  surface: string | null;
  userId: string | null;
  deviceId: string | null;
  groupId: string | null;
  vaultId: string | null;
  invitation: Uint8Array | null;
  records: string;
  amount: number | null;
  seq: number | null;
  epoch: number | null;
}

/** An entry's columns, as `AuditRow` has them. */
export const shownColumns = `tenant_id, id, kind, happened_at, origin, actor_id, actor_device_id, surface, user_id, device_id, group_id, vault_id,
  invitation, array_to_string(records, ' ') as records, amount, seq, epoch`;

const enterToChainStatement = statement<{ tenantId: TenantId; revision: number; hash: Uint8Array | null }>(
  "job_enter_to_chain",
  "select * from enter_to_chain($1)",
);
export const enterToChain = (after: string) => bind(enterToChainStatement, after);

const listWaitingStatement = statement<AuditRow>(
  "job_list_waiting",
  `select ${shownColumns} from audit_waiting where tenant_id = current_tenant() order by id limit $1`,
);
export const listWaiting = (limit: number) => bind(listWaitingStatement, limit);

const chainStatement = statement<{ partner: TenantId }>(
  "job_chain_audit",
  "select unnest(chain_audit($1, $2, $3)) as partner",
);
/** Answers the partners in whose feeds they are, too. */
export const chain = (head: number, ids: readonly string[], hashes: readonly Uint8Array[]) =>
  bind(chainStatement, head, ids, hashes);

const forgetAuditStatement = statement<{ forgetAudit: boolean }>("job_forget_audit", "select forget_audit($1, $2, $3)");
export const forgetAuditRows = (before: Date, most: number, now: Date) => bind(forgetAuditStatement, before, most, now);
