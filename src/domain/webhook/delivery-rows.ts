import type { MachineId, TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { WebhookFailure } from "../context.ts";
import type { SecretsRow } from "./rows.ts";

const leaseStatement = statement<{ tenantId: TenantId; id: MachineId }>(
  "webhook_lease",
  "select * from lease_webhooks($1, $2, $3, $4, $5)",
);
/** @param each of one partner, with those that are held already. */
export const leaseWebhooks = (now: Date, most: number, each: number, lease: string, until: Date) =>
  bind(leaseStatement, now, most, lease, until, each);

const enterStatement = statement<{ enterWebhook: boolean }>("webhook_enter", "select enter_webhook($1, $2, $3)");
/** Enters for a webhook, as its keeper; false where nobody keeps it. */
export const enterWebhook = (tenant: TenantId, webhook: MachineId, now: Date) =>
  bind(enterStatement, tenant, webhook, now);

/** A webhook that is held, and a dead letter of it that is to be sent once more. */
export interface DueRow extends SecretsRow {
  /** By spaces. */
  eventGroups: string;
  told: number;
  batchId: string | null;
  batchTo: number | null;
  tries: number;
  letter: string | null;
  letterAfter: number | null;
  letterUntil: number | null;
}

const loadDueStatement = statement<DueRow>(
  "webhook_load_due",
  `select w.url, w.secret, w.former_secret, w.former_until, array_to_string(w.event_groups, ' ') as event_groups, w.told, w.batch_id, w.batch_to, w.tries,
     l.id as letter, l.after as letter_after, l.until as letter_until
   from webhook w
   left join lateral (
     select d.id, d.after, d.until from webhook_dead_letter d
     where d.tenant_id = w.tenant_id and d.webhook_id = w.id and d.replaying order by d.id limit 1) l on true
   where w.tenant_id = current_tenant() and w.id = $1 and w.lease = $2 and w.active for update of w`,
);
/** No row where it is held no more, or rests. */
export const loadDue = (id: MachineId, lease: string) => bind(loadDueStatement, id, lease);

const keepBatchStatement = statement(
  "webhook_keep_batch",
  `update webhook set batch_id = $3, batch_to = $4 where tenant_id = current_tenant() and id = $1 and lease = $2`,
);
export const keepBatch = (id: MachineId, lease: string, batch: string, to: number) =>
  bind(keepBatchStatement, id, lease, batch, to);

const releaseStatement = statement(
  "webhook_release",
  `update webhook set lease = null, leased_until = null, due_at = $3 where tenant_id = current_tenant() and id = $1 and lease = $2`,
);
/** Leaves it as it is, until then. */
export const release = (id: MachineId, lease: string, due: Date) => bind(releaseStatement, id, lease, due);

const arrivedStatement = statement(
  "webhook_arrived",
  `update webhook set lease = null, leased_until = null, told = greatest(told, $3), batch_id = null, batch_to = null, tries = 0, due_at = null,
     failing_since = null, failure = null, delivered_at = coalesce($4, delivered_at)
   where tenant_id = current_tenant() and id = $1 and lease = $2`,
);
/** All up to that revision is done with, since then; null: nothing had to be sent. */
export const arrived = (id: MachineId, lease: string, until: number, at: Date | null) =>
  bind(arrivedStatement, id, lease, until, at);

const missedStatement = statement(
  "webhook_missed",
  `update webhook set lease = null, leased_until = null, tries = tries + 1, due_at = $3, failing_since = coalesce(failing_since, $4), failure = $5
   where tenant_id = current_tenant() and id = $1 and lease = $2`,
);
export const missed = (id: MachineId, lease: string, due: Date, now: Date, failure: WebhookFailure) =>
  bind(missedStatement, id, lease, due, now, failure);

const buryStatement = statement<{ id: string }>(
  "webhook_bury",
  `with dead as (
     update webhook w set lease = null, leased_until = null, told = w.batch_to, batch_id = null, batch_to = null, tries = 0, due_at = null,
       failing_since = coalesce(w.failing_since, $3), failure = $4
     from webhook before
     where w.tenant_id = current_tenant() and w.id = $1 and w.lease = $2 and before.tenant_id = w.tenant_id and before.id = w.id
       and before.batch_to > before.told
     returning w.tenant_id, w.id, before.told, before.batch_to, before.batch_id)
   insert into webhook_dead_letter (tenant_id, webhook_id, id, after, until, failure, died_at)
   select tenant_id, id, batch_id, told, batch_to, $4, $3 from dead returning id`,
);
/** Gives the batch in hand up: it is kept aside, and the next one comes. */
export const bury = (id: MachineId, lease: string, now: Date, failure: WebhookFailure) =>
  bind(buryStatement, id, lease, now, failure);

const forgetLettersStatement = statement(
  "webhook_forget_letters",
  `delete from webhook_dead_letter where tenant_id = current_tenant() and webhook_id = $1 and id in (
     select d.id from webhook_dead_letter d where d.tenant_id = current_tenant() and d.webhook_id = $1 order by d.died_at desc, d.id desc offset $2)`,
);
export const forgetLetters = (id: MachineId, kept: number) => bind(forgetLettersStatement, id, kept);

const replayedStatement = statement(
  "webhook_replayed",
  `with held as (
     update webhook set lease = null, leased_until = null, delivered_at = case when $5::text is null then $4 else delivered_at end
     where tenant_id = current_tenant() and id = $1 and lease = $2 returning id),
   gone as (delete from webhook_dead_letter where $5::text is null and tenant_id = current_tenant() and webhook_id in (select id from held) and id = $3)
   update webhook_dead_letter set replaying = false, failure = $5
   where $5::text is not null and tenant_id = current_tenant() and webhook_id in (select id from held) and id = $3`,
);
/** What became of a dead letter that was sent again: it is gone, or it stays. */
export const replayed = (id: MachineId, lease: string, letter: string, now: Date, failure: WebhookFailure | null) =>
  bind(replayedStatement, id, lease, letter, now, failure);
