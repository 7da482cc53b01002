import { foundIn, type Item, type JsonObject, searchable } from "sealgraph/client";
import { openTexts } from "./shown.ts";

/** Of each body what is searched for in it: the SDK gives the same body until the item is another. */
const texts = new WeakMap<JsonObject, string>();

/** Items in whose title, tags, or fields that are no secrets every word of a search stands. */
export function findItems(items: readonly Item[], search: string): readonly Item[] {
  if (search.trim() === "") return items;
  const isFound = foundIn(search);
  return items.filter((item) => isFound(textOf(item)));
}

function textOf(item: Item): string {
  const known = texts.get(item.body);
  if (known !== undefined) return known;
  const text = searchable([item.title, ...item.tags, ...openTexts(item)]);
  texts.set(item.body, text);
  return text;
}
