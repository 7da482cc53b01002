import { Failure } from "../../errors.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import type { Answers } from "../batch.ts";
import { bounds } from "../bounds.ts";
import type { Transaction } from "../transaction.ts";
import type { ManifestRow, RecordChange, RosterChanges, VaultChanges } from "./page.ts";
import { lastRecord, type Positions, type RosterPosition, type VaultPosition } from "./positions.ts";
import { listLost, listRosters } from "./roster-rows.ts";
import { type HeadRow, listEpochKeys, listHeads, listPaths, listRecords, type RecordRow } from "./rows.ts";

export interface Changes {
  readonly vaults: readonly VaultChanges[];
  readonly rosters: readonly RosterChanges[];
  /** Shares that the positions know, and that the actor may see no more. */
  readonly lost: readonly RosterId[];
  readonly next: Positions;
  readonly hasMore: boolean;
}

/**
 * Reads what is new behind the positions, and says where the reader stands after it.
 *
 * @throws Failure `INVALID_CURSOR` for a position from which changes are not known any more (PROTOCOL §5.8).
 * @param verified heads beyond the positions that the reader has: descent is shown from them.
 * @param then whether the transaction ends with it.
 */
export async function readChanges(
  tx: Transaction,
  positions: Positions,
  first: number,
  verified: readonly VaultRevision[] = [],
  then: "ENDS" | "GOES_ON" = "ENDS",
): Promise<Changes> {
  const ask = then === "ENDS" ? tx.finish : tx.run;
  const [heads, paths, records, epochKeys, links, losses] = await ask(
    ...listVaults(positions, first, verified),
    listRosters(positions, bounds.linksPerPage),
    listLost(positions),
  );
  const lost = new Set(losses.map(({ share }) => share));
  const { vaults, next, isCut } = changesOf([heads, paths, records, epochKeys], positions, first, verified);
  const rosters = readRosters(positions, links, bounds.linksPerPage, lost);
  return {
    vaults,
    rosters: rosters.changes,
    lost: [...lost],
    next: { vaults: next, rosters: rosters.next, others: positions.others },
    hasMore: isCut || rosters.hasMore,
  };
}

/** What vaults have behind the positions: to be asked in one snapshot, and put together by `changesOf`. */
export const listVaults = (positions: Positions, first: number, verified: readonly VaultRevision[] = []) =>
  [
    listHeads(positions),
    listPaths(descentBases(positions, verified), positions),
    listRecords(positions, first),
    listEpochKeys(positions),
  ] as const;

/** Throws as `readChanges` does. */
export function changesOf(
  [heads, paths, records, epochKeys]: Answers<ReturnType<typeof listVaults>>,
  positions: Positions,
  first: number,
  verified: readonly VaultRevision[] = [],
): { readonly vaults: readonly VaultChanges[]; readonly next: readonly VaultPosition[]; readonly isCut: boolean } {
  const room = roomFor(records, first);
  const cut = records.length > room ? cutOf(records, room) : null;
  const order = heads.map((head) => head.vault);
  const cutAt = cut ? order.indexOf(cut.vault) : order.length;
  const known = new Map(positions.vaults.map((position) => [position.vault, position]));
  const recordsOf = groupByVault(records.slice(0, room));
  const pathsOf = groupByVault(paths);
  const keysOf = groupByVault(epochKeys);

  const vaults: VaultChanges[] = [];
  const next: VaultPosition[] = [];
  for (const [place, head] of heads.entries()) {
    const before = known.get(head.vault);
    // Who reads from below gets all of it, from the beginning.
    if (before && isBelow(before, verified, head)) throw new Failure("INVALID_CURSOR");
    const whole = place < cutAt;
    if (place > cutAt) {
      if (before) next.push(before);
      continue;
    }
    next.push(whole ? arrived(head) : partly(head, before, cut));
    // Of a vault that is restoring everybody is told: its devices are asked for what they hold (PROTOCOL §5.8).
    if (head.revision === before?.base && !head.restoring) continue;
    vaults.push({
      vault: head.vault,
      class: head.class,
      restoring: head.restoring,
      revision: head.revision,
      head: manifestOf(head),
      path: whole ? (pathsOf.get(head.vault) ?? []) : [],
      epochKeys: whole ? (keysOf.get(head.vault) ?? []) : [],
      records: (recordsOf.get(head.vault) ?? []) as readonly RecordChange[],
    });
  }
  return { vaults, next, isCut: cut !== null };
}

/**
 * Whether a reader holds something of a vault from below where it was brought back to, or from before heads of it were
 * abandoned. Who has just begun from the beginning does not.
 */
function isBelow(
  before: VaultPosition,
  verified: readonly VaultRevision[],
  { vault, brought, resets }: HeadRow,
): boolean {
  if (before.resets !== resets && before.base + before.revision > 0) return true;
  if (before.base > 0) return before.base < brought;
  const known = verified.find((each) => each.vault === vault)?.revision ?? 0;
  return before.record === lastRecord && known > 0 && known < brought;
}

export interface VaultRevision {
  readonly vault: VaultId;
  readonly revision: number;
}

/** From where descent is shown: the highest revision that the reader has verified. */
function descentBases(positions: Positions, verified: readonly VaultRevision[]): VaultRevision[] {
  const bases = new Map(positions.vaults.map(({ vault, base }) => [vault, base]));
  for (const { vault, revision } of verified) bases.set(vault, Math.max(bases.get(vault) ?? 0, revision));
  return [...bases].map(([vault, revision]) => ({ vault, revision }));
}

interface Cut {
  readonly vault: VaultId;
  readonly last: RecordRow | null;
}

/** How many of the records a page takes: it ends before the one that would go beyond its number or size, never before the first. */
function roomFor(records: readonly (RecordRow & { before: number })[], first: number): number {
  const large = records.findIndex((row) => row.before + (row.body?.length ?? 0) > bounds.charactersPerPage);
  return Math.min(records.length, first, large > 0 ? large : first);
}

/** Where a page ends that could not take everything: in the vault of the first record that is left out. */
function cutOf(records: readonly RecordRow[], room: number): Cut {
  const left = records[room] as RecordRow;
  const last = records[room - 1] as RecordRow;
  return { vault: left.vault, last: last.vault === left.vault ? last : null };
}

const arrived = ({ vault, revision, epoch, resets }: HeadRow): VaultPosition => ({
  vault,
  base: revision,
  revision,
  record: lastRecord,
  epoch,
  resets,
});

const partly = ({ vault, resets }: HeadRow, before: VaultPosition | undefined, cut: Cut | null): VaultPosition => ({
  vault,
  resets,
  base: before?.base ?? 0,
  revision: cut?.last?.revision ?? before?.revision ?? 0,
  record: cut?.last?.record ?? before?.record ?? ("00000000-0000-0000-0000-000000000000" as VaultPosition["record"]),
  epoch: before?.epoch ?? 0,
});

const manifestOf = ({ vault, revision, hash, manifest, signature }: HeadRow): ManifestRow | null =>
  hash && manifest && signature ? { vault, revision, hash, manifest, signature } : null;

type RosterRows = Answers<[ReturnType<typeof listRosters>]>[0];

/** What is lost begins anew, should it come again: its links are none behind a position. */
function readRosters(positions: Positions, rows: RosterRows, first: number, lost: ReadonlySet<RosterId>) {
  const hasMore = rows.length > first;
  const changes = new Map<RosterId, RosterChanges & { links: RosterChanges["links"][number][] }>();
  const next = new Map<RosterId, RosterPosition>(positions.rosters.map((position) => [position.roster, position]));
  for (const { roster, kind, headSeq, head, seq, hash, link, signatures } of hasMore ? rows.slice(0, first) : rows) {
    if (lost.has(roster) || seq === null || !hash || !link || !signatures) continue;
    const change = changes.get(roster) ?? { roster, kind, seq: headSeq, head, links: [] };
    change.links.push({ roster, seq, hash, link, signatures: splitSignatures(signatures) });
    changes.set(roster, change);
    next.set(roster, { roster, seq });
  }
  for (const roster of lost) next.delete(roster);
  return { changes: [...changes.values()], next: [...next.values()], hasMore };
}

/** Signatures are kept end to end. */
export function splitSignatures(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 64 }, (_, i) => bytes.subarray(i * 64, (i + 1) * 64));
}

function groupByVault<R extends { vault: VaultId }>(rows: readonly R[]): Map<VaultId, R[]> {
  const groups = new Map<VaultId, R[]>();
  for (const row of rows) {
    const group = groups.get(row.vault);
    if (group) group.push(row);
    else groups.set(row.vault, [row]);
  }
  return groups;
}
