/** What people do in a tenant's roster (PROTOCOL §4.4). */
import { askBreakGlass, setDesk, setStaff } from "./desk-operations.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { operation } from "./link.ts";
import { setSwitch } from "./recovery-switch.ts";
import { changeState, findStaff, type RosterState, type StateEntries } from "./roster-state.ts";
import { demandRightOfStaff } from "./staff-rights.ts";
import { entryType } from "./state-entries.ts";
import { checkpoint, endGroup, newGroup, setPolicy } from "./tenant-group-operations.ts";
import { invite, join, voidInvitation } from "./tenant-invitation-operations.ts";
import { change, confirm, nextPerson, nextPrimary, part } from "./tenant-member-operations.ts";
import { demandAdministrator, type TenantLink } from "./tenant-rights.ts";

type InTenant = TenantLink<4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 20 | 21 | 26 | 29 | 30 | 31>;

/** The entries after a link of a tenant that is neither its genesis nor about somebody's own keys. Throws NOT_ALLOWED, WRONG_EPOCH. */
export function enactInTenant(before: RosterState, link: InTenant): StateEntries {
  checkSameEpoch(before, link);
  if (link.cut !== null && !takesRight.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "cut");
  const staff = link.operation === operation.JOIN ? undefined : findStaff(before, link.author.user);
  if (staff) demandRightOfStaff(before, link, staff);
  switch (link.operation) {
    case operation.INVITE:
      return invite(before, link);
    case operation.VOID:
      return voidInvitation(before, link);
    case operation.JOIN:
      return join(before, link);
    case operation.REMOVE:
    case operation.LEAVE:
      return part(before, link);
    case operation.SUSPEND:
    case operation.RESUME:
    case operation.ROLE:
      return change(before, link);
    case operation.PRIMARY:
      return nextPrimary(before, link);
    case operation.PERSON:
      return nextPerson(before, link);
    case operation.CONFIRM:
      return confirm(before, link);
    case operation.NAME:
      demandAdministrator(before, link);
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.NEW_GROUP:
      return newGroup(before, link);
    case operation.END_GROUP:
      return endGroup(before, link);
    case operation.CHECKPOINT:
      return checkpoint(before, link);
    case operation.POLICY:
      return setPolicy(before, link);
    case operation.RECOVERY:
      demandAdministrator(before, link);
      return setSwitch(before, link);
    case operation.DESK:
      demandAdministrator(before, link);
      return setDesk(before, link);
    case operation.STAFF:
      demandAdministrator(before, link);
      return setStaff(before, link);
    case operation.BREAK_GLASS:
      demandAdministrator(before, link);
      return askBreakGlass(before, link);
  }
}

/** Links that carry a cut where there is a head (PROTOCOL §4.6). */
const takesRight: ReadonlySet<number> = new Set([operation.REMOVE, operation.LEAVE, operation.SUSPEND]);
