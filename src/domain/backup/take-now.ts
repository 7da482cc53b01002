import { type BackupId, lowestId, parseId, type UserId, type VaultId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { type BackupRow, backupFrom } from "./list.ts";
import { findBackups } from "./list-rows.ts";
import type { BackupSkip } from "./skip.ts";
import { takeOf, vaultsPerTurn } from "./take.ts";
import { listVaultsOf } from "./take-rows.ts";

export interface BackupsTaken {
  readonly taken: readonly BackupRow[];
  readonly skipped: readonly { readonly vault: VaultId; readonly reason: BackupSkip }[];
  readonly more: boolean;
}

/**
 * Takes backups now of what a user has: of their business profile and of the business shares that they own, so many in one call.
 * Called again it goes on, for what has a backup already is passed over.
 *
 * @throws Failure `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function takeBackups(request: Request, input: { readonly user: string }): Promise<BackupsTaken> {
  const user = parseId<UserId>(input.user, "user");
  const { user: caller } = await findActor(request);
  await takeAttempts(request, [["backups", caller, attempts.backupsPerUser]]);
  return inTransaction(request, async (tx) => {
    const [[viewer]] = await tx.run(loadViewer());
    demandAdministrator(tx.actor, viewer);
    const passed: BackupsTaken["skipped"][number][] = [];
    for (let after = lowestId; ; ) {
      const [listed] = await tx.run(listVaultsOf([user], after, vaultsPerTurn, true));
      const { taken, skipped } = await takeOf(
        tx,
        request.house,
        listed.map(({ vault }) => vault),
      );
      passed.push(...skipped);
      const last = listed.at(-1);
      const more = listed.length === vaultsPerTurn;
      if (taken.length > 0 || !more || !last) {
        return { taken: await shown(tx, taken), skipped: passed, more: more && taken.length > 0 };
      }
      after = last.vault;
    }
  });
}

async function shown(tx: Transaction, ids: readonly BackupId[]): Promise<BackupRow[]> {
  const [rows] = await tx.run(findBackups(ids));
  return rows.map(backupFrom);
}
