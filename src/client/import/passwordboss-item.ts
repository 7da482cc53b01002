import { folderPathOf } from "./folder-path.ts";
import type { ImportedKind } from "./item.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, textIn } from "./json.ts";
import { asKind, kindOfType, valueFor } from "./passwordboss-fields.ts";
import { type Reading, readingOf } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { entryOf, type Value } from "./values.ts";

/** Members that become something else than a field, or say how the product shows an item. */
const frame = new Set([
  ...["id", "name", "folder", "notes", "favorite", "tags", "type", "itemType", "itemTypeName", "identifiers"],
  ...["customFields", "custom_fields", "logoColor", "color", "ignoreItemInSecurityScore"],
]);

/** One item; `folders` are names by ids where the file has them, else an item names its folder itself. */
export function readPasswordBossItem(
  item: JsonObject,
  position: number,
  folders: ReadonlyMap<string, string> | null,
): Reading {
  const given = memberOf(item, "identifiers") ?? {};
  if (!isJsonObject(given)) throw new EntrySkipped("WRONG_TYPE");
  const named = textIn(item, "folder");
  const folder = folders === null || named === "" ? named : folders.get(named);
  const { path, flattened } = folderPathOf(folder ?? "");
  const kind = kindOfType(textIn(item, "itemTypeName") || textIn(item, "type"));
  const id = memberOf(item, "id");
  const entry = entryOf(
    {
      position,
      kind,
      sourceId: typeof id === "string" && id !== "" ? id : null,
      title: textIn(item, "name"),
      folderPath: path,
      favorite: memberOf(item, "favorite") === true,
      tags: listIn(item, "tags").map(String),
      notes: notesOf(textIn(item, "notes") || textIn(given, "notes")),
    },
    asKind(
      kind,
      [item, given].flatMap((from) => [...members(from, kind), ...customFields(from)]),
    ),
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened, FOLDER_MISSING: folder === undefined });
}

/** The desktop's export writes a line's end as four characters. */
const notesOf = (text: string): string => text.replace(/\\r\\n|\\n/g, "\n");

const members = (from: JsonObject, kind: ImportedKind): Value[] =>
  Object.keys(from)
    .filter((name) => !frame.has(name))
    .flatMap((name) => valueFor(name, textOf(memberOf(from, name)), kind));

const customFields = (from: JsonObject): Value[] =>
  [...listIn(from, "customFields"), ...listIn(from, "custom_fields")].map((field) => {
    if (!isJsonObject(field)) throw new EntrySkipped("WRONG_TYPE");
    return { label: textIn(field, "name") || "field", value: textOf(memberOf(field, "value")), secret: true };
  });

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
