import type { Entry } from "./item.ts";
import type { RemarkReason } from "./refusals.ts";

/** What a format's reader finds at one position: entries (none, one, or several), and what differs from the file. */
export interface Reading {
  readonly entries: readonly Entry[];
  readonly remarks: readonly RemarkReason[];
  /** A folder that stands here as an entry of its own. */
  readonly folder?: readonly string[];
}

/** One position of a file, not yet read. `read` throws `EntrySkipped` for this position alone. */
export interface Unread {
  readonly position: number;
  /** Which of the files in it, where a position alone does not tell; a name of the format's, never of the person's. */
  readonly part?: string;
  readonly read: () => Reading;
}

/** A file as its format's reader sees it. */
export interface Source {
  /** What a position counts. */
  readonly unit: "line" | "entry";
  /** Folders that the file names, empty ones included. */
  readonly folders: readonly (readonly string[])[];
  /** Whether it is an organisation's export: its collections became folders. */
  readonly organisation: boolean;
  readonly unread: Iterable<Unread>;
  /** What is true of the file as a whole. */
  readonly remarks?: readonly RemarkReason[];
}

/** An entry with what its folder says about itself. */
export const readingOf = (
  entries: readonly Entry[],
  remarks: Readonly<Partial<Record<RemarkReason, boolean>>>,
): Reading => ({
  entries,
  remarks: (Object.keys(remarks) as RemarkReason[]).filter((reason) => remarks[reason]),
});
