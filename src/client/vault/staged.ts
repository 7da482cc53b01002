import { SealgraphError } from "../errors.ts";
import type { ManifestAnswer, Page, RecordAnswer, RosterAnswer, VaultAnswer, VaultClass } from "../transport/page.ts";
import type { SequencedLink } from "./chain.ts";
import { type HeldRecord, holdRecord } from "./record.ts";

/** What pages brought of one vault since it was last verified. Nothing of it is believed yet. */
export interface StagedVault {
  readonly vault: string;
  readonly class: VaultClass;
  head: ManifestAnswer | null;
  revision: number;
  /** Manifest bytes by revision: what descent may be shown with. */
  readonly path: Map<number, Uint8Array>;
  readonly epochKeys: Map<number, Uint8Array>;
  /** By record; null: purged. Leaves are recomputed already. */
  readonly records: Map<string, HeldRecord | null>;
}

export interface StagedRoster {
  readonly roster: string;
  readonly kind: "TENANT" | "PROFILE";
  seq: number;
  readonly links: SequencedLink[];
}

/** Pages until `hasMore` is false: only then do records and heads agree. */
export interface Staged {
  /** Asked for from the beginning: what is not in it does not exist any more. */
  readonly whole: boolean;
  readonly rosters: Map<string, StagedRoster>;
  readonly vaults: Map<string, StagedVault>;
  cursor: string | null;
  /** How many records came, and how many are to come in all as far as the heads say. */
  received: number;
}

export function emptyStaged(whole: boolean): Staged {
  return { whole, rosters: new Map(), vaults: new Map(), cursor: null, received: 0 };
}

/** Adds a page to those before it; the costly part, the leaves, is done here, page by page. */
export function stagePage(staged: Staged, page: Page): void {
  for (const roster of page.rosters) stageRoster(staged, roster);
  for (const vault of page.vaults) stageVault(staged, vault);
  staged.cursor = page.cursor;
}

export function stageRoster(staged: Staged, answer: RosterAnswer): void {
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

export function stageVault(staged: Staged, answer: VaultAnswer): void {
  const vault = staged.vaults.get(answer.vault) ?? {
    vault: answer.vault,
    class: answer.class,
    head: null,
    revision: 0,
    path: new Map(),
    epochKeys: new Map(),
    records: new Map(),
  };
  if (vault.class !== answer.class) throw new SealgraphError("MALFORMED_ANSWER", { field: "class" });
  if (answer.head) vault.path.set(answer.head.revision, answer.head.manifest);
  for (const { revision, manifest } of answer.path) vault.path.set(revision, manifest);
  vault.head = answer.head;
  vault.revision = answer.revision;
  for (const { epoch, previousKey } of answer.epochKeys) vault.epochKeys.set(epoch, previousKey);
  for (const record of answer.records) vault.records.set(record.record, stageRecord(record));
  staged.received += answer.records.length;
  staged.vaults.set(answer.vault, vault);
}

function stageRecord({ record, recordId, revision, content }: RecordAnswer): HeldRecord | null {
  return content && holdRecord(record, recordId, revision, content);
}
