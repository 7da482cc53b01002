/** What a custodian's client does for the recovery group without being asked: nobody is given a key by it who was not put in. */
import { groupDue } from "../../../crypto/group.ts";
import type { Id } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { isCustodian } from "../../../crypto/recovery.ts";
import { findMember, membersOf, type RosterState, switchInForce } from "../../../crypto/roster-state.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { role } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { tenantOf } from "../../company/act.ts";
import { type Core, isInPortal, opened } from "../../core.ts";
import { recoveryEndsOperation } from "../../transport/recovery-group-operations.ts";
import { groupOfSetting } from "../ground.ts";
import { draftInRecovery, draftKeys, type InRecovery, stateIn } from "./act.ts";
import { actInRecovery, dropFormer, formerHolders } from "./members.ts";

/**
 * Takes out whoever was put in for a recovery that is over, or is no administrator any more, and begins the group's next epoch where that is due. Does nothing for
 * whoever is no custodian.
 */
export async function tendGroup(core: Core): Promise<void> {
  const { held, user } = opened(core);
  const company = tenantOf(core);
  const setting = switchInForce(company)?.setting;
  const group = setting ? groupOfSetting(held, setting) : null;
  if (group === null || !isCustodian(group, company, user)) return;
  const over = await membersWhoAreDone(core, group);
  // Only there people are put out; a key is made wherever its custodian is.
  const former = isInPortal(core) ? formerHolders(group, company) : [];
  if (over.length === 0 && former.length === 0 && !groupDue(group, company)) return;
  const sign = async (act: InRecovery) => {
    const { tenant } = act.drafting;
    if (!isCustodian(stateIn(act), tenant, user)) return;
    for (const id of over) {
      if (findMember(stateIn(act), id)?.role === role.MEMBER)
        draftInRecovery(act, { operation: operation.REMOVE, subject: { user: id } });
    }
    if (isInPortal(core)) dropFormer(act);
    await draftKeys(act);
  };
  await actInRecovery(core, {}, sign, isInPortal(core) ? "ADMINISTRATOR" : "MEMBER");
}

/**
 * Members for a recovery all of whose recoveries are over, as the server says: it can have nobody put in by that. Only in the portal,
 * where administrators are told of recoveries; and only what was opened since they were put in, by who signed that, counts.
 */
export async function membersWhoAreDone(core: Core, group: RosterState): Promise<Id[]> {
  const members = membersOf(group).filter((member) => member.role === role.MEMBER);
  if (members.length === 0 || !isInPortal(core)) return [];
  const recoveries = await call(core, recoveryEndsOperation, {});
  return members.flatMap(({ user, seq }) => {
    const since = timeOf(core, group, seq);
    const theirs = recoveries.filter((each) => each.openedBy === formatUuid(user) && each.openedAt >= since);
    return theirs.length > 0 && theirs.every(({ isOver }) => isOver) ? [user] : [];
  });
}

/** When a link was signed, by its author's clock: milliseconds since 1970. */
function timeOf(core: Core, { head }: RosterState, seq: number): number {
  const signed = opened(core).held.groups.get(formatUuid(head.id))?.links[seq];
  return signed ? readSignedLink(signed).link.time : 0;
}
