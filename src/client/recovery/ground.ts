/** What a company's switch names, as this device has verified it (PROTOCOL §4.13). */
import { equalBytes } from "../../crypto/bytes.ts";
import { groupDue } from "../../crypto/group.ts";
import {
  findGroup,
  isMarkedSwitch,
  type RosterState,
  switchAwaiting,
  switchInForce,
} from "../../crypto/roster-state.ts";
import {
  entryType,
  type GroupEpoch,
  groupClass,
  type RecoverySetting,
  type RecoverySwitch,
} from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { ServerCaught } from "../errors.ts";
import { newestState } from "../vault/chain.ts";
import type { Held } from "../vault/held.ts";
import { checkTenantReaches, frozenGroups } from "../vault/noted.ts";
import type { RecoveryWaits } from "./setup.ts";

/** A recovery group to whose key vaults are entrusted. */
export interface RecoveryGround {
  readonly setting: RecoverySetting;
  /** The id of the group. */
  readonly group: string;
  readonly state: RosterState;
  /** In force, and for nobody who is to have it no more. */
  readonly epoch: GroupEpoch;
}

/**
 * The ground on which a user's vaults are entrusted; else why they are not: null where the company has not switched it on. Nothing of
 * it is the server's word: the switch and the group are what the verified rosters state, and a group that does not reach the head
 * that the switch names, or a company that is frozen, is no ground.
 */
export function recoveryGround(held: Held): RecoveryGround | Exclude<RecoveryWaits, "POLICY" | "PLAN"> | null {
  const { tenant } = held;
  if (tenant === null) return null;
  const company = newestState(tenant);
  const inForce = switchInForce(company)?.setting;
  if (!inForce) return switchAwaiting(company)?.setting ? "CONFIRMATION" : null;
  if (isMarkedSwitch(company) && !isAgreed(held)) return "AGREEMENT";
  const state = isWell(held) ? groupOfSetting(held, inForce) : null;
  if (state === null) return "ROSTER";
  const { epoch } = state;
  if (epoch?.type !== entryType.GROUP_EPOCH || groupDue(state, company)) return "GROUP_KEY";
  return { setting: inForce, group: formatUuid(inForce.group), state, epoch };
}

/** Whether the user agreed to exactly the switch that is in force: by its link, and its group (PROTOCOL §4.16). */
export function isAgreed({ tenant, pins }: Held): boolean {
  if (tenant === null || pins === null) return false;
  const company = newestState(tenant);
  const inForce = switchInForce(company);
  const agreed = pins.agreements.get(formatUuid(company.head.id))?.entry;
  if (!inForce?.setting || !agreed) return false;
  return agreed.seq === inForce.seq && equalBytes(agreed.group, inForce.setting.group);
}

/**
 * The group that a setting names, as far as it is shown whole: through the head that is named, where it had a key. Null where it
 * is not: from a head without one any administrator could go on.
 */
export function groupOfSetting(held: Held, { group, seq, hash }: RecoverySetting): RosterState | null {
  const roster = formatUuid(group);
  const chain = held.groups.get(roster);
  if (!held.tenant || !chain || frozenGroups(held).has(roster)) return null;
  const named = findGroup(newestState(held.tenant), group);
  const at = chain.states[seq];
  const isNamed = named?.class === groupClass.RECOVERY && at !== undefined && equalBytes(at.head.hash, hash);
  return isNamed && at.epoch !== null ? newestState(chain) : null;
}

/** That of the switch in force, else of the one that awaits; undefined where the company says nothing of recovery. */
export function switchOf(company: RosterState): RecoverySwitch | undefined {
  return switchInForce(company) ?? switchAwaiting(company);
}

function isWell(held: Held): boolean {
  try {
    checkTenantReaches(held);
    return true;
  } catch (error) {
    if (error instanceof ServerCaught) return false;
    throw error;
  }
}
