/** What follows from links for those whom policies bind, in the transaction of the links (PROTOCOL §4.10). */

import { operation, rosterKind } from "../../crypto/link.ts";
import { isAddressIn } from "../../crypto/network.ts";
import { type BindingPolicies, findContradiction, findOverruled, type PolicyName } from "../../crypto/policies.ts";
import { listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType, policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import { hasOneWithin } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { House } from "../context.ts";
import { oweLetters } from "../desk/job-rows.ts";
import type { Transaction } from "../transaction.ts";
import { type BoundUserRow, lockBound } from "./bound-user-rows.ts";
import { findOverruledAnew } from "./overruled.ts";
import { listDocumentsFor, type Scope } from "./rows.ts";
import { bindUser, bindUsers, readSaid, type Said } from "./sources.ts";
import { writeBound } from "./user-policy-rows.ts";

export type PolicyRefusal =
  | "CONTRADICTS_LOCK"
  | "LOCKS_OUT_AUTHOR"
  | "WITHOUT_RECOVERY"
  | "UNFIT_RECOVERY"
  | "OVERRULED_TOO_OFTEN";

/** Rolls back what was begun: nothing is written that contradicts itself, or that its author could not take back. */
export class PolicyStopped extends Error {
  constructor(
    readonly refusal: PolicyRefusal,
    readonly setting: PolicyName,
  ) {
    super("policies stopped");
  }
}

export const scopeNames: Readonly<Record<number, Scope>> = {
  [policyScope.TENANT]: "TENANT",
  [policyScope.GROUP]: "GROUP",
  [policyScope.USER]: "USER",
  [policyScope.PARTNER]: "PARTNER",
};

/** The groups whose members are bound otherwise after these links, because something else is said of the group, or it ends. */
export const groupsBoundAnew = (links: readonly ParsedLink[]): RosterId[] =>
  links.flatMap(({ link }) => {
    if (link.kind !== rosterKind.TENANT) return [];
    if (link.operation === operation.END_GROUP) return [formatUuid(link.subject.group) as RosterId];
    const ofGroup = link.operation === operation.POLICY && link.subject.scope === policyScope.GROUP;
    return ofGroup && link.subject.id ? [formatUuid(link.subject.id) as RosterId] : [];
  });

/** Whoever is bound otherwise after these links, besides the members of those groups; null: it may be anybody. */
function usersBoundAnew(links: readonly ParsedLink[]): UserId[] | null {
  const users: UserId[] = [];
  for (const { link } of links) {
    if (link.kind === rosterKind.TENANT && link.operation === operation.POLICY) {
      if (link.subject.scope === policyScope.TENANT || link.subject.scope === policyScope.PARTNER) return null;
      if (link.subject.scope === policyScope.USER && link.subject.id) users.push(formatUuid(link.subject.id) as UserId);
    }
    // Whoever was bound before there were backups is bound by what was said of them then.
    if (link.kind === rosterKind.TENANT && link.operation === operation.RECOVERY) return null;
    // With a desk, or its right, goes what it said of everybody.
    if (link.kind === rosterKind.TENANT && link.operation === operation.DESK) return null;
    const moves = link.kind === rosterKind.GROUP ? inGroups : inTenant;
    if (moves.has(link.operation))
      users.push(formatUuid((link.subject as { user: Uint8Array }).user as never) as UserId);
  }
  return users;
}

const inGroups: ReadonlySet<number> = new Set([operation.ADD, operation.REMOVE, operation.LEAVE]);
const inTenant: ReadonlySet<number> = new Set([operation.ROLE]);

/** Whether anything is said in a company at all. */
export const isPoliced = (state: RosterState): boolean => listEntries(state, entryType.POLICY).length > 0;

/** What is said before links by which a desk says something; null where none does. */
export async function saidBeforeDesk(tx: Transaction, links: readonly ParsedLink[]): Promise<Said | null> {
  const says = links.some(
    ({ link }) =>
      link.kind === rosterKind.TENANT &&
      link.operation === operation.POLICY &&
      link.subject.scope === policyScope.PARTNER &&
      link.subject.hash !== null,
  );
  if (!says) return null;
  const [documents] = await tx.run(listDocumentsFor(null));
  return readSaid(documents);
}

/**
 * Binds everybody anew whom the links concern, after they were written; nobody where nothing is said and nothing was. Throws
 * PolicyStopped.
 *
 * @param members of the groups of `groupsBoundAnew`, before the links.
 * @param ip from where the author acts.
 * @param before as `saidBeforeDesk` found it: of what it overrules newly, administrators are told.
 * @returns the sessions whose owners have something to look at.
 */
export async function settlePolicies(
  tx: Transaction,
  links: readonly ParsedLink[],
  members: readonly UserId[],
  { house, ip, before }: { readonly house: House; readonly ip: string | null; readonly before: Said | null },
): Promise<string[]> {
  const named = usersBoundAnew(links);
  const touched = named && [...new Set([...named, ...members])];
  if (touched?.length === 0) return [];
  const says = links.some(({ link }) => link.operation === operation.POLICY);
  const [users, documents] = await tx.run(lockBound(touched), listDocumentsFor(says ? null : touched));
  const said = readSaid(documents);
  const contradicted = says ? contradictionIn(said, tx.actor.tenant, saidBy(links, tx.actor.tenant)) : null;
  if (contradicted) throw new PolicyStopped("CONTRADICTS_LOCK", contradicted);
  const anew = before && (await findOverruledAnew(before, said, tx.actor.tenant));
  if (anew) await oweOverruled(tx, house, users, anew);
  const author = users.find(({ user }) => user === tx.actor.user);
  if (author) {
    const setting = locksOut(bindUser(said, tx.actor.tenant, author), ip);
    if (setting) throw new PolicyStopped("LOCKS_OUT_AUTHOR", setting);
  }
  return bindAnew(tx, users, said);
}

/** So many a day: others would not see the one that counts among them. Throws PolicyStopped. */
async function oweOverruled(
  tx: Transaction,
  house: House,
  users: readonly BoundUserRow[],
  anew: PolicyName,
): Promise<void> {
  const { tenant, atDesk } = tx.actor;
  if (!atDesk) return;
  const isLeft = await hasOneWithin(tx, house, [
    "overruling desk",
    `${tenant} ${atDesk.desk}`,
    attempts.overrulingPerDesk,
  ]);
  if (!isLeft) throw new PolicyStopped("OVERRULED_TOO_OFTEN", anew);
  const administrators = users.flatMap(({ user, administrator }) => (administrator ? [user] : []));
  await tx.run(oweLetters("TELL_OF_OVERRULED", administrators, tx.now));
}

/** The setting that does not let somebody in from where they are; null where there is none. */
export function locksOut({ allowedIpRanges }: BindingPolicies<string>, ip: string | null): PolicyName | null {
  const networks = allowedIpRanges.value;
  return networks && !isAddressIn(ip ?? "", networks) ? "allowedIpRanges" : null;
}

/** What binds somebody who has come to a company, where anything is said there. */
export async function bindArrived(tx: Transaction, tenant: RosterState, user: UserId): Promise<void> {
  if (!isPoliced(tenant)) return;
  const [users, documents] = await tx.run(lockBound([user]), listDocumentsFor([user]));
  await bindAnew(tx, users, readSaid(documents));
}

/** What binds these users, written down, with all that follows at once. */
async function bindAnew(tx: Transaction, users: readonly BoundUserRow[], said: Said): Promise<string[]> {
  const { tenant } = tx.actor;
  const bound = await bindUsers(said, tenant, users);
  const kept = bound.filter(({ policies }) => Object.values(policies).some(({ origin }) => origin.scope !== "DEFAULT"));
  const concerned: string[] = [];
  for (let from = 0; from < users.length; from += bounds.usersPerBinding) {
    const portion = users.slice(from, from + bounds.usersPerBinding).map(({ user }) => user);
    const among = new Set(portion);
    const its = kept.filter(({ user }) => among.has(user));
    const [, , , ended, sessions] = await tx.run(...writeBound(portion, its, tx.now));
    concerned.push(...[...ended, ...sessions].map(({ id }) => id));
  }
  return concerned;
}

/** Of whom something was said just now, by its id; not by a desk. */
const saidBy = (links: readonly ParsedLink[], tenant: string): string[] =>
  links.flatMap(({ link }) => {
    if (link.kind !== rosterKind.TENANT || link.operation !== operation.POLICY) return [];
    const { scope, id, hash } = link.subject;
    return hash === null || scope === policyScope.PARTNER ? [] : [id === null ? tenant : formatUuid(id)];
  });

/**
 * A setting that the tenant locks, and a document below it has, or that a desk locks, and the company says something of just now
 * without a lock of its own; null where there is none. What stood before a desk's lock is overruled by it, and nobody has to take it away.
 *
 * @param just of whom the company says something now.
 */
export function contradictionIn(said: Said, tenant: string, just: readonly string[]): PolicyName | null {
  const all = [...said.values()];
  const desks = all.flatMap(({ place, policies }) => (place.scope === "PARTNER" ? [policies] : []));
  const now = just.flatMap((id) => said.get(id) ?? []);
  for (const desk of desks) {
    for (const { place, policies } of now) {
      const overruled = findOverruled(desk, policies, place.scope === "USER");
      if (overruled) return overruled;
    }
  }
  const narrower = all.flatMap(({ place, policies }) =>
    place.scope === "PARTNER" || place.id === tenant ? [] : [policies],
  );
  return findContradiction(said.get(tenant)?.policies ?? null, narrower);
}
