import { type Cells, cellsOf, readHeader } from "./columns.ts";
import { folderPathOf } from "./folder-path.ts";
import { asKind, kindOfType, squeezed, valueFor } from "./passwordboss-fields.ts";
import { type Reading, readingOf, type Source } from "./reader.ts";
import { ImportRefused } from "./refusals.ts";
import { readRows } from "./table.ts";
import { entryOf } from "./values.ts";

const none: ReadonlySet<string> = new Set();

/** Columns that become something else than a field. */
const frame = new Set([
  "name",
  "title",
  "notes",
  "note",
  "folder",
  "favorite",
  "tags",
  "itemtypename",
  "itemtype",
  "type",
]);

/**
 * Password Boss's CSV: an item a row, columns named as in its JSON, in any spelling and order. Columns with other names are
 * kept as custom fields. Throws `ImportRefused`.
 */
export function readPasswordBossCsv(text: string): Source {
  const rows = readRows(text);
  const { value: first } = rows.next();
  const header = readHeader(first, []);
  const named = ["name", "title"].find((column) => header.has(column));
  if (named === undefined) throw new ImportRefused("MISSING_COLUMNS");
  const unread = (function* () {
    for (const row of rows) yield { position: row.line, read: () => read(cellsOf(row, header, none), named) };
  })();
  return { unit: "line", folders: [], organisation: false, unread };
}

/** Whether squeezed names of columns are those of an item with a folder or a type. */
export const isPasswordBossHeader = (columns: ReadonlySet<string>): boolean =>
  columns.has("name") &&
  columns.has("password") &&
  ["itemtypename", "itemtype", "loginurl", "folder"].some((name) => columns.has(name));

function read(row: Cells, named: string): Reading {
  const cell = (...names: readonly string[]) =>
    row.others.find(({ name }) => names.includes(squeezed(name)))?.value ?? "";
  const kind = kindOfType(cell("itemtypename", "itemtype", "type"));
  const { path, flattened } = folderPathOf(cell("folder"));
  const entry = entryOf(
    {
      position: row.line,
      kind,
      title: row.required(named),
      folderPath: path,
      favorite: /^(?:true|yes|1)$/i.test(cell("favorite").trim()),
      tags: cell("tags").split(/[,;]/),
      notes: cell("notes", "note"),
    },
    asKind(
      kind,
      row.others
        .filter(({ name }) => !frame.has(squeezed(name)))
        .flatMap(({ name, value }) => valueFor(name, value, kind)),
    ),
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened });
}
