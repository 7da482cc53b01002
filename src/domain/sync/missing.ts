import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Commit, ParsedLink, VaultCommit } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { inSnapshot } from "../transaction.ts";
import type { RosterChanges, VaultChanges } from "./page.ts";
import { lastRecord, type RosterPosition, type VaultPosition } from "./positions.ts";
import { readChanges } from "./read-changes.ts";

/** What the vaults of a stale commit have that it did not rest on, as far as the bounds go. */
export async function readMissing(
  request: Request,
  commit: Commit,
): Promise<{ missing: readonly VaultChanges[]; rosters: readonly RosterChanges[]; complete: boolean }> {
  const known = commit.vaults.map((vault) => groundOf(vault, commit));
  try {
    return await inSnapshot(request, async (tx) => {
      const { vaults, rosters, hasMore } = await readChanges(
        tx,
        { vaults: known.map(({ vault }) => vault), rosters: known.map(({ roster }) => roster), others: "LEFT_OUT" },
        bounds.missingRecords,
      );
      return { missing: vaults, rosters, complete: !hasMore };
    });
  } catch (error) {
    // What changed since is not known any more: the client has to read from the beginning.
    if (error instanceof Failure && error.code === "INVALID_CURSOR")
      return { missing: [], rosters: [], complete: false };
    throw error;
  }
}

/** Links that rosters have behind those which a change rests on, the tenant's among them. */
export function readMissingLinks(
  request: Request,
  links: readonly ParsedLink[],
): Promise<{ rosters: readonly RosterChanges[]; complete: boolean }> {
  const seqs = new Map<RosterId, number>();
  const stands = (roster: RosterId, seq: number) => seqs.set(roster, Math.min(seq, seqs.get(roster) ?? seq));
  for (const { roster, link } of links) {
    stands(roster, link.seq - 1);
    if (link.tenantHead) stands(formatUuid(link.tenantHead.id) as RosterId, link.tenantHead.seq);
  }
  const rosters = [...seqs].filter(([, seq]) => seq >= 0).map(([roster, seq]) => ({ roster, seq }));
  return inSnapshot(request, async (tx) => {
    const changes = await readChanges(tx, { vaults: [], rosters, others: "LEFT_OUT" }, 1);
    return { rosters: changes.rosters, complete: !changes.hasMore };
  });
}

/** Where the client stood: before its own manifest, and before the links that it brings. */
function groundOf({ vault, manifest, epochKey }: VaultCommit, { links }: Commit) {
  const base = manifest.revision - 1;
  const brought = links.filter((link) => link.roster === vault).length;
  const roster: RosterPosition = { roster: vault, seq: manifest.rosterSeq - brought };
  const epoch = manifest.epoch - (epochKey ? 1 : 0);
  const resets = (manifest.reset ?? []).filter(({ at }) => at < manifest.revision).length;
  const position: VaultPosition = { vault, base, revision: base, record: lastRecord, epoch, resets };
  return { vault: position, roster };
}
