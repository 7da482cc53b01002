import { isObject, type Json, type JsonObject } from "../json.ts";
import { findKind, isSecretField } from "./kind.ts";

/** The body of an item without what clients hide: secret fields, notes, and fields of kinds that this version does not know. */
export function withoutSecrets({ fields, notes: _, ...rest }: JsonObject): JsonObject {
  const kind = typeof rest.kind === "string" ? findKind(rest.kind) : null;
  const known = kind && isObject(fields) ? Object.entries(fields) : [];
  const shown = known.flatMap(([name, value]): [string, Json][] => {
    if (name === "custom") return [[name, shownCustom(value as Json)]];
    const isPlain = typeof value === "string" || name === "urls";
    return isSecretField(name) || !isPlain || value === undefined ? [] : [[name, value]];
  });
  return { ...rest, fields: Object.fromEntries(shown) };
}

const shownCustom = (custom: Json): Json =>
  Array.isArray(custom) ? custom.filter((field) => isObject(field) && field.secret === false) : [];
