import { findField, isSecretField } from "../kinds/kind.ts";
import type { Entry, ImportedField, ImportedKind } from "./item.ts";

/** A value of an entry, with what its product calls it. */
export interface Value {
  readonly label: string;
  readonly value: string;
  /** Where our kinds have it; a kind that has no such field, or has it already, keeps the value as a custom field. */
  readonly field?: string;
  /** Whether it is hidden as a custom field; otherwise where `field` is one that is. */
  readonly secret?: boolean;
}

/** What an entry is besides its values. */
export interface Frame extends Pick<Entry, "position" | "kind" | "title"> {
  readonly sourceId?: string | null;
  readonly folderPath?: readonly string[];
  readonly favorite?: boolean;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

/**
 * An entry of which nothing is lost: the first value for a field goes there, all others become custom fields. An entry
 * without a title is called by its first host or its user name.
 */
export function entryOf(frame: Frame, values: readonly Value[]): Entry {
  const { position, kind, sourceId = null, folderPath = [], favorite = false, tags = [], notes = "" } = frame;
  const fields: ImportedField[] = [];
  const taken = new Set<string>();
  let totp = "";
  for (const { label, value, field, secret } of values) {
    if (value.trim() === "") continue;
    const place = placeOf(kind, field, taken);
    if (place === "totp") totp = value.trim();
    else if (place !== null) fields.push({ name: place, value, custom: false, secret: isSecretField(place) });
    else fields.push({ name: label.trim() || "field", value, custom: true, secret: secret ?? isSecretValue(field) });
    if (place !== null && place !== "url") taken.add(place);
  }
  return {
    position,
    sourceId,
    kind,
    title: frame.title.trim() === "" ? titleOf(values) : frame.title,
    folderPath,
    favorite,
    tags: [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))],
    notes,
    totp,
    fields,
  };
}

function placeOf(kind: ImportedKind, field: string | undefined, taken: ReadonlySet<string>): string | null {
  if (field === undefined || taken.has(field)) return null;
  return findField(kind, field === "url" ? "urls" : field) === null ? null : field;
}

const isSecretValue = (field: string | undefined): boolean => field !== undefined && isSecretField(field);

function titleOf(values: readonly Value[]): string {
  const first = (name: string) => values.find(({ field, value }) => field === name && value.trim() !== "")?.value ?? "";
  return hostOf(first("url")) || first("username");
}

/** The host of a URL, or what stands in its place. */
export const hostOf = (url: string): string =>
  url
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/^[^/@]*@|[/?#].*$/gs, "");
