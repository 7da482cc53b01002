import type { RosterState } from "../../crypto/roster-state.ts";
import type { RosterId } from "../../ids.ts";
import type { Grant, ShareRole } from "../access.ts";
import { type Bound, bind, statement } from "../batch.ts";
import { hasWay } from "./answer-rows.ts";
import type { ShareScopeName } from "./ground.ts";
import type { ShareWrap } from "./parse.ts";

/** Whoever may write to the vault, or change its roster: what the roster then says is written down. */
export type ShareGrant = Grant<"vault.write"> | Grant<"share.change">;

const insertRosterStatement = statement(
  "share_insert_roster",
  `insert into roster (tenant_id, id, kind, seq, head, epoch, state) values (current_tenant(), $1, 'SHARE', $2, $3, $4, $5)`,
);
const insertVaultStatement = statement(
  "share_insert_vault",
  "insert into vault (tenant_id, id, user_id, class, revision, head, count) values (current_tenant(), $1, null, 'SHARE', 0, null, 0)",
);
const insertShareStatement = statement(
  "share_insert",
  `insert into share (tenant_id, id, scope, name, name_epoch, founder_id, created_at)
   values (current_tenant(), $1, $2, $3, $4, current_actor(), $5)`,
);

/** A share with its vault and its roster. `state` is the roster's, encoded. */
export const insertShare = (
  { tx, vault }: ShareGrant,
  scope: ShareScopeName,
  name: Uint8Array,
  roster: RosterState,
  state: Uint8Array,
): Bound<unknown>[] => {
  const epoch = roster.epoch?.epoch ?? 0;
  return [
    bind(insertRosterStatement, vault, roster.head.seq, roster.head.hash, epoch, state),
    bind(insertVaultStatement, vault),
    bind(insertShareStatement, vault, scope, name, epoch, tx.now),
  ];
};

const setNameStatement = statement(
  "share_set_name",
  "update share set name = $2, name_epoch = $3 where tenant_id = current_tenant() and id = $1",
);
export const setName = ({ vault }: ShareGrant, name: Uint8Array, epoch: number) =>
  bind(setNameStatement, vault, name, epoch);

export interface RecipientRow {
  readonly recipient: RosterId;
  readonly kind: "USER" | "GROUP" | "GUEST";
  readonly role: ShareRole;
  readonly expiresAt: Date | null;
  /** Whether the links add it: then it is gone no more. */
  readonly added: boolean;
  /** Of a user: whether guests are told who it is. */
  readonly introduced: boolean;
}

const putRecipientsStatement = statement(
  "share_put_recipients",
  `insert into share_recipient as r (tenant_id, share_id, recipient_id, user_id, group_id, guest_id, role, expires_at, expired, introduced)
   select current_tenant(), $1, n.id, case n.kind when 'USER' then n.id end, case n.kind when 'GROUP' then n.id end,
     case n.kind when 'GUEST' then n.id end, n.role, n.expires_at, n.expires_at is not null and n.expires_at <= $7, n.introduced
   from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $8::boolean[]) as n (id, kind, role, expires_at, introduced)
   on conflict on constraint share_recipient_key do update set role = excluded.role, expires_at = excluded.expires_at,
     expired = excluded.expired, introduced = excluded.introduced, gone = r.gone and not excluded.recipient_id = any($6::uuid[])`,
);
export const putRecipients = ({ tx, vault }: ShareGrant, rows: readonly RecipientRow[]) =>
  bind(
    putRecipientsStatement,
    vault,
    rows.map(({ recipient }) => recipient),
    rows.map(({ kind }) => kind),
    rows.map(({ role }) => role),
    rows.map(({ expiresAt }) => expiresAt),
    rows.flatMap(({ recipient, added }) => (added ? [recipient] : [])),
    tx.now,
    rows.map(({ introduced }) => introduced),
  );

const noteGroupsStatement = statement(
  "share_note_groups",
  `insert into share_group (tenant_id, share_id, group_id) select current_tenant(), $1, n.id from unnest($2::uuid[]) as n (id)
   on conflict on constraint share_group_key do nothing`,
);
/** Whoever comes later verifies the roster by theirs, also when they are in it no more. */
export const noteGroups = ({ vault }: ShareGrant, groups: readonly RosterId[]) =>
  bind(noteGroupsStatement, vault, groups);

const dropRecipientsStatement = statement(
  "share_drop_recipients",
  `with dropped as (delete from share_recipient where tenant_id = current_tenant() and share_id = $1 and recipient_id = any($2::uuid[])),
        lost as (delete from share_wrap where tenant_id = current_tenant() and share_id = $1 and recipient_id = any($2::uuid[])),
        parted as (delete from share_guest where tenant_id = current_tenant() and share_id = $1 and user_id = any($2::uuid[]))
   delete from share_answer a where a.tenant_id = current_tenant() and a.share_id = $1 and not ${hasWay("<> all($2::uuid[])")}`,
);
export const dropRecipients = ({ vault }: ShareGrant, recipients: readonly RosterId[]) =>
  bind(dropRecipientsStatement, vault, recipients);

const closeStatement = statement(
  "share_close",
  `with dropped as (delete from share_recipient where tenant_id = current_tenant() and share_id = $1),
        lost as (delete from share_wrap where tenant_id = current_tenant() and share_id = $1),
        guests as (delete from share_guest where tenant_id = current_tenant() and share_id = $1),
        invited as (delete from share_invitation where tenant_id = current_tenant() and share_id = $1),
        silent as (delete from share_answer where tenant_id = current_tenant() and share_id = $1)
   update share set closed_at = $2 where tenant_id = current_tenant() and id = $1`,
);
export const closeShare = ({ tx, vault }: ShareGrant) => bind(closeStatement, vault, tx.now);

const putWrapsStatement = statement(
  "share_put_wraps",
  `insert into share_wrap as w (tenant_id, share_id, epoch, recipient_id, group_epoch, author_id, wrap, created_at)
   select current_tenant(), $1, n.epoch, n.recipient_id, n.group_epoch, current_actor(), n.wrap, $6
   from unnest($2::integer[], $3::uuid[], $4::integer[], $5::bytea[]) as n (epoch, recipient_id, group_epoch, wrap)
   on conflict on constraint share_wrap_key do update set group_epoch = excluded.group_epoch, author_id = excluded.author_id,
     wrap = excluded.wrap, created_at = excluded.created_at, refused = false where w.recipient_id = any($7::uuid[])`,
);
/** What somebody had before stays, but of whom the links put in: by other keys, maybe. */
export const putWraps = ({ tx, vault }: ShareGrant, wraps: readonly ShareWrap[], added: ReadonlySet<string>) =>
  bind(
    putWrapsStatement,
    vault,
    wraps.map(({ epoch }) => epoch),
    wraps.map(({ recipient }) => recipient),
    wraps.map(({ groupEpoch }) => groupEpoch),
    wraps.map(({ wrap }) => wrap),
    tx.now,
    [...added],
  );

const setDueStatement = statement(
  "share_set_its_due",
  "update vault set due = $2 where tenant_id = current_tenant() and id = $1 and due <> $2",
);
export const setDue = ({ vault }: ShareGrant, due: boolean) => bind(setDueStatement, vault, due);

const putAnswerStatement = statement(
  "share_put_answer",
  `insert into share_answer as a (tenant_id, user_id, share_id, answer, at) values (current_tenant(), current_actor(), $1, $2, $3)
   on conflict on constraint share_answer_key do update set answer = excluded.answer, at = excluded.at where a.answer <> excluded.answer`,
);
export const putAnswer = (
  { tx, vault }: Grant<"share.receive"> | ShareGrant,
  answer: "ACCEPTED" | "DECLINED",
): Bound<unknown> => bind(putAnswerStatement, vault, answer, tx.now);
