/** What links about a person do to the tables. */
import type { UserId } from "../../ids.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { PersonText } from "./person.ts";
import type { RosterGrant } from "./rows.ts";

/** What lapses when something is taken from a person. PROTOCOL §4.4. */
const lapseStatement = statement(
  "company_lapse",
  `with void as (delete from invitation where tenant_id = current_tenant() and author_id = $1),
        switched as (delete from recovery_switch where tenant_id = current_tenant() and author_id = $1 and status = 'AWAITING')
   delete from awaiting_person where tenant_id = current_tenant() and user_id = $1`,
);
export const lapse = (user: UserId) => bind(lapseStatement, user);

const setRoleStatement = statement(
  "company_set_role",
  `update "user" set role = $2 where tenant_id = current_tenant() and id = $1`,
);
export const setRole = (_: RosterGrant, user: UserId, role: "ADMINISTRATOR" | "USER") =>
  bind(setRoleStatement, user, role);

/** While its user may not act, nothing is written to a vault: part of the row that every commit moves (docs/adr/0023). */
const setStatusStatement = statement(
  "company_set_status",
  `with closed as (
     update vault v set closed = $2 <> 'ACTIVE' or (t.suspended_at is not null and v.class <> 'ACCOUNT')
     from tenant t where t.id = v.tenant_id and v.tenant_id = current_tenant() and v.user_id = $1
   )
   update "user" set status = $2, removed_seq = $3 where tenant_id = current_tenant() and id = $1`,
);
export const setStatus = (_: RosterGrant, user: UserId, status: "ACTIVE" | "SUSPENDED") =>
  bind(setStatusStatement, user, status, null);
/** @param seq of the link by which the user was removed, or left. */
export const setRemoved = (_: RosterGrant, user: UserId, seq: number) => bind(setStatusStatement, user, "REMOVED", seq);

const endSessionsStatement = statement<{ id: string }>(
  "company_end_sessions",
  `update session set ended_at = $2, end_reason = $3
   where tenant_id = current_tenant() and user_id = $1 and ended_at is null returning id`,
);
export const endSessions = ({ tx }: RosterGrant, user: UserId, reason: "USER_SUSPENDED" | "USER_REMOVED") =>
  bind(endSessionsStatement, user, tx.now, reason);

const resignPrimaryStatement = statement(
  "company_resign_primary",
  `update "user" set is_primary = false where tenant_id = current_tenant() and is_primary`,
);
const setPrimaryStatement = statement(
  "company_set_primary",
  `update "user" set is_primary = true where tenant_id = current_tenant() and id = $1`,
);
/** The one who was primary goes first: there is never more than one. */
export const passPrimary = (_: RosterGrant, user: UserId): Bound<unknown>[] => [
  bind(resignPrimaryStatement),
  bind(setPrimaryStatement, user),
];

const setPersonStatement = statement(
  "company_set_person",
  `with settled as (delete from awaiting_person where tenant_id = current_tenant() and user_id = $1)
   update "user" set address = $2, name = $3, person_salt = $4 where tenant_id = current_tenant() and id = $1`,
);
export const setPerson = (_: RosterGrant, user: UserId, { address, name, salt }: PersonText) =>
  bind(setPersonStatement, user, address, name, salt);

const holdPersonStatement = statement(
  "company_hold_person",
  `insert into awaiting_person (tenant_id, seq, user_id, address, name, salt) values (current_tenant(), $1, $2, $3, $4, $5)
   on conflict (tenant_id, user_id) do update
     set seq = excluded.seq, address = excluded.address, name = excluded.name, salt = excluded.salt`,
);
export const holdPerson = (_: RosterGrant, seq: number, user: UserId, { address, name, salt }: PersonText) =>
  bind(holdPersonStatement, seq, user, address, name, salt);

const confirmPersonStatement = statement(
  "company_confirm_person",
  `with settled as (delete from awaiting_person where tenant_id = current_tenant() and seq = $1 returning user_id, address, name, salt)
   update "user" u set address = s.address, name = s.name, person_salt = s.salt from settled s where u.tenant_id = current_tenant() and u.id = s.user_id`,
);
export const confirmPerson = (_: RosterGrant, seq: number) => bind(confirmPersonStatement, seq);
