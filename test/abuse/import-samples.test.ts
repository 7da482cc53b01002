/**
 * Every format's sample, made worse: a column named twice, another encoding, a script in each place where text stands.
 *
 * Source: our own reasoning; OWASP Cheat Sheets (file upload, XSS).
 */
import { readdirSync, readFileSync } from "node:fs";
import { ImportRefused, readImport, readRows } from "../../src/client/import/index.ts";

const folder = new URL("../support/samples/", import.meta.url);
const names = readdirSync(folder).filter((name) => /\.(?:csv|json|xml)$/.test(name));
const textOf = (name: string) => readFileSync(new URL(name, folder), "utf8");
const utf8 = (text: string) => new TextEncoder().encode(text);
/** Keeper's CSV has no first line of names. */
const tables = names.filter((name) => name.endsWith(".csv"));
const named = tables.filter((name) => name !== "keeper.csv");

const cellsOf = (text: string) => [...readRows(text)].map((row) => ("cells" in row ? [...row.cells] : []));
const tableOf = (rows: readonly (readonly string[])[]) =>
  rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");

it("there is a sample of each", () => {
  expect(names.length).toBeGreaterThan(20);
});

describe("a column that is named twice", () => {
  it.each(named)("in %s is refused, whichever it is and however it is spelled", async (name) => {
    const [first = [], ...rows] = cellsOf(textOf(name));
    for (const column of first) {
      const file = tableOf([[...first, ` ${column.toUpperCase()} `], ...rows.map((cells) => [...cells, "x"])]);
      const reason = await readImport(utf8(file)).catch((error: ImportRefused) => error.reason);
      expect([column, reason]).toEqual([column, "DUPLICATE_COLUMNS"]);
    }
  });
});

describe("another encoding", () => {
  const wide = (text: string, mark: boolean, isBig: boolean) => {
    const bytes = Buffer.from(mark ? `\ufeff${text}` : text, "utf16le");
    return new Uint8Array(isBig ? bytes.swap16() : bytes);
  };

  it.each(names)("of %s reads the same", async (name) => {
    const text = textOf(name);
    const { items, folders, skipped } = await readImport(utf8(text));
    const isLatin = !/[^\0-\u007f\u00a0-\u00ff]/.test(text) && /[\u00a0-\u00ff]/.test(text);
    for (const [encoding, bytes] of [
      ["utf-8", utf8(`\ufeff${text}`)],
      ["utf-16le", wide(text, true, false)],
      ["utf-16le", wide(text, false, false)],
      ["utf-16be", wide(text, true, true)],
      ["utf-16be", wide(text, false, true)],
      ...(isLatin ? ([["windows-1252", new Uint8Array(Buffer.from(text, "latin1"))]] as const) : []),
    ] as const)
      expect(await readImport(bytes)).toMatchObject({ encoding, items, folders, skipped });
  });
});

describe("a script", () => {
  const script = `"><script>alert('1')+"\u202e`;
  const inside = JSON.stringify(script).slice(1, -1);
  /** Whether it is in the items, as it is; null where the file is refused. */
  const isKept = async (text: string): Promise<boolean | null> => {
    try {
      const { items, folders } = await readImport(utf8(text));
      // A value that is no text is kept as JSON, in which it is written once more.
      return JSON.stringify([items, folders]).replaceAll('\\\\\\"', '\\"').includes(inside);
    } catch (error) {
      if (error instanceof ImportRefused) return null;
      throw error;
    }
  };

  /** What says how a row is to be read, or when. Whatever else stands in a table is somewhere in the items. */
  const frames: Readonly<Record<string, readonly string[]>> = {
    "1password.csv": ["Archived", "Favorite"],
    "bitwarden-organisation.csv": ["reprompt", "type"],
    "bitwarden.csv": ["archivedDate", "favorite", "reprompt", "type"],
    "dashlane-personalinfo.csv": ["type"],
    "firefox.csv": ["timeCreated", "timeLastUsed", "timePasswordChanged"],
    "lastpass.csv": ["fav"],
    "nordpass.csv": ["type"],
    "passwordboss.csv": ["Item Type"],
  };

  /** A row that is of the browser, or a folder. */
  const isNoEntry = (cells: readonly string[]) =>
    /^(?:chrome:\/\/|http:\/\/group)/.test(cells[0] ?? "") || cells.at(-2) === "folder";

  it.each(tables)("in any cell of %s is text", async (name) => {
    const rows = cellsOf(textOf(name)).filter((cells) => !isNoEntry(cells));
    const lost = new Set<string>();
    for (const [at, cells] of rows.entries()) {
      if (at === 0 && name !== "keeper.csv") continue;
      for (const place of cells.keys()) {
        const changed = rows.map((its, row) =>
          row === at ? its.map((cell, n) => (n === place ? script : cell)) : its,
        );
        const kept = await isKept(tableOf(changed));
        // Where Keeper's has an address, its first row has no name of a column: by that it is told.
        if (kept === null && name === "keeper.csv" && at === 0 && place === 4) continue;
        if (kept !== true) lost.add(`${kept === null ? "refused: " : ""}${rows[0]?.[place] ?? place}`);
      }
    }
    expect([...lost].sort()).toEqual(frames[name] ?? []);
  });

  it.each(names.filter((name) => !tables.includes(name)))("in any value of %s is text, or not taken", async (name) => {
    const text = textOf(name);
    const isXml = name.endsWith(".xml");
    const written = isXml ? script.replaceAll("<", "&lt;").replaceAll(">", "&gt;") : inside;
    // Texts between tags; values of members, not their names.
    const places = [
      ...text.matchAll(isXml ? /(?<=<\w+[^<]*>)[^<>]*\S[^<>]*(?=<)/g : /(?<=": "|\[")(?:\\.|[^"\\])*(?=")/g),
    ];
    expect(places.length).toBeGreaterThan(10);
    let kept = 0;
    for (const { index, 0: value } of places)
      kept += Number(await isKept(text.slice(0, index) + written + text.slice(index + value.length)));
    expect(kept).toBeGreaterThan(places.length / 3);
  });
});
