import type { Link } from "../../crypto/link.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Commit, ParsedLink, VaultCommit } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { groupsNamedBy } from "../share/stale.ts";
import { inSnapshot } from "../transaction.ts";
import type { RosterChanges, VaultChanges } from "./page.ts";
import { lastRecord, type RosterPosition, type VaultPosition } from "./positions.ts";
import { readChanges } from "./read-changes.ts";

/**
 * What the vaults of a stale commit have that it did not rest on, as far as the bounds go.
 *
 * @param shares those of its vaults that rest on the tenant's roster, and maybe on groups', as these are now.
 */
export async function readMissing(
  request: Request,
  commit: Commit,
  shares: ReadonlySet<RosterId> = new Set(),
): Promise<{ missing: readonly VaultChanges[]; rosters: readonly RosterChanges[]; complete: boolean }> {
  const known = commit.vaults.map((vault) => groundOf(vault, commit));
  const resting = commit.vaults.filter(({ vault }) => shares.has(vault));
  const rested = [
    ...resting.map(({ manifest }) => manifest),
    ...commit.links.flatMap(({ link, roster }) => (shares.has(roster) ? [link] : [])),
  ];
  const byGroups = rested.some(restsOnGroups);
  try {
    return await inSnapshot(request, async (tx) => {
      const { vaults, rosters, hasMore, next } = await readChanges(
        tx,
        {
          vaults: known.map(({ vault }) => vault),
          rosters: [...known.map(({ roster }) => roster), ...tenantKnown(rested)],
          others: "LEFT_OUT",
        },
        bounds.missingRecords,
      );
      // Of a share that its author has not accepted nothing is shown.
      const shown = new Set(next.vaults.map(({ vault }) => vault));
      const isShown = known.every(({ vault }) => vault.base === 0 || shown.has(vault.vault));
      return { missing: vaults, rosters, complete: !hasMore && !byGroups && isShown };
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
    return { rosters: changes.rosters, complete: !changes.hasMore && !links.some(({ link }) => restsOnGroups(link)) };
  });
}

/** Where the tenant's roster was, for whoever knew least of it. */
function tenantKnown(rested: readonly Pick<Link, "tenantHead">[]): RosterPosition[] {
  const heads = rested.flatMap(({ tenantHead }) => tenantHead ?? []);
  const [first] = heads;
  if (first === undefined) return [];
  return [{ roster: formatUuid(first.id) as RosterId, seq: Math.min(...heads.map(({ seq }) => seq)) }];
}

/** How far its author knew a group's roster nobody can tell of Everyone, whose place is the tenant's: groups are synced. */
const restsOnGroups = (each: Pick<Manifest, "author"> | Link): boolean =>
  each.author.via !== undefined || ("operation" in each && groupsNamedBy(each).length > 0);

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
