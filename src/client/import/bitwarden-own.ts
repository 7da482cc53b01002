/**
 * What Bitwarden has no place for stands in custom fields of an item whose names begin so: written by our export, and taken back
 * here. Whatever else was changed in Bitwarden meanwhile counts as it is there.
 */
import { isObject, type Json, type JsonObject } from "../json.ts";
import { findKind } from "../kinds/kind.ts";
import type { Kind } from "../kinds/table.ts";
import { isJsonObject, listIn, objectsIn, textIn, type JsonObject as Unknown } from "./json.ts";
import { EntrySkipped } from "./refusals.ts";

export const ownPrefix = "sealgraph:";

/** Names behind the prefix that are no field's. Several fields may be named `tag`. */
export const ownNames = { kind: "kind", tag: "tag", folder: "folder", more: "more" } as const;

/** What an item of ours had beside what its format has. */
export interface OwnPart {
  /** Null: the one that the format says. */
  readonly kind: string | null;
  /** Null: the one that the format says. */
  readonly folder: readonly string[] | null;
  readonly tags: readonly string[];
  readonly fields: JsonObject;
  /** Members of the body. */
  readonly members: JsonObject;
}

/** The item without what is ours, and what is ours; null where nothing is. Throws WRONG_TYPE. */
export function takeOwn(item: Unknown): { readonly item: Unknown; readonly own: OwnPart | null } {
  const fields = objectsIn(item, "fields");
  const ours = fields.filter((field) => textIn(field, "name").startsWith(ownPrefix));
  if (ours.length === 0) return { item, own: null };
  const named = ours.map((field) => [textIn(field, "name").slice(ownPrefix.length), textIn(field, "value")] as const);
  const of = (name: string) => named.filter(([its]) => its === name).map(([, value]) => value);
  const { fields: more, ...members } = objectOf(of(ownNames.more)[0] ?? "{}");
  const [folder] = of(ownNames.folder);
  const known: readonly string[] = Object.values(ownNames);
  return {
    item: { ...item, fields: fields.filter((field) => !ours.includes(field)) },
    own: {
      kind: of(ownNames.kind)[0] ?? null,
      folder: folder === undefined ? null : namesOf(folder),
      tags: of(ownNames.tag),
      fields: {
        ...Object.fromEntries(named.filter(([name]) => !known.includes(name))),
        ...(isObject(more) && more),
      },
      members,
    },
  };
}

/** The one passkey of a login that is written as one, because Bitwarden has none that stands alone; null where it is another thing. */
export function passkeyOf(own: OwnPart | null, login: Unknown): Unknown | null {
  if (own?.kind !== "passkey") return null;
  const [passkey, ...others] = listIn(login, "fido2Credentials");
  return others.length === 0 && passkey !== undefined && isJsonObject(passkey) ? passkey : {};
}

/** The body that an item of ours has again. */
export function withOwn(body: JsonObject, own: OwnPart): JsonObject {
  const { fields, tags } = body;
  return {
    ...body,
    ...(own.kind !== null && { kind: own.kind }),
    fields: { ...(isObject(fields) && fields), ...own.fields },
    tags: [...(Array.isArray(tags) ? tags : []), ...own.tags],
    ...own.members,
  };
}

function objectOf(text: string): JsonObject {
  const value = jsonOf(text);
  if (!isObject(value)) throw new EntrySkipped("WRONG_TYPE");
  return value;
}

function namesOf(text: string): readonly string[] {
  const value = jsonOf(text);
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string" && name.trim() !== ""))
    throw new EntrySkipped("WRONG_TYPE");
  return value as string[];
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new EntrySkipped("WRONG_TYPE");
  }
}

/** A kind that is known here: what an item of ours is counted as. */
export const ownKindOf = (own: OwnPart | null): Kind | null =>
  own?.kind && findKind(own.kind) ? (own.kind as Kind) : null;
