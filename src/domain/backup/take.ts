import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { BackupId, VaultId } from "../../ids.ts";
import type { House } from "../context.ts";
import type { Transaction } from "../transaction.ts";
import { proveBackup } from "./prove.ts";
import type { BackupSkip } from "./skip.ts";
import {
  keepBackups,
  listTouched,
  lockToBackUp,
  noteLookedAt,
  type PlannedBackup,
  type ProvenBackup,
  planBackups,
} from "./take-rows.ts";

/** What became of vaults that were looked at. */
export interface Taken {
  /** Ids of the new backups. */
  readonly taken: readonly BackupId[];
  readonly skipped: readonly { readonly vault: VaultId; readonly reason: BackupSkip }[];
}

/** Vaults of which one transaction takes backups, besides those of people who go. */
export const vaultsPerTurn = 20;
/** Records of vaults without a backup that one turn copies, but for those of its first vault: nobody writes there meanwhile. */
export const recordsBegunPerTurn = 20_000;

/**
 * Takes a backup of each of these vaults that may have one and has changed, in the transaction at hand: a few steps, whatever the
 * number of vaults, and what they cost follows what changed. Nothing is written of a vault whose records are not what its head
 * signs (PROTOCOL §8.1). A vault that is not the company's is passed over.
 */
export async function takeOf(
  tx: Pick<Transaction, "run" | "now">,
  { onBackup }: House,
  vaults: readonly VaultId[],
): Promise<Taken> {
  if (vaults.length === 0) return { taken: [], skipped: [] };
  const [planned] = await tx.run(planBackups(vaults, tx.now));
  const due = planned.filter(({ skip }) => skip === null).map(({ vault }) => vault);
  const wanted = await lock(tx, due);
  const proven = await prove(tx, wanted);
  const damaged = wanted.filter(({ vault }) => !proven.some((each) => each.vault === vault));
  if (proven.length > 0) await tx.run(keepBackups(proven, tx.now));
  const skipped = [
    ...planned.flatMap(({ vault, skip }) => (skip ? [{ vault, reason: skip }] : [])),
    ...damaged.map(({ vault }) => ({ vault, reason: "DAMAGED" as const })),
  ];
  for (const { reason } of skipped) onBackup(reason);
  for (const _ of proven) onBackup("TAKEN");
  return { taken: proven.map(({ id }) => id), skipped };
}

/** Once nobody writes there: what somebody else has backed up meanwhile is wanted no more. */
async function lock(tx: Pick<Transaction, "run" | "now">, due: readonly VaultId[]): Promise<readonly PlannedBackup[]> {
  if (due.length === 0) return [];
  const [, planned] = await tx.run(lockToBackUp(due), planBackups(due, tx.now));
  return planned.filter(({ skip }) => skip === null);
}

async function prove(
  tx: Pick<Transaction, "run" | "now">,
  wanted: readonly PlannedBackup[],
): Promise<readonly ProvenBackup[]> {
  if (wanted.length === 0) return [];
  const [touched] = await tx.run(listTouched(wanted));
  return wanted.flatMap((planned) => {
    const { vault } = planned;
    const lists = proveBackup(
      planned,
      touched.filter((each) => each.vault === vault),
    );
    return lists ? [{ id: formatUuid(makeId(tx.now.getTime())) as BackupId, vault, lists }] : [];
  });
}

/** Notes what was passed over, so that it is not looked at again at once. */
export const noteSkipped = (tx: Pick<Transaction, "run" | "now">, { skipped }: Taken) =>
  skipped.length > 0
    ? tx.run(
        noteLookedAt(
          skipped.map(({ vault }) => vault),
          tx.now,
        ),
      )
    : Promise.resolve();
