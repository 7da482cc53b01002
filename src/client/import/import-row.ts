import type { ImportRow } from "../items/import.ts";
import type { ItemInput } from "../items/items.ts";
import { withOwn } from "./bitwarden-own.ts";
import type { ImportedItem } from "./item.ts";

/** A field whose name a person made up. In a body they stand in order, as `fields.custom`. */
export type CustomField = {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
};

/**
 * An entry as `profile.import` takes it (PROTOCOL §2.4): fields by name, `urls` and `custom` as lists. `under` are
 * folders to put everything into.
 */
export function importRowOf(entry: ImportedItem, under: readonly string[] = []): ImportRow {
  const { sourceKey, kind, title, notes, tags, favorite, totp } = entry;
  const own = entry.fields.filter(({ custom, name }) => !custom && name !== "url");
  const urls = entry.fields.filter(({ custom, name }) => !custom && name === "url").map(({ value }) => value);
  const custom = entry.fields.filter((field) => field.custom);
  const item = {
    kind,
    title,
    notes,
    tags: [...tags],
    favorite,
    fields: {
      ...Object.fromEntries(own.map(({ name, value }) => [name, value])),
      ...(urls.length > 0 && { urls }),
      ...(totp !== "" && { totp }),
      ...(custom.length > 0 && { custom: custom.map(({ name, value, secret }) => ({ name, value, secret })) }),
    },
  };
  return {
    key: sourceKey,
    item: entry.own ? (withOwn(item, entry.own) as ItemInput) : item,
    folders: [...under, ...(entry.own?.folder ?? entry.folderPath)],
  };
}
