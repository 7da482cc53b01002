import type { Cells } from "./columns.ts";
import { csvSource } from "./csv.ts";
import type { Reading, Source } from "./reader.ts";
import { entryOf } from "./values.ts";

const required = ["title", "url", "username", "password"];
const known = new Set([...required, "otpauth", "favorite", "archived", "tags", "notes"]);

/** 1Password's CSV, which has logins alone; Apple's passwords have the same columns. Throws `ImportRefused`. */
export const read1passwordCsv = (text: string): Source => csvSource(text, required, known, login);

function login(row: Cells): Reading {
  const archived = isTrue(row.of("archived")) ? ["archived"] : [];
  const entry = entryOf(
    {
      position: row.line,
      kind: "login",
      title: row.required("title"),
      favorite: isTrue(row.of("favorite")),
      tags: [...row.of("tags").split(/[;,]/), ...archived],
      notes: row.of("notes"),
    },
    [
      { label: "username", field: "username", value: row.required("username") },
      { label: "password", field: "password", value: row.required("password") },
      { label: "url", field: "url", value: row.required("url") },
      { label: "one-time password", field: "totp", value: row.of("otpauth") },
      ...row.others.map(({ name, value, secret }) => ({ label: name, value, secret })),
    ],
  );
  return { entries: [entry], remarks: [] };
}

const isTrue = (cell: string): boolean => cell.trim().toLowerCase() === "true";
