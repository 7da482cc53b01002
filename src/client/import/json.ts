import { EntrySkipped } from "./refusals.ts";

export type JsonObject = { readonly [name: string]: unknown };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member that the object itself has; `null` reads as absent. Nothing is taken from a prototype. */
export const memberOf = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;

/** A member that is text; absent reads as empty. Throws WRONG_TYPE. */
export function textIn(object: JsonObject, name: string): string {
  const value = memberOf(object, name) ?? "";
  if (typeof value !== "string") throw new EntrySkipped("WRONG_TYPE");
  return value;
}

/** A member that is a list; absent reads as empty. Throws WRONG_TYPE. */
export function listIn(object: JsonObject, name: string): readonly unknown[] {
  const value = memberOf(object, name) ?? [];
  if (!Array.isArray(value)) throw new EntrySkipped("WRONG_TYPE");
  return value;
}

/** The objects of a list; anything else in it is refused. Throws WRONG_TYPE. */
export function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  const list = listIn(object, name);
  if (!list.every(isJsonObject)) throw new EntrySkipped("WRONG_TYPE");
  return list;
}
