import { expiryValues, nameValues } from "./card-values.ts";
import { type Cells, isEmpty } from "./columns.ts";
import { csvSource } from "./csv.ts";
import { folderPathOf } from "./folder-path.ts";
import type { ImportedKind } from "./item.ts";
import { isJsonObject, memberOf } from "./json.ts";
import { type Reading, readingOf, type Source } from "./reader.ts";
import { entryOf, type Value } from "./values.ts";

const required = ["name", "url", "username", "password", "note"];

/** Columns that are read for every row, whatever its type; what the type has no field for is kept all the same. */
const plain: readonly (readonly [column: string, field: string, label: string])[] = [
  ["username", "username", "username"],
  ["password", "password", "password"],
  ["url", "url", "url"],
  ["cardholdername", "cardholderName", "cardholder"],
  ["cardnumber", "number", "card number"],
  ["cvc", "code", "CVC"],
  ["pin", "pin", "PIN"],
  ["phone_number", "phone", "phone"],
  ["email", "email", "e-mail"],
  ["address1", "address1", "address"],
  ["address2", "address2", "address, second line"],
  ["zipcode", "postalCode", "postal code"],
  ["city", "city", "city"],
  ["state", "state", "state"],
  ["country", "country", "country"],
];

const known = new Set([
  ...required,
  ...plain.map(([column]) => column),
  ...["additional_urls", "expirydate", "folder", "shared_folder", "full_name", "type", "custom_fields"],
]);

/** What a row that is a folder has nothing in. */
const beside = [...known].filter((column) => !["name", "type", "folder", "shared_folder"].includes(column));

const kinds: ReadonlyMap<string, ImportedKind> = new Map([
  ["password", "login"],
  ["credit_card", "card"],
  ["note", "note"],
  ["identity", "identity"],
]);

/** NordPass's CSV: every type of item, and folders, in rows with the same columns. Throws `ImportRefused`. */
export const readNordpassCsv = (text: string): Source => csvSource(text, required, known, read);

function read(row: Cells): Reading {
  const shared = row.of("folder").trim() === "" ? "" : row.of("shared_folder").trim();
  const { path, flattened } = folderPathOf(row.of("folder") || row.of("shared_folder"));
  if (row.of("type") === "folder" && isEmpty(row, beside))
    return { entries: [], remarks: [], folder: folderPathOf(row.required("name")).path };
  const values = [
    ...plain.map(([column, field, label]) => ({ label, field, value: row.of(column) })),
    ...urls(row.of("additional_urls")),
    ...nameValues("full name", row.of("full_name"), "firstName", "lastName"),
    ...expiryValues("expiry date", row.of("expirydate")),
    ...customFields(row.of("custom_fields")),
    ...row.others.map(({ name, value, secret }) => ({ label: name, value, secret })),
  ];
  const entry = entryOf(
    {
      position: row.line,
      kind: kindOf(row),
      title: row.required("name"),
      folderPath: path,
      tags: [shared],
      notes: row.of("note"),
    },
    values,
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened });
}

/** By its column where the file has one; older files have none. A type that came later is kept under its own names. */
function kindOf(row: Cells): ImportedKind {
  const type = row.of("type").trim().toLowerCase();
  if (type !== "") return kinds.get(type) ?? "custom";
  if (row.of("cardnumber") !== "") return "card";
  if (row.of("url") + row.of("username") + row.of("password") !== "") return "login";
  return row.of("full_name") + row.of("address1") + row.of("phone_number") !== "" ? "identity" : "note";
}

function urls(cell: string): Value[] {
  const list = parsed(cell);
  const found = Array.isArray(list) ? list.map(String) : cell.split(",");
  return found.map((value) => ({ label: "url", field: "url", value: value.trim() }));
}

/** What cannot be told apart is kept as it is written. */
function customFields(cell: string): Value[] {
  const list = parsed(cell);
  if (!Array.isArray(list) || !list.every(isJsonObject)) return [{ label: "custom fields", value: cell, secret: true }];
  return list.map((field) => {
    const [label, value] = [memberOf(field, "label"), memberOf(field, "value")];
    return {
      label: typeof label === "string" ? label : "field",
      value: typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value),
      secret: memberOf(field, "type") === "hidden",
    };
  });
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return null;
  }
}
