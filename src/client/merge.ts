import { isObject, type Json, type JsonObject } from "./json.ts";

/** Two changes of one thing put together; where both changed the same member differently, its path. */
export interface Merged {
  readonly body: JsonObject;
  /** Names from the top down, joined by dots. Empty: neither side lost anything. */
  readonly collisions: readonly string[];
}

/**
 * Puts two changes of one body together, member by member; objects are gone into, everything else is taken whole. Where
 * both sides changed a member, and not to the same, `theirs` stands in the result and the member is named.
 */
export function mergeBodies(base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const collisions: string[] = [];
  const body = mergeObjects(base, mine, theirs, "", collisions);
  return { body, collisions };
}

function mergeObjects(
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  path: string,
  collisions: string[],
): JsonObject {
  const members = new Map<string, Json>();
  // Members keep their order: those of theirs as they stand, those that only we have behind them.
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, ours, others] = [own(base, name), own(mine, name), own(theirs, name)];
    const merged = mergeMember(was, ours, others, path === "" ? name : `${path}.${name}`, collisions);
    if (merged !== undefined) members.set(name, merged);
  }
  return Object.fromEntries(members);
}

function mergeMember(
  was: Json | undefined,
  ours: Json | undefined,
  others: Json | undefined,
  path: string,
  collisions: string[],
): Json | undefined {
  if (same(ours, was) || same(ours, others)) return others;
  if (same(others, was)) return ours;
  if (isObject(ours) && isObject(others)) return mergeObjects(isObject(was) ? was : {}, ours, others, path, collisions);
  collisions.push(path);
  return others;
}

/** A member of the object's own: `__proto__` is a name like any other. */
const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Whether both are the same JSON; the order of members does not count. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, place) => same(each, b[place]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}
