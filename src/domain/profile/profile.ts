import type { VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import type { ManifestRow } from "../sync/page.ts";
import { ask } from "../transaction.ts";
import { listHeads, listProfiles, type ProfileRow } from "./rows.ts";

export type { ProfileRow };

/** The caller's profiles, the personal one first. */
export async function readProfiles(request: Request): Promise<ProfileRow[]> {
  const { answers } = await ask(request, listProfiles());
  return answers[0];
}

/** The signed head of each vault, in the order asked for; null before the first commit. */
export async function readHeads(request: Request, vaults: readonly VaultId[]): Promise<(ManifestRow | null)[]> {
  const { answers } = await ask(request, listHeads(vaults));
  const found = new Map(answers[0].map((row) => [row.vault, row]));
  return vaults.map((vault) => found.get(vault) ?? null);
}
