/** What no roster can hold to, and a server with a clock does (PROTOCOL §4.15, §4.16). */
import { equalBytes } from "../../crypto/bytes.ts";
import { deskRight, hasDeskRight } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import {
  findBreakGlass,
  findDesk,
  findGroup,
  findMember,
  findStaff,
  isFounding,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { takeWithin } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Applied } from "../company/outcome.ts";
import type { House } from "../context.ts";
import type { Transaction } from "../transaction.ts";

/**
 * Staff sign by the time that it is, within a few minutes: a chain holds break-glass against the times of links, which are their
 * authors' word. And what takes break-glass is taken while it is in force by the server's own clock, and where it stood before the
 * deed: by then the letters about it are owed, to addresses that no deed behind takes away. Throws NOT_ALLOWED.
 */
export function checkClocks(applied: readonly Applied[], now: Date): void {
  const stoodUntil = applied.find(({ link: { link } }) => link.kind === rosterKind.TENANT)?.before?.head.seq ?? -1;
  for (const { link, before } of applied) {
    if (before === null || link.link.kind !== rosterKind.TENANT) continue;
    const staff = findStaff(before, link.link.author.user);
    if (!staff) continue;
    if (Math.abs(link.link.time - now.getTime()) > spans.staffClock) throw new ProtocolError("NOT_ALLOWED", "time");
    if (!isByBreakGlass(link.link, before)) continue;
    const standing = findBreakGlass(before, staff.desk);
    const isInForce = standing && standing.from <= now.getTime() && now.getTime() < standing.until;
    if (!isInForce || standing.seq > stoodUntil) throw new ProtocolError("NOT_ALLOWED", "break-glass");
  }
}

/** Whether staff could not sign this by the desk's own rights. */
function isByBreakGlass(link: Link, before: RosterState): boolean {
  if (link.kind !== rosterKind.TENANT || isFounding(before)) return false;
  if (link.operation === operation.INVITE) {
    const staff = findStaff(before, link.author.user);
    const desk = staff && findDesk(before, staff.desk);
    return link.subject.role === role.ADMINISTRATOR || !desk || !hasDeskRight(desk, deskRight.INVITE);
  }
  return beyond.has(link.operation);
}

const beyond: ReadonlySet<number> = new Set([
  operation.SUSPEND,
  operation.RESUME,
  operation.ROLE,
  operation.CHECKPOINT,
]);

/**
 * A desk's document of policies is kept under the desk's id, beside those of the company, of groups and of people under theirs: none
 * bears another's id. Throws NOT_ALLOWED.
 */
export function checkIds(applied: readonly Applied[]): void {
  for (const { link, before } of applied) {
    if (before === null || link.link.kind !== rosterKind.TENANT) continue;
    const { link: its } = link;
    if (its.operation === operation.DESK && its.subject.setting?.founding) demandFree(before, its.subject.desk);
    const named = its.operation === operation.NEW_GROUP ? its.subject.group : null;
    if (named && findDesk(before, named)) throw new ProtocolError("NOT_ALLOWED", "id of a desk");
  }
}

function demandFree(tenant: RosterState, desk: Id): void {
  const taken = equalBytes(tenant.head.id, desk) || findGroup(tenant, desk) || findMember(tenant, desk);
  if (taken) throw new ProtocolError("NOT_ALLOWED", "id of a desk");
}

/** Each is told to all administrators: so many a day, and no more. Throws `RATE_LIMITED`. */
export async function takeAsks(tx: Transaction, house: House, applied: readonly Applied[]): Promise<void> {
  const asks = applied.flatMap(({ reason, link: { link } }) =>
    reason !== null && link.operation === operation.BREAK_GLASS && link.kind === rosterKind.TENANT
      ? [["break-glass desk", `${tx.actor.tenant} ${formatUuid(link.subject.desk)}`, attempts.asksPerDesk] as const]
      : [],
  );
  if (asks.length > 0) await takeWithin(tx, house, asks);
}

/** Whether a company does nothing by these but take from its desks: that it may also while it is suspended. */
export const takesFromDesks = (links: readonly ParsedLink[], { inCompany }: Pick<Transaction, "inCompany">): boolean =>
  !inCompany && links.every(({ link }) => link.kind === rosterKind.TENANT && takes(link));

function takes(link: Extract<Link, { kind: typeof rosterKind.TENANT }>): boolean {
  if (link.operation === operation.VOID) return true;
  if (link.operation === operation.BREAK_GLASS) return link.subject.asked === null;
  const ofDesk = link.operation === operation.DESK || link.operation === operation.STAFF;
  return ofDesk && link.subject.setting === null;
}
