import { equalBytes } from "../../crypto/bytes.ts";
import { recipientsOf } from "../../crypto/group.ts";
import { findMember, isAdministrator, isMarked, membersOf } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import { demandStanding } from "../desk/standing.ts";
import type { Transaction } from "../transaction.ts";
import { type HeldState, lockStates } from "./ground-rows.ts";
import type { ReadingRow } from "./rows.ts";
import { stateOf } from "./state.ts";

/**
 * Whether a recovery gives this actor something now: who opened it, while it is open and they hold by what they opened it. Whether they
 * do, the rosters say at this moment, as when it was opened, and not a row that is kept of them: somebody whom a partner's break-glass
 * let in again reads nothing of before (PROTOCOL §4.16).
 *
 * @param states the rosters, locked before the recovery was.
 */
export async function mayRead(tx: Transaction, reading: ReadingRow, states: readonly HeldState[]): Promise<boolean> {
  const { user } = tx.actor;
  if (reading.openedBy !== user || reading.codeStands === false || stateOf(reading, tx.now) !== "OPEN") return false;
  const { isRecipient, isUnmarked } = await holdingOf(tx, states, reading.groupId);
  return reading.codeStands ? isUnmarked : isRecipient;
}

/** Whether the actor is in the group that a backup is for; of one that nobody is in, every administrator but by a break-glass. */
export async function mayExport(tx: Transaction, group: RosterId): Promise<boolean> {
  const [states] = await tx.run(lockStates(group));
  const { isRecipient, isUnmarked, isNobodys } = await holdingOf(tx, states, group);
  return isNobodys ? isUnmarked : isRecipient;
}

/** What somebody is by the rosters of the company and of a group, which stay as they are until the transaction ends. */
async function holdingOf(tx: Transaction, states: readonly HeldState[], group: RosterId) {
  await demandStanding(tx, "READ");
  const stateOf = (id: string) => {
    const its = states.find((each) => each.id === id);
    return its && parseState(its.state);
  };
  const tenant = stateOf(tx.actor.tenant);
  if (!tenant) throw new Failure("INTERNAL");
  const its = stateOf(group);
  const user = parseUuid(tx.actor.user);
  return {
    isRecipient: its !== undefined && recipientsOf(its, tenant).some((each) => equalBytes(each.user, user)),
    /** An administrator, and not by a desk's break-glass. */
    isUnmarked: isAdministrator(findMember(tenant, user)) && !isMarked(tenant, user),
    isNobodys: its === undefined || membersOf(its).length === 0,
  };
}
