type Columns = ReadonlySet<string>;

/** The CSV files of a Dashlane export, told by their columns: `credentials` … `wifi` are their names in the ZIP. */
export const dashlaneSheets = ["credentials", "securenotes", "payments", "ids", "personalinfo", "wifi"] as const;
export type DashlaneSheet = (typeof dashlaneSheets)[number];

/** Columns that each of them has. */
export const dashlaneColumns: { readonly [S in DashlaneSheet]: readonly string[] } = {
  credentials: ["username", "username2", "title", "password", "url"],
  payments: ["type", "account_name", "cc_number"],
  ids: ["type", "number", "name", "issue_date"],
  personalinfo: ["type", "first_name", "last_name"],
  wifi: ["ssid"],
  securenotes: ["title", "note"],
};

/** Columns that a sheet of notes may have: any file could have a title and a note. */
const ofNotes = new Set(["title", "note", "category"]);

/** Which of them has these columns, in lower case; null when none has. */
export function dashlaneSheetOf(columns: Columns): DashlaneSheet | null {
  const has = (sheet: DashlaneSheet) => dashlaneColumns[sheet].every((name) => columns.has(name));
  const found = (Object.keys(dashlaneColumns) as DashlaneSheet[]).find(has) ?? null;
  return found === "securenotes" && ![...columns].every((name) => name === "" || ofNotes.has(name)) ? null : found;
}
