/** What a change of rosters stands on, of what was locked for it. */
import { cutRoot } from "../../crypto/cut.ts";
import { asHash, type Hash, type Id } from "../../crypto/keys.ts";
import { rosterKind } from "../../crypto/link.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import { findGroup, findMember, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, UserId, VaultId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { headsNamedBy } from "./link-checks.ts";
import type { LockedRosterRow, LockedVaultRow } from "./lock-rows.ts";
import type { Outcome, RosterGround } from "./outcome.ts";
import type { RosterChange } from "./parse.ts";
import type { MembershipRow } from "./rows.ts";

/** The groups whose chains a link extends or states. */
export const groupsNamedBy = ({ link, roster }: ParsedLink): RosterId[] =>
  link.kind === rosterKind.GROUP ? [roster] : headsNamedBy(link).map(([group]) => formatUuid(group) as RosterId);

/** Whom links of these operations are about, in the tenant. */
export const usersOf = ({ links }: RosterChange, ...operations: readonly number[]): UserId[] =>
  links.flatMap(({ link }) =>
    link.kind === rosterKind.TENANT && operations.includes(link.operation)
      ? [formatUuid((link.subject as { user: Id }).user) as UserId]
      : [],
  );

export function groundOf(
  rosters: readonly LockedRosterRow[],
  vaults: readonly LockedVaultRow[],
  address: string,
): RosterGround {
  const states = rosters.filter(({ ended }) => !ended).map(({ id, state }) => [id, parseState(state)] as const);
  const [tenant, ...groups] = states;
  if (tenant === undefined) throw new Failure("INTERNAL");
  const business = vaults.filter((row) => row.class === "BUSINESS");
  const cuts = new Map(business.map((row) => [row.userId as UserId, cutOf(row)]));
  return { tenant: tenant[1], groups: new Map(groups), address, cuts };
}

/** The business profiles of people who go: what is in them is backed up before it may be erased. */
export const businessOf = (vaults: readonly LockedVaultRow[], users: readonly UserId[]): VaultId[] =>
  vaults.filter((row) => row.class === "BUSINESS" && row.userId && users.includes(row.userId)).map(({ id }) => id);

const cutOf = ({ id, revision, head }: LockedVaultRow): Hash | null =>
  head && cutRoot([{ vault: parseUuid(id), revision, hash: asHash(head) }]);

/**
 * Who is removed from the tenant stands in no group any more (PROTOCOL §4.8): in none that the change names, and in no
 * other, which had to be named. Of a recovery group only custodians can take somebody out: there it makes the epoch due.
 */
export function isNowhere(
  gone: readonly UserId[],
  memberships: readonly MembershipRow[],
  { groups, tenant }: Outcome,
): boolean {
  const users = gone.map((user) => parseUuid(user));
  const standing = [...groups.values()].filter((group) => findGroup(tenant, group.head.id) && !isRecoveryGroup(group));
  const isIn = (group: RosterState) => users.some((user) => findMember(group, user));
  const ended = (id: RosterId) => findGroup(tenant, parseUuid(id)) === undefined;
  return !standing.some(isIn) && memberships.every(({ groupId }) => groups.has(groupId) || ended(groupId));
}
