import { isObject, type Json, type JsonObject } from "../json.ts";
import { same } from "../merge.ts";
import { findKind, isSecretField } from "./kind.ts";

/**
 * Whether a secret of an item is what it was: a secret field of its kind, or one of those that people added, with the same value.
 * Of an item without any, its notes and fields as a whole.
 */
export function hasSameSecret(before: JsonObject, now: JsonObject): boolean {
  const [was, is] = [secretsOf(before), secretsOf(now)];
  if (was.length === 0) return same(contentOf(before), contentOf(now));
  return was.some((secret) => is.some((each) => same(secret, each)));
}

/** Name and value of each. */
function secretsOf({ kind, fields }: JsonObject): Json[] {
  if (typeof kind !== "string" || findKind(kind) === null || !isObject(fields)) return [];
  return Object.entries(fields).flatMap(([name, value]): Json[] => {
    if (name === "custom" && Array.isArray(value)) {
      return value.flatMap((field) =>
        isObject(field) && field.secret !== false && field.value ? [[name, field.value as Json]] : [],
      );
    }
    return isSecretField(name) && value ? [[name, value as Json]] : [];
  });
}

const contentOf = ({ fields = null, notes = null }: JsonObject): Json => [fields, notes];
