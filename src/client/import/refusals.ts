import { importBounds } from "./bounds.ts";
import { formats, type ImportFormat } from "./formats.ts";

const mebibytes = importBounds.file / 1_048_576;

/** Why a file is not imported at all: a sentence, and what to try. Closed. */
export const importRefusals = {
  EMPTY_FILE: ["The file is empty.", "Export again from the other product."],
  FILE_TOO_LARGE: [`The file is larger than ${mebibytes} MiB.`, "Export folder by folder, or split a CSV file."],
  TOO_MANY_ENTRIES: [`The file has more than ${importBounds.entries} entries.`, "Split it and import part by part."],
  BINARY: ["The file is neither text nor one of the packed formats.", "Export again from the other product."],
  MIXED_ENCODING: [
    "The file is neither UTF-8 nor Latin-1 throughout, so its passwords cannot be trusted.",
    "Export again, and do not open the file in another program first.",
  ],
  UNKNOWN_FORMAT: [
    "This is none of the formats that are understood.",
    `They are: ${Object.values(formats)
      .map(({ called }) => called)
      .join(", ")}, and Sealgraph's own. Name the format if you are sure; otherwise export in one of these.`,
  ],
  ENCRYPTED_EXPORT: [
    "This Bitwarden export is encrypted, and only Bitwarden can open it.",
    "In Bitwarden, export again with the file format .json (not encrypted), import that, and delete the file.",
  ],
  ORGANISATION_BACKUP: [
    "This is a backup of a company, and its recovery code opens it.",
    "Open it by that first: what sealgraph backup open --file writes can be imported.",
  ],
  TRUNCATED: ["The file ends in the middle.", "Export or copy it again."],
  NOT_JSON: ["The file is no JSON.", "Name its true format, or none: it is told by the content."],
  MALFORMED_JSON: ["The file is not valid JSON.", "Export again."],
  WRONG_SHAPE: ["The file does not have what its format has.", "Export again, in the format that was named."],
  OTHER_VERSION: ["The file is an export of a newer Sealgraph.", "Import it with that version."],
  MISSING_COLUMNS: ["The first line does not name all columns of this format.", "Export again, with its first line."],
  DUPLICATE_COLUMNS: ["The first line names a column twice.", "Export again, or correct the first line."],
  NOT_ZIP: ["The file is no ZIP.", "Name its true format, or none: it is told by the content."],
  ZIP_DAMAGED: ["The ZIP is damaged, or says of itself what is not so.", "Export or copy it again."],
  ZIP_UNSAFE: [
    "The ZIP is made to do harm, or very unusual: names that lead elsewhere, far too many files, or contents far larger than they look.",
    "Ask where it came from. An export made anew by the other product is none of this.",
  ],
  ZIP_UNSUPPORTED: ["The ZIP is encrypted or packed in a way that no export is.", "Export again."],
  NOT_XML: ["The file is no XML.", "Name its true format, or none: it is told by the content."],
  MALFORMED_XML: ["The file is not valid XML.", "Export again."],
  XML_UNSAFE: ["The XML has a document type or entities of its own, which no export has.", "Export again."],
  XML_TOO_DEEP: [`The XML has more than ${importBounds.xmlDepth} elements inside one another.`, "Export again."],
  NOT_KDBX: ["The file is no KeePass database.", "Name its true format, or none: it is told by the content."],
  OLD_DATABASE: [
    "This KeePass database has an older format.",
    "Open it in KeePass or KeePassXC and save it as KDBX 4, or export it as KeePass XML (2.x).",
  ],
  DATABASE_DAMAGED: ["The KeePass database is damaged.", "Copy it again, or open it in KeePass and save it anew."],
  DATABASE_UNSUPPORTED: [
    "The KeePass database uses a cipher or key that is not known here.",
    "In KeePass or KeePassXC, choose AES or ChaCha20 and Argon2, and save it anew; or export it as KeePass XML (2.x).",
  ],
  KDF_TOO_HEAVY: [
    "Opening this KeePass database would take more memory or time than any honest one does.",
    "In KeePass or KeePassXC, lower the memory or the rounds of its key derivation and save it anew.",
  ],
  PASSWORD_NEEDED: ["The KeePass database needs its password, its key file, or both.", "Give them and try again."],
  WRONG_PASSWORD: [
    "Password or key file do not open this KeePass database.",
    "Try again; one that has a password and a key file needs both.",
  ],
  KEY_FILE_DAMAGED: [
    "The key file is none, or damaged.",
    "Name the file that KeePass asks for together with the password.",
  ],
  ARCHIVE_PASSWORD_NEEDED: ["A password opens this archive.", "Give the one that was chosen for it."],
  ARCHIVE_CODE_NEEDED: ["A code of 60 digits opens this archive.", "Give the one that was shown when it was made."],
  ARCHIVE_WRONG_PASSWORD: ["This password does not open the archive.", "It is the archive's own, not the account's."],
  ARCHIVE_WRONG_CODE: ["This code does not open the archive.", "Each archive has its own: look whose it is."],
  ARCHIVE_DAMAGED: ["The archive is not what was written: it was changed or damaged.", "Copy it again."],
} as const satisfies Record<string, readonly [sentence: string, hint: string]>;

export type ImportRefusal = keyof typeof importRefusals;

/** The file is not imported. Message and hint hold nothing of the file. */
export class ImportRefused extends Error {
  override readonly name = "ImportRefused";
  readonly hint: string;

  /** `looksLike` is what the file is by its content, where another format was named. */
  constructor(
    readonly reason: ImportRefusal,
    readonly looksLike: ImportFormat | null = null,
  ) {
    const [sentence, hint] = importRefusals[reason];
    super(looksLike === null ? sentence : `${sentence} It looks like ${formats[looksLike].called}.`);
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
  OF_THE_BROWSER: "it is of use to that browser alone",
  OF_THE_COMPANY: "a policy of the company has it in the business profile: import it there",
} as const;

export type SkipReason = keyof typeof skipReasons;

/** What reads a format did not come where it was to be loaded: nothing is known of the file, and another try may go well. */
export class ImportPartMissing extends Error {
  override readonly name = "ImportPartMissing";

  constructor(cause: unknown) {
    super("What reads this format was not loaded.", { cause });
  }
}

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
  ATTACHMENT: "files attached to it were left in the other product",
  HISTORY: "of its earlier versions only the passwords came along",
  REFERENCE: "a value that points to another entry came along as it is written",
  FILE_UNREAD: "a file in the ZIP is none that this format has, and was left out",
  FOLDER_FLATTENED: `folders deeper than ${importBounds.folderDepth} became one name`,
} as const;

export type RemarkReason = keyof typeof remarkReasons;
