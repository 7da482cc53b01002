import type { MachineId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { WebhookFailure } from "../context.ts";
import type { EventGroup } from "../feed/kinds.ts";
import { type StandingRow, standingColumns } from "../machine/rows.ts";

const insertStatement = statement(
  "webhook_insert",
  `insert into webhook (tenant_id, id, url, event_groups, secret, told) values (current_tenant(), $1, $2, $3, $4, feed_head())`,
);
/** It tells of what is placed from now on. */
export const insertWebhook = (id: MachineId, url: string, groups: readonly EventGroup[], sealed: Uint8Array) =>
  bind(insertStatement, id, url, groups, sealed);

export interface WebhookRow extends StandingRow {
  url: string;
  /** By spaces. */
  eventGroups: string;
  active: boolean;
  tries: number;
  dueAt: Date | null;
  failingSince: Date | null;
  failure: WebhookFailure | null;
  deliveredAt: Date | null;
  formerUntil: Date | null;
}

const columns = `${standingColumns("false")}, w.url, array_to_string(w.event_groups, ' ') as event_groups, w.active, w.tries, w.due_at, w.failing_since,
  w.failure, w.delivered_at, w.former_until`;

const listStatement = statement<WebhookRow>(
  "webhook_list",
  `select ${columns} from webhook w join machine m on m.tenant_id = w.tenant_id and m.id = w.id
   where w.tenant_id = current_tenant() and m.ended_at is null order by m.id desc`,
);
export const listWebhooks = () => bind(listStatement);

const loadStatement = statement<WebhookRow>(
  "webhook_load",
  `select ${columns} from webhook w join machine m on m.tenant_id = w.tenant_id and m.id = w.id
   where w.tenant_id = current_tenant() and w.id = $1 and m.ended_at is null`,
);
export const loadWebhook = (id: string) => bind(loadStatement, id);

export interface DeadLetterRow {
  webhookId: MachineId;
  letter: string;
  failure: WebhookFailure;
  diedAt: Date;
  replayAskedAt: Date | null;
}

const letterColumns = "d.webhook_id, d.id as letter, d.failure, d.died_at, d.replay_asked_at";

const listLettersStatement = statement<DeadLetterRow>(
  "webhook_list_letters",
  `select ${letterColumns} from webhook_dead_letter d where d.tenant_id = current_tenant() and d.webhook_id = $1 order by d.id desc`,
);
export const listLetters = (webhook: MachineId) => bind(listLettersStatement, webhook);

const listAllLettersStatement = statement<DeadLetterRow>(
  "webhook_list_all_letters",
  `select ${letterColumns} from webhook_dead_letter d where d.tenant_id = current_tenant() order by d.id desc`,
);
export const listAllLetters = () => bind(listAllLettersStatement);

export interface WebhookChange {
  readonly name: string | null;
  readonly url: string | null;
  readonly groups: readonly EventGroup[] | null;
  readonly active: boolean | null;
}

const updateStatement = statement(
  "webhook_update",
  `with named as (update machine set name = coalesce($2, name) where tenant_id = current_tenant() and id = $1)
   update webhook set url = coalesce($3, url), event_groups = coalesce($4, event_groups), active = coalesce($5, active), due_at = null
   where tenant_id = current_tenant() and id = $1`,
);
/** What waits to be tried again comes at once: whoever changes something wants to see that it helps. */
export const updateWebhook = (id: MachineId, { name, url, groups, active }: WebhookChange) =>
  bind(updateStatement, id, name, url, groups, active);

const renewStatement = statement(
  "webhook_renew_secret",
  `update webhook set former_secret = secret, former_until = $3, secret = $2 where tenant_id = current_tenant() and id = $1`,
);
export const renewSecret = (id: MachineId, sealed: Uint8Array, formerUntil: Date) =>
  bind(renewStatement, id, sealed, formerUntil);

const replayStatement = statement<{ id: string }>(
  "webhook_replay",
  `update webhook_dead_letter set replaying = true, replay_asked_at = $3
   where tenant_id = current_tenant() and webhook_id = $1 and id = $2 returning id`,
);
export const replayLetter = (webhook: MachineId, letter: string, now: Date) =>
  bind(replayStatement, webhook, letter, now);

const rewindStatement = statement<{ id: string }>(
  "webhook_rewind",
  `update webhook set told = $2, batch_id = null, batch_to = null, tries = 0, due_at = null, lease = null, leased_until = null
   where tenant_id = current_tenant() and id = $1 and told > $2 returning id`,
);
/** What is behind that revision comes again; whoever delivers right now finds that they hold it no more. No row where it is not behind. */
export const rewindWebhook = (webhook: MachineId, told: number) => bind(rewindStatement, webhook, told);

const deleteStatement = statement(
  "webhook_delete",
  "delete from webhook where tenant_id = current_tenant() and id = $1",
);
/** With its dead letters. That there was one, the machine says still. */
export const deleteWebhook = (id: MachineId) => bind(deleteStatement, id);

export interface SecretsRow {
  url: string;
  secret: Uint8Array;
  formerSecret: Uint8Array | null;
  formerUntil: Date | null;
}

const loadSecretsStatement = statement<SecretsRow>(
  "webhook_load_secrets",
  `select w.url, w.secret, w.former_secret, w.former_until from webhook w
   join machine m on m.tenant_id = w.tenant_id and m.id = w.id and m.ended_at is null where w.tenant_id = current_tenant() and w.id = $1`,
);
export const loadSecrets = (id: string) => bind(loadSecretsStatement, id);
