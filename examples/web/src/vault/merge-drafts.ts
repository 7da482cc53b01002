import type { Draft } from "./item-draft.ts";

/** Which side stands, of each part that both changed; where nothing is said, ours. */
export type Sides = Readonly<Record<string, "MINE" | "THEIRS">>;

type Part = string | readonly unknown[];

/** The parts of a draft by name: `title`, `notes`, `tags`, `custom`, and every field as `fields.…`. */
export function partsOf({ title, notes, tags, custom, fields }: Draft): Map<string, Part> {
  const parts = new Map<string, Part>([["title", title]]);
  for (const [name, value] of Object.entries(fields)) parts.set(`fields.${name}`, value);
  parts.set("custom", custom);
  parts.set("notes", notes);
  return parts.set("tags", tags);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? "") === JSON.stringify(other ?? "");

/** Parts that both changed, to different things. */
export function differing(before: Draft, mine: Draft, theirs: Draft): string[] {
  const [was, ours, others] = [partsOf(before), partsOf(mine), partsOf(theirs)];
  return [...new Set([...ours.keys(), ...others.keys()])].filter(
    (name) =>
      !isSame(ours.get(name), others.get(name)) &&
      !isSame(ours.get(name), was.get(name)) &&
      !isSame(others.get(name), was.get(name)),
  );
}

/** Theirs, with what only we changed, and with what both changed as a person chose. */
export function mergeDrafts(before: Draft, mine: Draft, theirs: Draft, sides: Sides): Draft {
  const [was, ours, parts] = [partsOf(before), partsOf(mine), partsOf(theirs)];
  const both = new Set(differing(before, mine, theirs));
  for (const [name, value] of ours) {
    const isOurs = both.has(name) ? sides[name] !== "THEIRS" : !isSame(value, was.get(name));
    if (isOurs) parts.set(name, value);
  }
  return draftFrom(theirs.kind, parts);
}

export function draftFrom(kind: string, parts: ReadonlyMap<string, Part>): Draft {
  const fields = [...parts].filter(([name]) => name.startsWith("fields."));
  return {
    kind,
    title: String(parts.get("title") ?? ""),
    notes: String(parts.get("notes") ?? ""),
    tags: String(parts.get("tags") ?? ""),
    custom: (parts.get("custom") ?? []) as Draft["custom"],
    fields: Object.fromEntries(fields.map(([name, value]) => [name.slice("fields.".length), value])) as Draft["fields"],
  };
}
