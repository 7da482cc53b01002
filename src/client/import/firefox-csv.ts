import type { Cells } from "./columns.ts";
import { csvSource } from "./csv.ts";
import type { Reading, Source } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { entryOf } from "./values.ts";

const required = ["url", "username", "password"];
/** Times say when the browser used a login: they are not taken. */
const known = new Set([
  ...required,
  "httprealm",
  "formactionorigin",
  "guid",
  "timecreated",
  "timelastused",
  "timepasswordchanged",
]);

/** Firefox's passwords: one login a row. Throws `ImportRefused`. */
export const readFirefoxCsv = (text: string): Source => csvSource(text, required, known, login);

function login(row: Cells): Reading {
  const url = row.required("url");
  if (/^chrome:\/\//i.test(url)) throw new EntrySkipped("OF_THE_BROWSER");
  const action = row.of("formactionorigin");
  const entry = entryOf({ position: row.line, kind: "login", title: "", sourceId: row.of("guid") || null }, [
    { label: "username", field: "username", value: row.required("username") },
    { label: "password", field: "password", value: row.required("password") },
    { label: "url", field: "url", value: url },
    { label: "HTTP realm", value: row.of("httprealm") },
    { label: "form sends to", value: isSameOrigin(action, url) ? "" : action },
    ...row.others.map(({ name, value, secret }) => ({ label: name, value, secret })),
  ]);
  return { entries: [entry], remarks: [] };
}

const isSameOrigin = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
