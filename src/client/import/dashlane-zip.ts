import { importBounds } from "./bounds.ts";
import { readDashlaneCsv } from "./dashlane-csv.ts";
import { dashlaneSheets } from "./dashlane-sheets.ts";
import type { Source, Unread } from "./reader.ts";
import { ImportRefused } from "./refusals.ts";
import type { Zip } from "./zip.ts";

/** Dashlane's ZIP of CSV files; whatever else is in it is left out, and said so. Throws `ImportRefused`. */
export async function readDashlaneZip(zip: Zip): Promise<Source> {
  const files = zip.names.filter((name) => !name.endsWith("/"));
  const found = dashlaneSheets.flatMap((sheet) => {
    const name = files.find((file) => file.toLowerCase().replace(/^.*\//, "") === `${sheet}.csv`);
    return name === undefined ? [] : [{ sheet, name }];
  });
  if (found.length === 0) throw new ImportRefused("WRONG_SHAPE");
  const parts: { readonly sheet: string; readonly source: Source }[] = [];
  for (const { sheet, name } of found) {
    const text = await zip.text(name);
    if (text.trim() !== "") parts.push({ sheet, source: readDashlaneCsv(text) });
  }
  const unread = function* (): Generator<Unread> {
    let entries = 0;
    for (const { sheet, source } of parts)
      for (const each of source.unread) {
        if (++entries > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
        yield { ...each, part: `${sheet}.csv` };
      }
  };
  return {
    unit: "line",
    folders: [],
    organisation: false,
    unread: unread(),
    remarks: files.length > found.length ? ["FILE_UNREAD"] : [],
  };
}
