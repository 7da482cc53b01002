import type { UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface BoundUserRow {
  user: UserId;
  /** Ids by comma, ascending. */
  groups: string;
  administrator: boolean;
}

const boundColumns = `u.id as "user", u.role = 'ADMINISTRATOR' as administrator,
  coalesce((select string_agg(m.group_id::text, ',' order by m.group_id) from group_member m
            where m.tenant_id = u.tenant_id and m.user_id = u.id), '') as groups`;

const lockBoundStatement = statement<BoundUserRow>(
  "policy_lock_bound",
  `select ${boundColumns} from "user" u
   where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and ($1::uuid[] is null or u.id = any($1::uuid[])) order by u.id for no key update`,
);
/** Members, locked: a sign-in that is under way comes first, and then what it opened is found. */
export const lockBound = (users: readonly UserId[] | null) => bind(lockBoundStatement, users);

const listBoundStatement = statement<BoundUserRow>(
  "policy_list_bound",
  `select ${boundColumns} from "user" u
   where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and u.id > $1 order by u.id limit $2`,
);
/** Members by id, to be looked at. */
export const listBound = (after: string, limit: number) => bind(listBoundStatement, after, limit);

const loadBoundStatement = statement<BoundUserRow>(
  "policy_load_bound",
  `select ${boundColumns} from "user" u where u.tenant_id = current_tenant() and u.status <> 'REMOVED' and u.id = $1`,
);
export const loadBound = (user: UserId) => bind(loadBoundStatement, user);

const loadBoundActorStatement = statement<BoundUserRow>(
  "policy_load_bound_actor",
  `select ${boundColumns} from "user" u where u.tenant_id = current_tenant() and u.id = current_actor()`,
);
export const loadBoundActor = () => bind(loadBoundActorStatement);
