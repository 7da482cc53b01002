/** What links about recovery do to the tables beside the rosters. */
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import { type RosterState, switchAwaiting, switchInForce } from "../../crypto/roster-state.ts";
import { type RecoverySwitch, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { UserId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import { insertWraps } from "../company/group-effect-rows.ts";
import type { Applied, Outcome } from "../company/outcome.ts";
import type { MemberWrap } from "../company/parse.ts";
import { dropSwitch, insertCodeWrap, insertSwitch, type NewSwitch, setCode, setRoleInGroup } from "./rows.ts";

type RosterGrant = Grant<"roster.extend">;

/** The switch and what awaits, where a link of the tenant's roster changed one of them. */
export function writeSwitches(grant: RosterGrant, before: RosterState | null, after: RosterState): Bound<unknown>[] {
  const of = (state: RosterState | null) => ({
    IN_FORCE: state ? switchInForce(state) : undefined,
    AWAITING: state ? switchAwaiting(state) : undefined,
  });
  const [was, is] = [of(before), of(after)];
  return (["AWAITING", "IN_FORCE"] as const).flatMap((status) => {
    if (was[status]?.seq === is[status]?.seq) return [];
    const said = is[status];
    return [dropSwitch(grant, status), ...(said ? [insertSwitch(grant, newSwitch(status, said))] : [])];
  });
}

const newSwitch = (status: NewSwitch["status"], { setting, seq, author }: RecoverySwitch): NewSwitch => ({
  status,
  setting,
  seq,
  author: formatUuid(author) as UserId,
});

const roleNames = { [role.MEMBER]: "MEMBER", [role.CUSTODIAN]: "CUSTODIAN" } as const;

/** Roles and the code of a recovery group. */
export function inRecoveryGroup(grant: RosterGrant, { link: { link, roster }, code }: Applied): Bound<unknown>[] {
  if (link.kind !== rosterKind.GROUP) return [];
  switch (link.operation) {
    case operation.ROLE:
      return [setRoleInGroup(grant, roster, userOf(link.subject), roleNames[link.subject.role])];
    case operation.CODE: {
      const { keys } = link.subject;
      const its = keys && code && { seq: link.seq, publicKey: code, signingKey: keys.signingKey };
      return setCode(grant, roster, its);
    }
    default:
      return [];
  }
}

/** Wraps of a group's secret: of the code, whose wrap bears the group's id, apart from members'. */
export function putGroupWraps(grant: RosterGrant, wraps: readonly MemberWrap[]): Bound<unknown>[] {
  const isOfCode = ({ group, user }: MemberWrap) => (user as string) === group;
  const ofMembers = wraps.filter((wrap) => !isOfCode(wrap));
  return [
    ...(ofMembers.length > 0 ? [insertWraps(grant, ofMembers)] : []),
    ...wraps.filter(isOfCode).map(({ group, epoch, wrap }) => insertCodeWrap(grant, group, epoch, wrap)),
  ];
}

const userOf = ({ user }: { readonly user: Id }): UserId => formatUuid(user) as UserId;

/** Whether keys of vaults that are entrusted are due now: another switch is in force, or a recovery group has another key. */
export const entrustsAnew = ({ applied }: Outcome): boolean =>
  applied.some(({ link: { link }, before, after }) => {
    if (link.kind === rosterKind.GROUP) return link.operation === operation.NEW_EPOCH && isRecoveryGroup(after);
    return before !== null && switchInForce(before)?.seq !== switchInForce(after)?.seq;
  });
