import { expiryValues, nameValues } from "./card-values.ts";
import { dayOfWords, monthOf } from "./dates.ts";
import type { ImportedKind } from "./item.ts";
import { type NoteType, noteTypes } from "./lastpass-types.ts";
import type { Value } from "./values.ts";

export interface TypedNote {
  readonly kind: ImportedKind;
  readonly notes: string;
  readonly values: readonly Value[];
}

/** What a secure note is; null for none. One of a type is a list of `name:value`, whose first line says the type. */
export function noteOf(text: string | null): TypedNote | null {
  if (text === null) return null;
  const lines = text.split(/\r\n|\r|\n/);
  const type = /^NoteType:(.+)$/.exec(lines[0] ?? "")?.[1]?.trim();
  if (type === undefined) return { kind: "note", notes: text, values: [] };
  const named = noteTypes.get(type) ?? null;
  const found = valuesIn(lines.slice(1), named);
  const notes = found.get("Notes") ?? "";
  const values = [...found].filter(([name]) => name !== "Notes" && name !== "Language");
  return {
    kind: named?.kind ?? "custom",
    notes,
    values: values.flatMap(([name, value]) => valuesNamed(name, value, named)),
  };
}

/**
 * Values by their names. A value may have several lines; in a type that is known, only names that it has begin a new one,
 * so that a key or a note which has a colon stays whole. `Notes` comes last and takes all the rest.
 */
function valuesIn(lines: readonly string[], type: NoteType | null): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let last: string | null = null;
  for (const line of lines) {
    const [, name, value = ""] = /^([^:]{1,100}):(.*)$/.exec(line) ?? [];
    const begins =
      name !== undefined && last !== "Notes" && !values.has(name) && (isNameOf(type, name) || last === null);
    if (begins) values.set(name, value);
    else if (last !== null) values.set(last, `${values.get(last) ?? ""}\n${line}`);
    else if (line !== "") values.set("Notes", line);
    if (begins) last = name;
    else last ??= line === "" ? null : "Notes";
  }
  return values;
}

const isNameOf = (type: NoteType | null, name: string): boolean =>
  type === null ||
  name === "Notes" ||
  name === "Language" ||
  Object.hasOwn(type.fields, name) ||
  type.others.includes(name);

function valuesNamed(name: string, value: string, type: NoteType | null): Value[] {
  const field = type && Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (type?.dates.includes(name))
    return [{ label: name, value: dayOfWords(value), ...(field !== undefined && { field }) }];
  if (field === "expMonth") return cardExpiry(name, value);
  if (field === "givenName") return nameValues(name, value, "givenName", "surname");
  if (field === "fullName") return nameValues(name, value, "firstName", "lastName");
  if (/^\{"num":/.test(value)) return phone(name, value, field);
  const secret = field === undefined && (type === null || type.secret.includes(name));
  return [{ label: name, value, ...(field === undefined ? { secret } : { field }) }];
}

/** `June,2030`; a lone comma where nothing was chosen. */
function cardExpiry(name: string, value: string): Value[] {
  const [word = "", year = ""] = value.split(",").map((part) => part.trim());
  if (word + year === "") return [];
  const month = monthOf(word);
  return expiryValues(name, month === null ? value : `${month}/${year}`);
}

/** `{"num":"442000000000","ext":"7"}`; anything else is kept as it is written. */
function phone(label: string, text: string, field: string | undefined): Value[] {
  const own = field === undefined ? {} : { field };
  try {
    const { num, ...others } = JSON.parse(text) as Record<string, unknown>;
    const more = Object.entries(others).map(([part, value]) => ({ label: `${label}: ${part}`, value: String(value) }));
    return [{ label, value: String(num), ...own }, ...more];
  } catch {
    return [{ label, value: text, ...own }];
  }
}
