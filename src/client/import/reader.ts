import type { Entry } from "./item.ts";
import type { RemarkReason } from "./refusals.ts";

/** What a format's reader finds at one position: entries (none, one, or several), and what differs from the file. */
export interface Reading {
  readonly entries: readonly Entry[];
  readonly remarks: readonly RemarkReason[];
}

/** One position of a file, not yet read. `read` throws `EntrySkipped` for this position alone. */
export interface Unread {
  readonly position: number;
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
}
