import type { VaultId } from "../../ids.ts";
import type { House } from "../context.ts";
import type { OpeningTransaction } from "../transaction.ts";
import { noteSkipped, recordsBegunPerTurn, takeOf, vaultsPerTurn } from "./take.ts";
import { enterToBackUp } from "./take-rows.ts";

const hour = 3_600_000;

/**
 * Takes backups of what has changed since its last one, which is older than the configuration says: of one tenant, and of so many
 * vaults that nobody waits for long who writes there. What somebody writes to right now is left for the next turn.
 */
export async function takeDue(tx: OpeningTransaction, house: House): Promise<boolean> {
  const before = new Date(tx.now.getTime() - house.backupHours * hour);
  const [[entered]] = await tx.run(enterToBackUp(before, tx.now, vaultsPerTurn, recordsBegunPerTurn));
  if (!entered) return false;
  const taken = await takeOf(tx, house, entered.vaults.split(" ") as VaultId[]);
  await noteSkipped(tx, taken);
  // What was neither taken nor passed over would come again at once, for ever.
  return taken.taken.length + taken.skipped.length > 0;
}
