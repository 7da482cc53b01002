import { importBounds } from "./bounds.ts";

const mebibytes = importBounds.file / 1_048_576;

/** Why a file is not imported at all: a sentence, and what to try. Closed. */
export const importRefusals = {
  EMPTY_FILE: ["The file is empty.", "Export again from the other product."],
  FILE_TOO_LARGE: [`The file is larger than ${mebibytes} MiB.`, "Export folder by folder, or split a CSV file."],
  TOO_MANY_ENTRIES: [`The file has more than ${importBounds.entries} entries.`, "Split it and import part by part."],
  BINARY: ["The file is not text.", "A ZIP must be unpacked first, and only its data file imported."],
  MIXED_ENCODING: [
    "The file is neither UTF-8 nor Latin-1 throughout, so its passwords cannot be trusted.",
    "Export again, and do not open the file in another program first.",
  ],
  UNKNOWN_FORMAT: [
    "This is none of the formats that are understood: Bitwarden JSON, Bitwarden CSV, Chrome or Edge CSV, Sealgraph's own.",
    "Name the format if you are sure; otherwise export in one of these.",
  ],
  ENCRYPTED_EXPORT: [
    "This Bitwarden export is encrypted, and only Bitwarden can open it.",
    "In Bitwarden, export again with the file format .json (not encrypted), import that, and delete the file.",
  ],
  TRUNCATED: ["The file ends in the middle.", "Export or copy it again."],
  NOT_JSON: ["The file is no JSON.", "Name its true format, or leave --format out."],
  MALFORMED_JSON: ["The file is not valid JSON.", "Export again."],
  WRONG_SHAPE: ["The file is JSON, but not what its format has.", "Export again, with the file format .json."],
  OTHER_VERSION: ["The file is an export of a newer Sealgraph.", "Import it with that version."],
  MISSING_COLUMNS: ["The first line does not name all columns of this format.", "Export again, with its first line."],
  DUPLICATE_COLUMNS: ["The first line names a column twice.", "Export again, or correct the first line."],
} as const satisfies Record<string, readonly [sentence: string, hint: string]>;

export type ImportRefusal = keyof typeof importRefusals;

/** The file is not imported. Message and hint hold nothing of the file. */
export class ImportRefused extends Error {
  override readonly name = "ImportRefused";
  readonly hint: string;

  constructor(readonly reason: ImportRefusal) {
    const [sentence, hint] = importRefusals[reason];
    super(sentence);
    this.hint = hint;
  }
}

/** Why one entry is left out while the others are taken. Closed. */
export const skipReasons = {
  EMPTY: "nothing in it",
  UNKNOWN_TYPE: "a type of item that is not known here",
  IN_TRASH: "it was in the trash",
  WRONG_TYPE: "a value is not what the format has there",
  BAD_TEXT: "text that is not valid Unicode",
  RAGGED: "the number of columns is wrong",
  BAD_QUOTES: "a quotation mark stands where none may",
  UNCLOSED_QUOTE: "a quotation mark is never closed: nothing from here to the end could be read",
  TOO_LARGE: `more than ${importBounds.entry} bytes do not fit an item`,
  FOLDER_NAME_TOO_LONG: `a folder's name has more than ${importBounds.folderName} characters`,
  DUPLICATE: "the same as an entry before",
} as const;

export type SkipReason = keyof typeof skipReasons;

/** Thrown while one entry is read; the others go on. */
export class EntrySkipped extends Error {
  override readonly name = "EntrySkipped";

  constructor(readonly reason: SkipReason) {
    super(skipReasons[reason]);
  }
}

/** What is different from the file in an entry that was taken. Closed. */
export const remarkReasons = {
  LINKED_FIELD: "a field that only points to another one was left out",
  FOLDER_MISSING: "its folder is not in the file: it goes to the top",
  FOLDER_FLATTENED: `folders deeper than ${importBounds.folderDepth} became one name`,
} as const;

export type RemarkReason = keyof typeof remarkReasons;
