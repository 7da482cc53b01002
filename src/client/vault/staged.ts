import { SealgraphError } from "../errors.ts";
import type { ManifestAnswer, Page, RecordAnswer, RosterAnswer, VaultAnswer, VaultClass } from "../transport/page.ts";
import type { SequencedLink } from "./chain.ts";
import { type HeldRecord, holdRecord } from "./record.ts";

/** What pages brought of one vault since it was last verified. Nothing of it is believed yet. */
export interface StagedVault {
  readonly vault: string;
  readonly class: VaultClass;
  restoring: boolean;
  head: ManifestAnswer | null;
  revision: number;
  /** Manifests by revision: what descent may be shown with. */
  readonly path: Map<number, ManifestAnswer>;
  readonly epochKeys: Map<number, Uint8Array>;
  /** By record. Leaves are recomputed already. */
  readonly records: Map<string, StagedRecord>;
}

export interface StagedRecord {
  /** Of the vault, when it last changed: the server's word. */
  readonly revision: number;
  /** null: purged. */
  readonly held: HeldRecord | null;
}

/** What of a vault is held already: the revision of its head. */
export type KnownRevisions = (vault: string) => number;

export interface StagedRoster {
  readonly roster: string;
  readonly kind: RosterAnswer["kind"];
  seq: number;
  readonly links: SequencedLink[];
}

/** Pages until `hasMore` is false: only then do records and heads agree. */
export interface Staged {
  /** Asked for from the beginning: what is not in it does not exist any more. */
  readonly whole: boolean;
  /** Asked for with the heads that are known, so that the path has to lead to them. */
  readonly fromKnown: boolean;
  /** Vaults that were asked for as by somebody who holds nothing of them, because what is held was abandoned (PROTOCOL §5.8). */
  readonly afresh: ReadonlySet<string>;
  /** The share of another company that was asked about, and nothing else; null: all that is the user's, and their company's. */
  readonly visit: string | null;
  readonly rosters: Map<string, StagedRoster>;
  readonly vaults: Map<string, StagedVault>;
  /** Shares, and rosters of groups, that the server shows no more, and did not show again since. */
  readonly lost: Set<string>;
  cursor: string | null;
  /** How many records came, and how many are to come in all as far as the heads say. */
  received: number;
}

export function emptyStaged({
  whole,
  fromKnown,
  afresh = new Set(),
  visit = null,
}: Pick<Staged, "whole" | "fromKnown"> & Partial<Pick<Staged, "afresh" | "visit">>): Staged {
  return {
    whole,
    fromKnown,
    afresh,
    visit,
    rosters: new Map(),
    vaults: new Map(),
    lost: new Set(),
    cursor: null,
    received: 0,
  };
}

/**
 * Adds a page to those before it; the costly part, the leaves, is done here, page by page. Records that changed no later
 * than what is held are left out: own commits come back as pages, and were they not what is held, no root would fit.
 */
export function stagePage(staged: Staged, page: Page, known: KnownRevisions): void {
  for (const lost of page.lost) {
    staged.lost.add(lost);
    staged.vaults.delete(lost);
  }
  for (const roster of page.rosters) stageRoster(staged, roster);
  for (const vault of page.vaults) stageVault(staged, vault, known);
  staged.cursor = page.cursor;
}

export function stageRoster(staged: Staged, answer: RosterAnswer): void {
  staged.lost.delete(answer.roster);
  const roster = staged.rosters.get(answer.roster) ?? {
    roster: answer.roster,
    kind: answer.kind,
    seq: answer.seq,
    links: [],
  };
  if (roster.kind !== answer.kind) throw new SealgraphError("MALFORMED_ANSWER", { field: "kind" });
  roster.seq = answer.seq;
  roster.links.push(...answer.links);
  staged.rosters.set(answer.roster, roster);
}

export function stageVault(staged: Staged, answer: VaultAnswer, known: KnownRevisions): void {
  staged.lost.delete(answer.vault);
  const vault = staged.vaults.get(answer.vault) ?? {
    vault: answer.vault,
    class: answer.class,
    restoring: answer.restoring,
    head: null,
    revision: 0,
    path: new Map(),
    epochKeys: new Map(),
    records: new Map(),
  };
  if (vault.class !== answer.class) throw new SealgraphError("MALFORMED_ANSWER", { field: "class" });
  vault.restoring = answer.restoring;
  for (const each of [...(answer.head ? [answer.head] : []), ...answer.path]) vault.path.set(each.revision, each);
  vault.head = answer.head;
  vault.revision = answer.revision;
  for (const { epoch, previousKey } of answer.epochKeys) vault.epochKeys.set(epoch, previousKey);
  const above = staged.whole ? 0 : known(answer.vault);
  for (const record of answer.records) {
    if (record.revision > above) vault.records.set(record.record, stageRecord(record));
  }
  staged.received += answer.records.length;
  staged.vaults.set(answer.vault, vault);
}

function stageRecord({ record, recordId, revision, content }: RecordAnswer): StagedRecord {
  return { revision, held: content && holdRecord(record, recordId, revision, content) };
}

export const linksOf = (staged: Staged, roster: string): readonly SequencedLink[] =>
  staged.rosters.get(roster)?.links ?? [];
