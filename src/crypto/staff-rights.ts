/** What somebody at a desk may do in a company's roster: this, and nothing else (PROTOCOL §4.15, §4.16). */
import { equalBytes, equalOrNull } from "./bytes.ts";
import { type Desk, deskRole, type Staff } from "./desk-entries.ts";
import { deskRight, hasDeskRight } from "./desk-terms.ts";
import { ProtocolError } from "./errors.ts";
import type { Drafted, LinkDraft } from "./link.ts";
import { operation } from "./link.ts";
import {
  findBreakGlass,
  findDesk,
  findInvitation,
  findStaff,
  isFounding,
  listEntries,
  membersOf,
  type StateEntries,
} from "./roster-state.ts";
import { entryType, memberStatus, policyScope, role } from "./state-entries.ts";

type InTenant = Drafted<1, LinkDraft["operation"]>;

/** Throws NOT_ALLOWED unless the link is one that its author, who is at a desk, may sign. */
export function demandRightOfStaff(before: StateEntries, link: InTenant, staff: Staff): void {
  if (!mayAtDesk(before, link, staff)) throw new ProtocolError("NOT_ALLOWED", "staff");
}

function mayAtDesk(before: StateEntries, link: InTenant, staff: Staff): boolean {
  const desk = findDesk(before, staff.desk) as Desk;
  const isKeeper = staff.role === deskRole.KEEPER;
  switch (link.operation) {
    case operation.INVITE:
      if (isFounding(before)) return link.subject.role === role.ADMINISTRATOR;
      return (
        (link.subject.role === role.USER && hasDeskRight(desk, deskRight.INVITE)) ||
        isUnderBreakGlass(before, staff, link)
      );
    case operation.VOID:
      return isOfDesk(before, findInvitation(before, link.subject.key)?.author, desk);
    case operation.NAME:
      return isFounding(before);
    case operation.POLICY:
      return (
        hasDeskRight(desk, deskRight.POLICY) &&
        link.subject.scope === policyScope.PARTNER &&
        equalOrNull(link.subject.id, desk.desk)
      );
    case operation.SUSPEND:
    case operation.RESUME:
      return isUnderBreakGlass(before, staff, link);
    case operation.ROLE:
      return link.subject.role === role.ADMINISTRATOR && isUnderBreakGlass(before, staff, link);
    case operation.CHECKPOINT:
      return isUnderBreakGlass(before, staff, link) && isBehindSuspension(before, link.seq);
    case operation.DESK:
      return isKeeper && !isFounding(before) && link.subject.setting === null && isAt(desk, link.subject);
    case operation.STAFF:
      return (
        isAt(desk, link.subject) &&
        (isKeeper || (link.subject.setting === null && equalBytes(link.subject.user, staff.user)))
      );
    case operation.BREAK_GLASS:
      return (
        isAt(desk, link.subject) &&
        (link.subject.asked === null || (hasDeskRight(desk, deskRight.BREAK_GLASS) && !isFounding(before)))
      );
    default:
      return false;
  }
}

const isAt = ({ desk }: Desk, subject: { readonly desk: Uint8Array }): boolean => equalBytes(desk, subject.desk);

/** Whether somebody is at this very desk. */
function isOfDesk(before: StateEntries, user: Staff["user"] | undefined, { desk }: Desk): boolean {
  const staff = user && findStaff(before, user);
  return staff !== undefined && equalBytes(staff.desk, desk);
}

/** By the time of the link: what the chain says of the time, and no clock. One that is over is not there any more (`withoutEnded`). */
function isUnderBreakGlass(before: StateEntries, { desk }: Staff, { time }: InTenant): boolean {
  const glass = findBreakGlass(before, desk);
  return glass !== undefined && glass.from <= time;
}

/** Whether the link before, but for checkpoints, suspended an administrator. */
function isBehindSuspension(before: StateEntries, seq: number): boolean {
  const stated = new Set(listEntries(before, entryType.GROUP).map(({ checkpoint }) => checkpoint?.tenantSeq));
  let last = seq - 1;
  while (stated.has(last)) last -= 1;
  return membersOf(before).some(
    (member) => member.seq === last && member.role === role.ADMINISTRATOR && member.status === memberStatus.SUSPENDED,
  );
}
