import type { Item, JsonObject } from "sealgraph/client";
import { openTexts } from "./shown.ts";

/** Of each body what is searched for in it: the SDK gives the same body until the item is another. */
const texts = new WeakMap<JsonObject, string>();

/** Items in whose title, tags, or fields that are no secrets every word of a search stands. */
export function findItems(items: readonly Item[], search: string): readonly Item[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const text = textOf(item);
    return words.every((word) => text.includes(word));
  });
}

function textOf(item: Item): string {
  const known = texts.get(item.body);
  if (known !== undefined) return known;
  const text = plain([item.title, ...item.tags, ...openTexts(item)].join(" "));
  texts.set(item.body, text);
  return text;
}

/** Without accents, in small letters. Most texts have none, and to look for them takes ten times as long. */
function plain(text: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  return (isPlain ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();
}
