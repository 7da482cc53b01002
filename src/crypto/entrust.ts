/** Keys of vaults that are entrusted to a recovery group (PROTOCOL §4.14). */
import { equalBytes } from "./bytes.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { groupDue } from "./group.ts";
import type { Id } from "./keys.ts";
import { type Drafted, type EntrustedTo, profileClass } from "./link.ts";
import { isRecoveryGroup } from "./recovery.ts";
import {
  changeState,
  entrustedOf,
  epochDue,
  findGroup,
  type RosterState,
  type StateEntries,
  switchInForce,
} from "./roster-state.ts";
import type { GroupAt } from "./share.ts";
import { entryType } from "./state-entries.ts";

/** The entries of a profile or a share after its key was entrusted, its author being one who may write. Throws NOT_ALLOWED, WRONG_EPOCH. */
export function entrust(before: RosterState, link: Drafted<3 | 4, 28>): StateEntries {
  checkSameEpoch(before, link);
  if (link.cut !== null) throw new ProtocolError("NOT_ALLOWED", "cut");
  // The scope of a share bears the number of the class of a profile.
  if (before.class !== profileClass.BUSINESS) throw new ProtocolError("NOT_ALLOWED", "not the company's");
  if (epochDue(before)) throw new ProtocolError("NOT_ALLOWED", "an epoch that is due");
  if (entrustedOf(before)) throw new ProtocolError("NOT_ALLOWED", "entrusted already");
  if (link.wraps?.count !== 1) throw new ProtocolError("NOT_ALLOWED", "wraps");
  const { group, groupEpoch } = link.subject;
  return changeState(before, [{ type: entryType.ENTRUSTED, group, groupEpoch, seq: link.seq }]);
}

/**
 * Whether the company's rosters want a key at this recovery group, at this epoch: to be asked by all who have them. Throws
 * NOT_ALLOWED where the switch in force names another group or that is due, WRONG_ROSTER_HEAD where the group's chain is none
 * that runs through the head that the switch names, or the link's is below that or a checkpoint, or has another epoch there.
 *
 * @param tenant at the head that the link names.
 */
export function checkEntrustedTo(to: EntrustedTo, tenant: RosterState, groupAt: GroupAt): void {
  const setting = switchInForce(tenant)?.setting;
  if (!setting || !equalBytes(setting.group, to.group))
    throw new ProtocolError("NOT_ALLOWED", "not the recovery group");
  const [pinned, group] = [groupAt(to.group, setting.seq), groupAt(to.group, to.groupSeq)];
  if (pinned === null || group === null || !equalBytes(pinned.head.hash, setting.hash))
    throw new ProtocolError("WRONG_ROSTER_HEAD", "recovery group");
  if (to.groupSeq < Math.max(setting.seq, findGroup(tenant, to.group)?.checkpoint?.seq ?? 0))
    throw new ProtocolError("WRONG_ROSTER_HEAD", "recovery group of before");
  if (!isRecoveryGroup(group)) throw new ProtocolError("NOT_ALLOWED", "not a recovery group");
  if (pinned.epoch === null || group.epoch?.epoch !== to.groupEpoch)
    throw new ProtocolError("WRONG_ROSTER_HEAD", "epoch of the recovery group");
  if (groupDue(group, tenant)) throw new ProtocolError("NOT_ALLOWED", "a recovery group that is due");
}

/**
 * Whether the key of the epoch in force was entrusted, and to another than it would be now: then nobody writes before a new
 * one. Of a vault that is not entrusted, and of a group that is due itself, it says nothing.
 *
 * @param groupNow the recovery group as it is now; null where whoever asks does not have it.
 */
export function entrustedDue(
  vault: StateEntries,
  tenant: StateEntries,
  groupNow: (group: Id) => RosterState | null,
): boolean {
  const entrusted = entrustedOf(vault);
  if (entrusted === undefined) return false;
  const setting = switchInForce(tenant)?.setting;
  if (!setting || !equalBytes(setting.group, entrusted.group)) return true;
  const epoch = groupNow(entrusted.group)?.epoch?.epoch ?? 0;
  return epoch > entrusted.groupEpoch;
}
