import { findKind, type Item, type Json } from "sealgraph/client";

/** The texts of an item that are no secrets, as its kind knows them: for searching, and for the line under its title. */
export function openTexts(item: Item): string[] {
  return Object.entries(findKind(item.kind)?.fields ?? {}).flatMap(([name, { type, secret }]) => {
    const value = Object.hasOwn(item.fields, name) ? item.fields[name] : undefined;
    if (secret || type === "CUSTOM" || type === "YES_NO") return [];
    return textsIn(value);
  });
}

const textsIn = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === "string" && text !== "");

export const subtitle = (item: Item): string => openTexts(item)[0] ?? "";
