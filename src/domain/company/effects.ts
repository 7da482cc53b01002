/** What each link that holds does to the tables beside the rosters: their lists, not their truth. */
import type { Id, SigningPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import { findAwaiting, findMember } from "../../crypto/roster-state.ts";
import { groupClass, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import { bounds } from "../bounds.ts";
import { effectsAtDesk } from "../desk/effects.ts";
import { isText } from "../invalid.ts";
import { deletePoliciesOf, eraseLeftBusiness } from "../policy/leave-rows.ts";
import { deleteDocument, putDocument, type Scope } from "../policy/rows.ts";
import { scopeNames } from "../policy/settle.ts";
import { endRecoveriesBy } from "../recovery/rows.ts";
import { inRecoveryGroup, putGroupWraps, writeSwitches } from "../recovery-group/effects.ts";
import { endRecoveryGroup, leaveRecoveryGroups } from "../recovery-group/rows.ts";
import { silenceGroup } from "../share/answer-rows.ts";
import {
  deleteMember,
  deleteWraps,
  endGroup,
  insertEpoch,
  insertGroup,
  insertMember,
  renameGroup,
} from "./group-effect-rows.ts";
import type { Applied } from "./outcome.ts";
import type { GroupName } from "./parse.ts";
import type { PersonText } from "./person.ts";
import {
  confirmPerson,
  endSessions,
  holdPerson,
  lapse,
  passPrimary,
  setPerson,
  setRemoved,
  setRole,
  setStatus,
} from "./person-effect-rows.ts";
import { deleteInvitation, insertInvitation, setTenantName } from "./rows.ts";

type RosterGrant = Grant<"roster.extend">;

const roleNames = { [role.ADMINISTRATOR]: "ADMINISTRATOR", [role.USER]: "USER" } as const;
const classNames = {
  [groupClass.NAMED]: "NAMED",
  [groupClass.EVERYONE]: "EVERYONE",
  [groupClass.RECOVERY]: "RECOVERY",
} as const;

/** Throws `BAD_USER_INPUT` for an invitation that has run out, or would only in too long a time; `INVALID_PROOF` for a name that is no text. */
export function effectsOf(grant: RosterGrant, applied: Applied): Bound<unknown>[] {
  if (applied.link.link.kind !== rosterKind.TENANT) return inGroup(grant, applied);
  return [...effectsAtDesk(grant, applied), ...inTenant(grant, applied)];
}

function inTenant(grant: RosterGrant, { link: { link }, before, after, person, policies }: Applied): Bound<unknown>[] {
  if (link.kind !== rosterKind.TENANT) return [];
  switch (link.operation) {
    case operation.INVITE:
      return [insertInvitation(grant, invitationOf(grant, link, person as PersonText))];
    case operation.VOID:
      return [deleteInvitation(grant, link.subject.key)];
    case operation.REMOVE:
      return [
        lapse(userOf(link.subject)),
        endRecoveriesBy([userOf(link.subject)], null, grant.tx.now),
        deleteWraps(grant, userOf(link.subject)),
        leaveRecoveryGroups(grant, userOf(link.subject)),
        setRemoved(grant, userOf(link.subject), link.seq),
        endSessions(grant, userOf(link.subject), "USER_REMOVED"),
        eraseLeftBusiness(grant, userOf(link.subject)),
        deletePoliciesOf(grant, userOf(link.subject)),
      ];
    case operation.SUSPEND:
      return [
        lapse(userOf(link.subject)),
        endRecoveriesBy([userOf(link.subject)], null, grant.tx.now),
        setStatus(grant, userOf(link.subject), "SUSPENDED"),
        endSessions(grant, userOf(link.subject), "USER_SUSPENDED"),
      ];
    case operation.RESUME:
      return [setStatus(grant, userOf(link.subject), "ACTIVE")];
    case operation.ROLE:
      return [
        lapse(userOf(link.subject)),
        ...(link.subject.role === role.USER ? [endRecoveriesBy([userOf(link.subject)], null, grant.tx.now)] : []),
        setRole(grant, userOf(link.subject), roleNames[link.subject.role]),
      ];
    case operation.PRIMARY:
      return findMember(after, link.subject.user)?.primary ? passPrimary(grant, userOf(link.subject)) : [];
    case operation.PERSON:
      return findAwaiting(after, link.seq)
        ? [holdPerson(grant, link.seq, userOf(link.subject), person as PersonText)]
        : [setPerson(grant, userOf(link.subject), person as PersonText)];
    case operation.CONFIRM: {
      const switches = writeSwitches(grant, before, after);
      if (switches.length > 0) return switches;
      const confirmed = before && findAwaiting(before, link.subject.seq);
      if (!confirmed) throw new Failure("INTERNAL");
      return confirmed.operation === operation.PRIMARY
        ? passPrimary(grant, userOf(confirmed))
        : [confirmPerson(grant, confirmed.seq)];
    }
    case operation.RECOVERY:
      return writeSwitches(grant, before, after);
    case operation.NAME:
      return [setTenantName(grant, nameIn(link.subject.name))];
    case operation.END_GROUP:
      return [
        silenceGroup(formatUuid(link.subject.group) as RosterId, null),
        endGroup(grant, formatUuid(link.subject.group) as RosterId),
        endRecoveryGroup(formatUuid(link.subject.group) as RosterId),
        deleteDocument(grant, formatUuid(link.subject.group)),
      ];
    case operation.POLICY: {
      const { scope, id } = link.subject;
      const place = { scope: scopeNames[scope] as Scope, id: formatUuid(id ?? link.roster) };
      return [policies ? putDocument(grant, place, link.seq, policies) : deleteDocument(grant, place.id)];
    }
    default:
      return [];
  }
}

function inGroup(grant: RosterGrant, applied: Applied): Bound<unknown>[] {
  const { link: parsed, after, name, epoch } = applied;
  const { link, roster } = parsed;
  if (link.kind !== rosterKind.GROUP) return [];
  switch (link.operation) {
    case operation.GENESIS:
      return [insertGroup(grant, roster, classNames[link.subject.class], name)];
    case operation.NAME:
      return [renameGroup(grant, roster, name as GroupName)];
    case operation.ADD:
      return [insertMember(grant, roster, userOf(link.subject))];
    case operation.REMOVE:
    case operation.LEAVE:
      return [
        silenceGroup(roster, userOf(link.subject)),
        deleteMember(grant, roster, userOf(link.subject)),
        ...(isRecoveryGroup(after) ? [endRecoveriesBy([userOf(link.subject)], roster, grant.tx.now)] : []),
      ];
    case operation.NEW_EPOCH:
      return epoch ? [insertEpoch(grant, roster, epoch), ...putGroupWraps(grant, epoch.wraps)] : [];
    default:
      return inRecoveryGroup(grant, applied);
  }
}

/** A company's name as people are shown it. It was signed: there is nothing to be mended in it. */
function nameIn(name: string): string {
  if (!isText(name, 1, 100)) throw new Failure("INVALID_PROOF", undefined, { reason: "MALFORMED" });
  return name;
}

function invitationOf(
  { tx }: RosterGrant,
  { seq, subject }: { seq: number; subject: Extract<Link, { kind: 1; operation: 4 }>["subject"] },
  person: PersonText,
) {
  const left = subject.expiry - tx.now.getTime();
  if (left <= 0 || left > bounds.invitation) {
    throw new Failure("BAD_USER_INPUT", "An invitation runs out within 30 days.");
  }
  const key: SigningPublicKey = subject.key;
  return { key, seq, person, role: roleNames[subject.role], expiresAt: new Date(subject.expiry) };
}

const userOf = ({ user }: { readonly user: Id }): UserId => formatUuid(user) as UserId;
