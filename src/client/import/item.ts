import type { Kind } from "../kinds/table.ts";
import type { OwnPart } from "./bitwarden-own.ts";

/** The kinds of items that an import makes: those that clients know. */
export type ImportedKind = Kind;

/** One value with its name. Names may repeat: two URLs are two fields `url`. */
export interface ImportedField {
  readonly name: string;
  readonly value: string;
  /** Whether the person made up the name; otherwise the kind of item has such a field. */
  readonly custom: boolean;
  /** Whether a client hides the value until it is asked for. */
  readonly secret: boolean;
}

/** One item as it stood in the file, whatever the file was. Nothing here is sealed. */
export interface ImportedItem {
  /** Where it stood: its line in a CSV file, its place among all entries (from 1) in any other. */
  readonly position: number;
  /** Which of the files in it, where it has several. */
  readonly part?: string;
  /** The same for the same entry in every later export, so that importing again makes no doubles. */
  readonly sourceKey: string;
  readonly kind: ImportedKind;
  readonly title: string;
  /** Folder names from the top; empty at the top. */
  readonly folderPath: readonly string[];
  readonly favorite: boolean;
  readonly tags: readonly string[];
  readonly notes: string;
  /** An otpauth URL or a base32 seed, as the file has it; empty when there is none. */
  readonly totp: string;
  readonly fields: readonly ImportedField[];
  /** What an item of ours had that the format has no place for. */
  readonly own?: OwnPart;
}

/** An entry before its key is known. */
export type Entry = Omit<ImportedItem, "sourceKey"> & {
  /** The id that the other product gave it; null where its files carry none. */
  readonly sourceId: string | null;
};
