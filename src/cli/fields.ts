import { type CustomField, secretFieldNames } from "../client/import/index.ts";
import type { Item } from "../client/index.ts";

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
    if (name === "custom" && Array.isArray(value)) return value.filter(isCustomField);
    if (name === "urls" && Array.isArray(value))
      return value.map((url) => ({ name: "url", value: text(url), secret: false }));
    const plain = typeof value !== "object" || value === null;
    return [{ name, value: text(value), secret: !plain || secretFieldNames.has(name) }];
  });
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const isCustomField = (value: unknown): value is CustomField =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  "value" in value &&
  typeof value.name === "string" &&
  typeof value.value === "string";

export const isSecretName = (name: string): boolean => secretFieldNames.has(name);

const ownNames = /^[a-z][A-Za-z0-9]{0,63}$/;

/**
 * The fields with one value set. What is secret without having a secret's name goes into `custom`, where it can be
 * marked; so do names that no kind of item has. Setting `url` replaces all URLs.
 */
export function withField(fields: Fields, { name, value, secret }: Field): Fields {
  if (name === "url") return { ...fields, urls: value === "" ? [] : [value] };
  const custom = Array.isArray(fields.custom) ? fields.custom.filter(isCustomField) : [];
  const isCustom =
    custom.some((field) => field.name === name) || !ownNames.test(name) || (secret && !isSecretName(name));
  if (!isCustom) return { ...fields, [name]: value };
  const { [name]: _, ...others } = fields;
  return { ...others, custom: [...custom.filter((field) => field.name !== name), { name, value, secret }] };
}
