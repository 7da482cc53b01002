/** Holds a change of rosters against what the server has, link by link in the order in which they were signed. */
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { takesInRecovery } from "../../crypto/recovery.ts";
import { applyGenesis, applyLink } from "../../crypto/roster.ts";
import { findGroup, findMember, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { Failure } from "../../errors.ts";
import type { UserId } from "../../ids.ts";
import { proving } from "../invalid.ts";
import { givenBeside } from "../recovery-group/content.ts";
import type { Allowed } from "./allowed.ts";
import { checkNothingBesides, withContent } from "./content.ts";
import { checkCutOf, checkMayCome, checkRoom, checkSwitchable, isNewest, isStale } from "./link-checks.ts";
import type { Applied, Outcome, RosterGround } from "./outcome.ts";
import type { RosterChange } from "./parse.ts";

/**
 * Applies all links, or says that one rests on a head that has moved. Throws `INVALID_PROOF` for what no correct client
 * sends, `NOT_FOUND` for a group that is none.
 */
export function applyChange(
  { tenant, groups, address, cuts }: RosterGround,
  change: RosterChange,
  actor: UserId,
  allowed: Allowed,
): Outcome | "STALE" {
  const now = { tenant, groups: new Map(groups) };
  const applied: Applied[] = [];
  for (const each of change.links) {
    const { link, roster } = each;
    proving(() => checkMayCome(link, actor, allowed, now.tenant));
    const before = link.kind === rosterKind.TENANT ? now.tenant : (now.groups.get(roster) ?? null);
    if (before === null && link.operation !== operation.GENESIS) throw new Failure("NOT_FOUND");
    if (isStale(link, before, now.tenant) || !isNewest(link, now.groups)) return "STALE";
    const after = proving(() => {
      checkCutOf(link, cuts);
      checkSwitchable(link, now.groups, now.tenant);
      if (before === null) return applyGenesis(each.signed, now.tenant);
      return applyLink(before, each.signed, link.kind === rosterKind.GROUP ? now.tenant : null);
    });
    proving(() => checkRoom(before, after));
    applied.push(proving(() => withContent(each, before, after, now, change, address)));
    if (link.kind === rosterKind.TENANT) now.tenant = after;
    else now.groups.set(roster, after);
  }
  proving(() => checkFoundings(applied, now.tenant));
  proving(() => checkCheckpoints(applied, now.tenant));
  proving(() => checkPinned(applied, now.tenant));
  const given = proving(() => givenBeside(change.links, now.groups.values(), now.tenant, change.wraps));
  proving(() => checkNothingBesides(applied, given, change));
  return { ...now, applied, given };
}

/** Groups that are founded are named by the tenant, and those that it names are there; who is gone is in none of them. */
function checkFoundings(applied: readonly Applied[], tenant: RosterState): void {
  const founded = applied.filter(({ before }) => before === null);
  for (const { after, link } of founded) {
    const named = findGroup(tenant, link.link.roster);
    if (!named || !equalBytes(named.genesis, after.genesis) || named.class !== after.class) {
      throw new ProtocolError("MISMATCH", "group");
    }
  }
  const named = applied.filter(({ link }) => link.link.operation === operation.NEW_GROUP);
  if (named.length !== founded.length) throw new ProtocolError("MISMATCH", "group");
}

const takesAuthority: ReadonlySet<number> = new Set([operation.REMOVE, operation.SUSPEND, operation.ROLE]);

/** Whoever takes an administrator's rights states where all groups are, in the same deed (PROTOCOL §4.4). */
function checkCheckpoints(applied: readonly Applied[], tenant: RosterState): void {
  const taken = applied.filter(({ link: { link }, before }) => {
    if (link.kind !== rosterKind.TENANT || !takesAuthority.has(link.operation) || before === null) return false;
    return findMember(before, (link.subject as { user: Id }).user)?.role === role.ADMINISTRATOR;
  });
  const last = taken.at(-1)?.link.link.seq;
  if (last === undefined) return;
  const lacking = listEntries(tenant, entryType.GROUP).some(({ checkpoint }) => (checkpoint?.tenantSeq ?? 0) < last);
  if (lacking) throw new ProtocolError("NOT_ALLOWED", "checkpoint");
}

/** The same of who takes something in a recovery group that has a key: of that group (PROTOCOL §4.13). */
function checkPinned(applied: readonly Applied[], tenant: RosterState): void {
  for (const { link, before, tenant: then } of applied) {
    if (before === null || !takesInRecovery(link.link, before, then)) continue;
    const checkpoint = findGroup(tenant, link.link.roster)?.checkpoint;
    if ((checkpoint?.seq ?? -1) < link.link.seq) throw new ProtocolError("NOT_ALLOWED", "checkpoint");
  }
}
