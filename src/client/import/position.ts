import type { RemarkReason, SkipReason } from "./refusals.ts";

/** Where something stands: its position, and in which part of a file that has several. */
export interface Position {
  /** 0 for the file as a whole. */
  readonly position: number;
  readonly part?: string;
}

export interface Skipped extends Position {
  readonly reason: SkipReason;
}

export interface Remark extends Position {
  readonly reason: RemarkReason;
}
