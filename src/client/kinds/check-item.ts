import type { JsonObject } from "../json.ts";
import { oddIn } from "./field-types.ts";
import type { Finding } from "./findings.ts";
import { findKind, wronglyTyped } from "./kind.ts";
import { isNumber } from "./odd.ts";

/** What of an item is checked. */
export interface Checked {
  readonly kind: string;
  readonly fields: JsonObject;
}

/**
 * What is odd about an item's fields, without a look at how strong its passwords are. Findings are for people to look
 * at: nothing is refused because of them. Kinds and fields that are not known have none.
 */
export function checkItem(item: Checked, at: Date = new Date()): Finding[] {
  const wrong = wronglyTyped(item.kind, item.fields);
  const found: Finding[] = wrong.map((field) => ({ field, code: "WRONG_TYPE" }));
  for (const [field, { type }] of Object.entries(findKind(item.kind)?.fields ?? {})) {
    const value = wrong.includes(field) || !Object.hasOwn(item.fields, field) ? undefined : item.fields[field];
    const codeOf = (text: string) => (text === "" ? null : (oddIn[type]?.(text, at) ?? null));
    if (typeof value === "string") {
      const code = codeOf(value);
      if (code !== null) found.push({ field, code });
    } else if (type === "URLS" && Array.isArray(value)) {
      value.forEach((text: string, position) => {
        const code = codeOf(text);
        if (code !== null) found.push({ field, code, position });
      });
    }
  }
  return cardRanOut(item, at) ? [...found, { field: "expYear", code: "EXPIRED" }] : found;
}

/** A card is good to the end of its month. */
function cardRanOut({ kind, fields: { expMonth, expYear } }: Checked, at: Date): boolean {
  if (kind !== "card" || typeof expMonth !== "string" || typeof expYear !== "string") return false;
  if (!isNumber(expMonth, 1, 12) || !isNumber(expYear, 1_000, 9_999)) return false;
  return at.getTime() >= Date.UTC(Number(expYear), Number(expMonth), 1);
}
