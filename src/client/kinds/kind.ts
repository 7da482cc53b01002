import { secretFieldNames } from "../import/secret-names.ts";
import type { JsonObject } from "../json.ts";
import { type FieldType, isOfType, type ValueOf } from "./field-types.ts";
import { type Kind, type KindDescription, type KindField, kinds } from "./table.ts";

type KnownFields<K extends Kind> = {
  readonly [Name in keyof (typeof kinds)[K]["fields"]]?: (typeof kinds)[K]["fields"][Name] extends {
    readonly type: infer T extends FieldType;
  }
    ? ValueOf<T>
    : never;
};

/** The fields of a kind: those that it is known to have by their types, any others raw. Of an unknown kind: raw. */
export type FieldsOf<K extends string> = JsonObject & (K extends Kind ? KnownFields<K> : unknown);

/** What a kind is; null for one that this version does not know. */
export const findKind = (kind: string): KindDescription | null =>
  Object.hasOwn(kinds, kind) ? kinds[kind as Kind] : null;

/** A field that a kind is known to have; null for any other. */
export function findField(kind: string, name: string): KindField | null {
  const fields = findKind(kind)?.fields ?? {};
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}

const secretNames: ReadonlySet<string> = new Set([
  ...secretFieldNames,
  ...Object.values<KindDescription>(kinds).flatMap(({ fields }) =>
    Object.keys(fields).filter((name) => fields[name]?.secret === true),
  ),
]);

/** Whether clients hide what stands in a field of this name until they are asked for it. The same for all kinds. */
export const isSecretField = (name: string): boolean => secretNames.has(name);

/** Names of the fields that the kind is known to have, and whose values are not of their types. */
export function wronglyTyped(kind: string, fields: JsonObject): string[] {
  return Object.entries(findKind(kind)?.fields ?? {})
    .filter(([name, { type }]) => {
      const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return value !== undefined && !isOfType(type, value);
    })
    .map(([name]) => name);
}

/** Whether an item is of a known kind, and every field that the kind is known to have is of its type. */
export function isOfKind<K extends Kind, I extends { readonly kind: string; readonly fields: JsonObject }>(
  item: I,
  kind: K,
): item is I & { readonly kind: K; readonly fields: FieldsOf<K> } {
  return item.kind === kind && wronglyTyped(kind, item.fields).length === 0;
}
