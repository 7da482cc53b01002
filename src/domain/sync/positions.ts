import type { RecordId, RosterId, VaultId } from "../../ids.ts";

/** How far a reader has come in one vault. */
export interface VaultPosition {
  readonly vault: VaultId;
  /** The revision whose manifest the reader has with all its records: descent is shown from here. */
  readonly base: number;
  /** Every record up to this revision and, at it, up to this record was handed out. Equal to `base` between pages. */
  readonly revision: number;
  readonly record: RecordId;
  readonly epoch: number;
  /** How many heads had been abandoned by then: revisions of before are others now. */
  readonly resets: number;
}

export interface RosterPosition {
  readonly roster: RosterId;
  readonly seq: number;
}

/** Where a reader stands in the streams it can see. */
export interface Positions {
  readonly vaults: readonly VaultPosition[];
  readonly rosters: readonly RosterPosition[];
  /** Streams that are not named: they are new to the reader, or it did not ask for them. */
  readonly others: "NEW" | "LEFT_OUT";
}

export const beginning: Positions = { vaults: [], rosters: [], others: "NEW" };

/** Sorts behind every record of its revision. */
export const lastRecord = "ffffffff-ffff-ffff-ffff-ffffffffffff" as RecordId;
