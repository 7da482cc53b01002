import { bounds } from "../bounds.ts";
import type { Commit } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { inSnapshot } from "../transaction.ts";
import type { RosterChanges, VaultChanges } from "./page.ts";
import { lastRecord, type Positions } from "./positions.ts";
import { readChanges } from "./read-changes.ts";

/** What the vaults of a stale commit have that its manifests did not know, as far as the bounds go. */
export async function readMissing(
  request: Request,
  commit: Commit,
): Promise<{ missing: readonly VaultChanges[]; rosters: readonly RosterChanges[]; complete: boolean }> {
  const positions: Positions = {
    vaults: commit.vaults.map(({ vault, manifest }) => {
      const base = manifest.revision - 1;
      return { vault, base, revision: base, record: lastRecord, epoch: manifest.epoch };
    }),
    rosters: commit.vaults.map(({ vault, manifest }) => ({ roster: vault, seq: manifest.rosterSeq })),
  };
  const named = new Set(commit.vaults.map((each) => each.vault));
  return inSnapshot(request, async (tx) => {
    const { vaults, rosters, hasMore } = await readChanges(tx, positions, bounds.missingRecords);
    return {
      missing: vaults.filter(({ vault }) => named.has(vault)),
      rosters: rosters.filter(({ roster }) => named.has(roster)),
      complete: !hasMore,
    };
  });
}
