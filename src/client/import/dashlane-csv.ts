import { nameValues } from "./card-values.ts";
import { type Cells, cellsOf, readHeader } from "./columns.ts";
import { type DashlaneSheet, dashlaneColumns, dashlaneSheetOf } from "./dashlane-sheets.ts";
import { dayOfNumbers } from "./dates.ts";
import { folderPathOf } from "./folder-path.ts";
import type { ImportedKind } from "./item.ts";
import { type Reading, readingOf, type Source } from "./reader.ts";
import { ImportRefused } from "./refusals.ts";
import { readRows } from "./table.ts";
import { entryOf, type Value } from "./values.ts";

/** One of the CSV files of a Dashlane export; which, its columns say. Throws `ImportRefused`. */
export function readDashlaneCsv(text: string): Source {
  const rows = readRows(text);
  const { value: first } = rows.next();
  const header = readHeader(first, []);
  const sheet = dashlaneSheetOf(new Set(header.keys()));
  if (sheet === null) throw new ImportRefused("MISSING_COLUMNS");
  const unread = (function* () {
    for (const row of rows) {
      const read = () => reading(cellsOf(row, header, new Set()), sheet);
      yield { position: row.line, read };
    }
  })();
  return { unit: "line", folders: [], organisation: false, unread };
}

/** Our field for a column, by the kind of item that a row becomes. */
const fields: { readonly [S in DashlaneSheet]: Readonly<Record<string, string>> } = {
  credentials: { username: "username", password: "password", url: "url", otpurl: "totp", otpsecret: "totp" },
  securenotes: {},
  payments: {
    account_holder: "nameOnAccount",
    name: "cardholderName",
    cc_number: "number",
    code: "code",
    expiration_month: "expMonth",
    expiration_year: "expYear",
    account_number: "accountNumber",
    routing_number: "routingNumber",
    issuing_bank: "bankName",
  },
  ids: {
    place_of_issue: "issuingCountry",
    state: "issuingState",
    issue_date: "issueDate",
    expiration_date: "expirationDate",
  },
  personalinfo: {
    title: "title",
    first_name: "firstName",
    middle_name: "middleName",
    last_name: "lastName",
    login: "username",
    date_of_birth: "dateOfBirth",
    email: "email",
    phone_number: "phone",
    address: "address1",
    address_building: "address2",
    address_apartment: "address3",
    zip: "postalCode",
    city: "city",
    state: "state",
    country: "country",
  },
  wifi: { ssid: "ssid", passphrase: "password", password: "password", encryption_type: "security", hidden: "hidden" },
};

const dates = new Set(["issue_date", "expiration_date", "date_of_birth"]);
/** Hidden even where no kind has a field for them. */
const hidden = new Set(["number", "address_door_code", "otpurl", "otpsecret", "password"]);

const kindOfId: ReadonlyMap<string, readonly [ImportedKind, field: string]> = new Map([
  ["passport", ["passport", "passportNumber"]],
  ["license", ["driving-licence", "licenseNumber"]],
  ["social_security", ["identity", "ssn"]],
]);

function reading(row: Cells, sheet: DashlaneSheet): Reading {
  for (const column of dashlaneColumns[sheet]) row.required(column);
  const type = row.of("type").trim();
  const [idKind = "identity", numberField] = kindOfId.get(type) ?? [];
  const kind: ImportedKind = {
    credentials: "login" as const,
    securenotes: "note" as const,
    payments: paymentKind(type),
    ids: idKind,
    personalinfo: "identity" as const,
    wifi: "wifi" as const,
  }[sheet];
  const { path, flattened } = folderPathOf(row.of("category"));
  const cells = row.others.filter(({ name }) => !isFrame(sheet, name, kind));
  const values = cells.flatMap(({ name, value }): Value[] => {
    if (sheet === "ids" && name === "name")
      return kind === "passport"
        ? nameValues("name", value, "givenName", "surname")
        : nameValues("name", value, "firstName", "lastName");
    const field = sheet === "ids" && name === "number" ? numberField : fieldFor(sheet, kind, name);
    const written = dates.has(name) ? dayOfNumbers(value) : value;
    return [{ label: name, value: written, secret: hidden.has(name), ...(field !== undefined && { field }) }];
  });
  const entry = entryOf(
    {
      position: row.line,
      kind,
      title: titleOf(row, sheet, type),
      folderPath: path,
      notes: row.of("note"),
    },
    values,
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened });
}

function paymentKind(type: string): ImportedKind {
  if (type === "bank") return "bank-account";
  return type.includes("card") ? "card" : "custom";
}

/** Cells that become title, notes, folder or kind instead of a field. */
function isFrame(sheet: DashlaneSheet, column: string, kind: ImportedKind): boolean {
  if (column === "note" || column === "category") return true;
  if (column === "type") return kind !== "custom" && !(sheet === "ids" && kind === "identity");
  if (column === "title") return sheet === "credentials" || sheet === "securenotes";
  return (
    (sheet === "payments" && column === "account_name") ||
    (sheet === "personalinfo" && column === "item_name") ||
    (sheet === "wifi" && column === "name")
  );
}

/** A card's holder stands where an account's does. */
const fieldFor = (sheet: DashlaneSheet, kind: ImportedKind, column: string): string | undefined =>
  kind === "card" && column === "account_holder"
    ? "cardholderName"
    : Object.hasOwn(fields[sheet], column)
      ? fields[sheet][column]
      : undefined;

function titleOf(row: Cells, sheet: DashlaneSheet, type: string): string {
  const name = ["title", "first_name", "middle_name", "last_name"].map((column) => row.of(column).trim());
  switch (sheet) {
    case "payments":
      return row.of("account_name");
    case "wifi":
      return row.of("name") || row.of("ssid");
    case "ids":
      return [row.of("name").trim(), type.replaceAll("_", " ")].filter((part) => part !== "").join(", ");
    case "personalinfo":
      return row.of("item_name") || name.filter((part) => part !== "").join(" ") || row.of("email") || type;
    default:
      return row.of("title");
  }
}
