import { type Cells, cellsOf, readHeader } from "./columns.ts";
import type { ImportedField } from "./item.ts";
import type { Reading, Source } from "./reader.ts";
import { readRows } from "./table.ts";
import { hostOf } from "./values.ts";

const required = ["name", "url", "username", "password"];
const known = new Set([...required, "note"]);

/** Password exports of Chrome, Edge and other browsers of that family: one login a row. Throws `ImportRefused`. */
export function readChromeCsv(text: string): Source {
  const [first, ...rows] = readRows(text);
  const header = readHeader(first, required);
  return {
    unit: "line",
    folders: [],
    organisation: false,
    unread: rows.map((row) => ({ position: row.line, read: () => login(cellsOf(row, header, known)) })),
  };
}

function login(row: Cells): Reading {
  const url = row.required("url");
  const fields: ImportedField[] = [
    { name: "username", value: row.required("username"), custom: false, secret: false },
    { name: "password", value: row.required("password"), custom: false, secret: true },
    { name: "url", value: url, custom: false, secret: false },
    ...row.others,
  ];
  const entry = {
    position: row.line,
    sourceId: null,
    kind: "login" as const,
    title: row.required("name") || hostOf(url),
    folderPath: [],
    favorite: false,
    tags: [],
    notes: row.of("note"),
    totp: "",
    fields: fields.filter(({ value }) => value !== ""),
  };
  return { entries: [entry], remarks: [] };
}
