import { type CustomField, findField, findKind, type Item, isSecretField } from "../client/index.ts";

/** One value of an item as people see it. */
export interface Field {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

type Fields = Item["fields"];

/** All values of an item in the order of its body. Names may repeat: every URL is a field `url`. */
export function fieldsOf(fields: Fields): Field[] {
  return Object.entries(fields).flatMap(([name, value]): Field[] => {
    if (name === "custom" && Array.isArray(value)) return value.map(customField);
    if (name === "urls" && Array.isArray(value))
      return value.map((url) => ({ name: "url", value: text(url), secret: false }));
    const plain = typeof value !== "object" || value === null;
    return [{ name, value: text(value), secret: !plain || isSecretField(name) }];
  });
}

/** What another client wrote in another shape is shown raw; what nobody marked as open is hidden. */
const customField = (value: unknown): Field =>
  isCustomField(value)
    ? { name: value.name, value: value.value, secret: value.secret !== false }
    : { name: "custom", value: text(value), secret: true };

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const isCustomField = (value: unknown): value is CustomField =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  "value" in value &&
  typeof value.name === "string" &&
  typeof value.value === "string";

export const isNamed = (field: unknown, name: string): boolean =>
  typeof field === "object" && field !== null && "name" in field && field.name === name;

/** A field's name as people write it: each of `urls` is a `url`. */
export const shownName = (name: string): string => (name === "urls" ? "url" : name);

const ownNames = /^[a-z][A-Za-z0-9]{0,63}$/;

/**
 * The fields of an item of this kind with one value set. Into `custom` go names that the kind does not have, and what is
 * secret without having a secret's name, because it can be marked there. Setting `url` replaces all URLs.
 */
export function withField(kind: string, fields: Fields, { name, value, secret }: Field): Fields {
  if (name === "url") return { ...fields, urls: value === "" ? [] : [value] };
  const custom = Array.isArray(fields.custom) ? fields.custom : [];
  const isOwn = findField(kind, name) !== null || Object.hasOwn(fields, name) || findKind(kind) === null;
  const isCustom =
    custom.some((field) => isNamed(field, name)) || !isOwn || !ownNames.test(name) || (secret && !isSecretField(name));
  if (!isCustom) return { ...fields, [name]: value };
  const { [name]: _, ...others } = fields;
  const place = custom.findIndex((field) => isNamed(field, name));
  const set = { name, value, secret };
  return { ...others, custom: place < 0 ? [...custom, set] : custom.with(place, set) };
}
