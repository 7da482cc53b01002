import {
  type CustomField,
  findKind,
  type Item,
  type ItemInput,
  type ItemPatch,
  type Json,
  type JsonObject,
} from "sealgraph/client";
import { customOf } from "./item-fields.tsx";

/** An item while it is typed. `fields` has texts and lists of texts alone. */
export interface Draft {
  readonly kind: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly custom: readonly CustomField[];
  readonly notes: string;
  readonly tags: string;
}

export const emptyDraft = (kind: string): Draft => ({ kind, title: "", fields: {}, custom: [], notes: "", tags: "" });

/** What of an item a form can hold: fields of its kind that have their types. All else stays as it is. */
export function draftOf(item: Item): Draft {
  const fields: Record<string, string | readonly string[]> = {};
  for (const [name, { type }] of Object.entries(findKind(item.kind)?.fields ?? {})) {
    const value = Object.hasOwn(item.fields, name) ? item.fields[name] : undefined;
    if (type === "URLS" && Array.isArray(value)) fields[name] = value.filter((url) => typeof url === "string");
    else if (type !== "CUSTOM" && typeof value === "string") fields[name] = value;
  }
  const { kind, title, notes, tags } = item;
  return { kind, title, fields, custom: customOf(item), notes, tags: tags.join(", ") };
}

const tagsOf = (text: string): string[] =>
  [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");

const isEmpty = (value: string | readonly string[]): boolean => value.length === 0;

const filled = (value: string | readonly string[]): string | string[] =>
  typeof value === "string" ? value : value.map((each) => each.trim()).filter((each) => each !== "");

export function inputOf(draft: Draft, folder: string | null): ItemInput {
  const { kind, title, custom, notes } = draft;
  const given = Object.entries(draft.fields)
    .map(([name, value]) => [name, filled(value)] as const)
    .filter(([, value]) => !isEmpty(value));
  const fields: JsonObject = {
    ...Object.fromEntries(given),
    ...(custom.length > 0 && { custom: custom.map((each) => ({ ...each })) }),
  };
  return { kind, title, fields, notes, tags: tagsOf(draft.tags), folder };
}

/** What changed between a draft as it was begun and as it is now: nothing else is written. */
export function patchOf(before: Draft, after: Draft): ItemPatch {
  const fields: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    const [was, is] = [filled(before.fields[name] ?? ""), filled(after.fields[name] ?? "")];
    if (!isSame(was, is)) fields[name] = isEmpty(is) ? null : is;
  }
  if (!isSame(before.custom, after.custom)) {
    fields.custom = after.custom.length === 0 ? null : after.custom.map((each) => ({ ...each }));
  }
  return {
    ...(before.title !== after.title && { title: after.title }),
    ...(before.notes !== after.notes && { notes: after.notes }),
    ...(before.tags !== after.tags && { tags: tagsOf(after.tags) }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
