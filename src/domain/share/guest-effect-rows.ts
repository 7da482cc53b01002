/** What is written down of guests and invitations of a share beside its recipients. */
import type { UserId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { PersonText } from "../company/person.ts";
import type { ShareGrant } from "./effect-rows.ts";

export interface NewInvitation extends PersonText {
  readonly key: Uint8Array;
  readonly seq: number;
  readonly role: ShareRole;
  readonly expiresAt: Date;
}

const insertInvitationsStatement = statement(
  "share_insert_invitations",
  `insert into share_invitation (tenant_id, share_id, key, seq, author_id, address, name, salt, role, expires_at, created_at)
   select current_tenant(), $1, n.key, n.seq, current_actor(), n.address, n.name, n.salt, n.role, n.expires_at, $9
   from unnest($2::bytea[], $3::integer[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::timestamptz[])
     as n (key, seq, address, name, salt, role, expires_at)`,
);
const markOpenedStatement = statement(
  "share_mark_opened",
  "update share set opened = true where tenant_id = current_tenant() and id = $1 and not opened",
);
export const insertInvitations = ({ tx, vault }: ShareGrant, rows: readonly NewInvitation[]): Bound<unknown>[] => [
  bind(markOpenedStatement, vault),
  bind(
    insertInvitationsStatement,
    vault,
    rows.map(({ key }) => key),
    rows.map(({ seq }) => seq),
    rows.map(({ address }) => address),
    rows.map(({ name }) => name),
    rows.map(({ salt }) => salt),
    rows.map(({ role }) => role),
    rows.map(({ expiresAt }) => expiresAt),
    tx.now,
  ),
];

const keepInvitationsStatement = statement(
  "share_keep_invitations",
  "delete from share_invitation where tenant_id = current_tenant() and share_id = $1 and key <> all($2::bytea[])",
);
/** Those alone are left that the roster has still. */
export const keepInvitations = ({ vault }: ShareGrant, keys: readonly Uint8Array[]) =>
  bind(keepInvitationsStatement, vault, keys);

const insertGuestStatement = statement(
  "share_insert_guest",
  `insert into share_guest (tenant_id, share_id, user_id, address, name, salt, encryption_key, status, joined_at)
   values (current_tenant(), $1, current_actor(), $2, $3, $4, $5, 'ACTIVE', $6)`,
);
/** Who acts, in the share that they have come to by an invitation for this person. */
export const insertGuest = (
  { tx, vault }: ShareGrant,
  { address, name, salt }: PersonText,
  encryptionKey: Uint8Array,
) => bind(insertGuestStatement, vault, address, name, salt, encryptionKey, tx.now);

const setGuestKeyStatement = statement(
  "share_set_guest_key",
  `update share_guest set encryption_key = $2, status = 'SUSPENDED'
   where tenant_id = current_tenant() and share_id = $1 and user_id = current_actor()`,
);
/** By these keys the guest is a recipient once an owner has verified them. */
export const setGuestKey = ({ vault }: ShareGrant, encryptionKey: Uint8Array) =>
  bind(setGuestKeyStatement, vault, encryptionKey);

const resumeGuestsStatement = statement(
  "share_resume_guests",
  `update share_guest set status = 'ACTIVE'
   where tenant_id = current_tenant() and share_id = $1 and user_id = any($2::uuid[])`,
);
export const resumeGuests = ({ vault }: ShareGrant, users: readonly UserId[]) =>
  bind(resumeGuestsStatement, vault, users);
