import type { RosterId, VaultId } from "../../ids.ts";
import type { EpochsAsked } from "../company/groups.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import {
  type CodeWrapRow,
  type EntrustedRow,
  listCodes,
  listCodeWraps,
  listEntrusted,
  listSwitches,
  type RecoveryCodeRow,
  type SwitchRow,
} from "./read-rows.ts";

export type { CodeWrapRow, EntrustedRow, RecoveryCodeRow, SwitchRow };

/** The code's keys of each of these groups; null where it has no code. */
export async function readCodes(request: Request, groups: readonly RosterId[]): Promise<(RecoveryCodeRow | null)[]> {
  const { answers } = await ask(request, listCodes(groups));
  return groups.map((group) => answers[0].find((row) => row.group === group) ?? null);
}

/** Wraps for the code of each of these groups, the newest epoch first. Throws `WRONG_SURFACE`, `FORBIDDEN`. */
export async function readCodeWraps(
  request: Request,
  groups: readonly RosterId[],
  asked: EpochsAsked,
): Promise<CodeWrapRow[][]> {
  const { answers, actor } = await ask(request, loadViewer(), listCodeWraps(groups, asked));
  const [[viewer], rows] = answers;
  demandAdministrator(actor, viewer);
  return groups.map((group) => rows.filter((row) => row.group === group));
}

/** What the caller's tenant has as its switch, and what awaits another administrator. */
export async function readSwitches(request: Request): Promise<SwitchRow[]> {
  return (await ask(request, listSwitches())).answers[0];
}

/** For whom the key of each of these vaults is wrapped besides; null where for nobody. */
export async function readEntrusted(request: Request, vaults: readonly VaultId[]): Promise<(EntrustedRow | null)[]> {
  const { answers } = await ask(request, listEntrusted(vaults));
  return vaults.map((vault) => answers[0].find((row) => row.vault === vault) ?? null);
}
