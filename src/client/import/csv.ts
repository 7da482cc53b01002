import { type Cells, cellsOf, readHeader } from "./columns.ts";
import type { Reading, Source } from "./reader.ts";
import { readRows } from "./table.ts";

/**
 * A CSV of one entry a row. `required` are the columns that it has to have; of those that are not `known` each value is
 * kept as a custom field. Throws `ImportRefused`.
 */
export function csvSource(
  text: string,
  required: readonly string[],
  known: ReadonlySet<string>,
  read: (row: Cells) => Reading,
): Source {
  const rows = readRows(text);
  const { value: first } = rows.next();
  const header = readHeader(first, required);
  const unread = (function* () {
    for (const row of rows) yield { position: row.line, read: () => read(cellsOf(row, header, known)) };
  })();
  return { unit: "line", folders: [], organisation: false, unread };
}
