/** Shares whose epoch somebody was a recipient of who is none any more: their vaults are locked with all others, and marked. */
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { vaultsEntrusted } from "../recovery-group/entrusted-rows.ts";

/** Whom links of tenant and groups take something from: users, and members of groups; and whose keys are to be entrusted anew. */
export interface Taken {
  readonly users: readonly UserId[];
  readonly groups: readonly RosterId[];
  /** Groups that begin an epoch: what is entrusted to one of them comes to be due. */
  readonly entrustedTo: readonly RosterId[];
  /** Another switch may come to be in force: then that is so of all that is entrusted. */
  readonly switched: boolean;
}

const inTenant: ReadonlySet<number> = new Set([
  operation.REMOVE,
  operation.LEAVE,
  operation.SUSPEND,
  operation.OWN_KEYS,
]);
const inGroups: ReadonlySet<number> = new Set([operation.REMOVE, operation.LEAVE, operation.OWN_KEYS]);

/** @param byStaff of a desk: whose own keys those of no share are. */
export function takenBy(links: readonly ParsedLink[], byStaff = false): Taken {
  const users: UserId[] = [];
  const groups: RosterId[] = [];
  const entrustedTo: RosterId[] = [];
  let switched = false;
  for (const { link, roster } of links) {
    if (link.kind === rosterKind.GROUP && inGroups.has(link.operation)) groups.push(roster);
    if (link.kind === rosterKind.GROUP && link.operation === operation.NEW_EPOCH) entrustedTo.push(roster);
    if (link.kind !== rosterKind.TENANT) continue;
    if (byStaff && link.operation === operation.OWN_KEYS) continue;
    if (inTenant.has(link.operation)) users.push(formatUuid((link.subject as { user: Id }).user) as UserId);
    if (link.operation === operation.END_GROUP) groups.push(formatUuid(link.subject.group) as RosterId);
    if (link.operation === operation.RECOVERY || link.operation === operation.CONFIRM) switched = true;
  }
  return { users, groups, entrustedTo, switched };
}

/** Those that these users are recipients of, by name, by a group, or by Everyone; and those that these groups are in. */
export const sharesOf = (users: string, groups: string): string => `
     select r.share_id as id from share_recipient r where r.tenant_id = current_tenant() and r.user_id = any(${users}::uuid[])
     union select r.share_id from share_recipient r where r.tenant_id = current_tenant() and r.group_id = any(${groups}::uuid[])
     union select r.share_id from group_member m join share_recipient r on r.tenant_id = m.tenant_id and r.group_id = m.group_id
       where m.tenant_id = current_tenant() and m.user_id = any(${users}::uuid[])
     union select r.share_id from user_group g join share_recipient r on r.tenant_id = g.tenant_id and r.group_id = g.id
       where g.tenant_id = current_tenant() and g.class = 'EVERYONE' and cardinality(${users}::uuid[]) > 0`;

const listConcernedStatement = statement<{ id: RosterId }>(
  "share_list_concerned",
  `select id from (${sharesOf("$1", "$2")} union ${vaultsEntrusted("$3", "$4")}) as s`,
);
/** Asked again behind the tenant's roster, where nobody is put into a share any more, and nothing is entrusted. */
export const listConcerned = ({ users, groups, entrustedTo, switched }: Taken) =>
  bind(listConcernedStatement, users, groups, entrustedTo, switched);

const listOwnSharesStatement = statement<{ id: RosterId }>(
  "share_list_own",
  `select id from (${sharesOf("array[current_actor()]", "'{}'")}) as s`,
);
/** The same, of the actor alone. */
export const listOwnShares = () => bind(listOwnSharesStatement);

const setDueStatement = statement(
  "share_set_due",
  `update vault v set due = true from (${sharesOf("$1", "$2")}) as s
   where v.tenant_id = current_tenant() and v.id = s.id and not v.due`,
);
/** Before anything is deleted of what says who was in it. */
export const setSharesDue = ({ users, groups }: Pick<Taken, "users" | "groups">) =>
  bind(setDueStatement, users, groups);

const listOwnMembershipsStatement = statement<{ share: RosterId }>(
  "share_list_by_name",
  `select share_id as share from share_recipient
   where tenant_id = current_tenant() and user_id = current_actor() and not gone
     and (expires_at is null or expires_at > current_moment()) limit 1`,
);
/** A share that the actor is in by name, their time not over, where there is one. */
export const findOwnByName = () => bind(listOwnMembershipsStatement);
