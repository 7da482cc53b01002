/** To which recovery group a company's vaults are entrusted: what is said of it in the tenant's roster (PROTOCOL §4.13). */
import { equalBytes } from "./bytes.ts";
import { markedSwitch } from "./desk-entries.ts";
import { ProtocolError } from "./errors.ts";
import type { Id } from "./keys.ts";
import type { Drafted } from "./link.ts";
import { markOfSwitch, markThere } from "./marks.ts";
import {
  changeState,
  findGroup,
  isAdministrator,
  membersOf,
  type StateEntries,
  switchAwaiting,
  switchInForce,
} from "./roster-state.ts";
import { entryType, groupClass, type RecoverySetting, type RecoverySwitch, switchStatus } from "./state-entries.ts";

/**
 * By an administrator. What is said already is no change: it takes back what awaits. Throws NOT_ALLOWED.
 */
export function setSwitch(before: StateEntries, link: Drafted<1, 26>): StateEntries {
  const { author, seq, subject } = link;
  const { setting } = subject;
  const [known, awaiting] = [switchInForce(before), switchAwaiting(before)];
  if (isSame(known?.setting ?? null, setting)) {
    if (awaiting === undefined) throw new ProtocolError("NOT_ALLOWED", "no change");
    return changeState(before, [], [awaiting]);
  }
  if (setting) checkSetting(before, setting, known?.setting ?? null);
  const said: RecoverySwitch = {
    type: entryType.SWITCH,
    status: switchStatus.AWAITS,
    setting,
    author: author.user,
    seq,
  };
  const others = membersOf(before).some((each) => isAdministrator(each) && !equalBytes(each.user, author.user));
  if (others) return changeState(before, [said]);
  return putInForce(before, said, seq, []);
}

/** A recovery group that stands, by a head that is not below what was stated of it before. */
function checkSetting(before: StateEntries, { group, seq }: RecoverySetting, known: RecoverySetting | null): void {
  const named = findGroup(before, group);
  if (named?.class !== groupClass.RECOVERY) throw new ProtocolError("NOT_ALLOWED", "group");
  const pinned = known && equalBytes(known.group, group) ? known.seq : 0;
  if (seq < Math.max(pinned, named.checkpoint?.seq ?? 0)) throw new ProtocolError("NOT_ALLOWED", "head");
}

/**
 * What was said, in force by the link of a seq. Marked where nobody but marked administrators put it in force (PROTOCOL §4.16).
 *
 * @param confirming who besides its author.
 */
export function putInForce(
  before: StateEntries,
  said: RecoverySwitch,
  seq: number,
  confirming: readonly Id[],
): StateEntries {
  const awaiting = switchAwaiting(before);
  const known = switchInForce(before);
  const gone = [...(awaiting ? [awaiting] : []), ...markThere(before, markedSwitch)];
  if (said.setting === null) return changeState(before, [], [...gone, ...(known ? [known] : [])]);
  const mark = markOfSwitch(before, [said.author, ...confirming], seq);
  return changeState(before, [{ ...said, status: switchStatus.IN_FORCE, seq }, ...mark], gone);
}

/** Whether a switch, in force or awaiting, names a group: then it does not end. */
export const isSwitchedTo = (tenant: StateEntries, group: Id): boolean =>
  [switchInForce(tenant), switchAwaiting(tenant)].some(
    (each) => each?.setting && equalBytes(each.setting.group, group),
  );

const isSame = (a: RecoverySetting | null, b: RecoverySetting | null): boolean => {
  if (a === null || b === null) return a === b;
  const sameHead = equalBytes(a.group, b.group) && a.seq === b.seq && equalBytes(a.hash, b.hash);
  return sameHead && a.approvals === b.approvals && a.hours === b.hours;
};
