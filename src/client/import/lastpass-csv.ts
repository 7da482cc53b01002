import { type Cells, isEmpty } from "./columns.ts";
import { csvSource } from "./csv.ts";
import { backslashPathOf } from "./folder-path.ts";
import { noteOf } from "./lastpass-note.ts";
import { type Reading, readingOf, type Source } from "./reader.ts";
import { entryOf } from "./values.ts";

const required = ["url", "username", "password", "extra", "name"];
const known = new Set([...required, "grouping", "fav", "totp"]);

/** What stands as the URL of a secure note, and of a row that is only a folder. */
const noteUrl = "http://sn";
const folderUrl = "http://group";

/** LastPass's CSV: logins, and notes of which many have a type. Throws `ImportRefused`. */
export const readLastpassCsv = (text: string): Source => csvSource(text, required, known, read);

function read(row: Cells): Reading {
  const grouping = row.of("grouping").trim();
  const { path, flattened } = backslashPathOf(grouping === "(none)" ? "" : grouping);
  const url = row.required("url").trim();
  if (url === folderUrl && isEmpty(row, ["username", "password", "extra", "totp"]))
    return { entries: [], remarks: [], folder: path };
  const note = noteOf(url === noteUrl ? row.required("extra") : null);
  const entry = entryOf(
    {
      position: row.line,
      kind: note?.kind ?? "login",
      title: row.required("name"),
      folderPath: path,
      favorite: row.of("fav").trim() === "1",
      notes: note ? note.notes : row.required("extra"),
    },
    [
      ...(note?.values ?? []),
      { label: "username", field: "username", value: row.required("username") },
      { label: "password", field: "password", value: row.required("password") },
      { label: "url", field: "url", value: note ? "" : url },
      { label: "TOTP", field: "totp", value: row.of("totp") },
      ...row.others.map(({ name, value, secret }) => ({ label: name, value, secret })),
    ],
  );
  return readingOf([entry], { FOLDER_FLATTENED: flattened });
}
