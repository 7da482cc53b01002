import type { ImportedField } from "./item.ts";
import { type JsonObject, memberOf, objectsIn, textIn } from "./json.ts";
import { EntrySkipped } from "./refusals.ts";
import { secretFieldNames } from "./secret-names.ts";

/** Members that are read elsewhere, or say nothing that a person would miss. */
const otherMembers = new Set(["totp", "uris", "uri", "fido2Credentials", "passwordRevisionDate", "type"]);

const fieldType = { TEXT: 0, HIDDEN: 1, BOOLEAN: 2, LINKED: 3 } as const;

/** Every value of an item: what is its type's own, URLs, custom fields, former passwords. Throws `EntrySkipped`. */
export function fieldsOf(item: JsonObject, own: JsonObject): { fields: readonly ImportedField[]; linked: boolean } {
  const custom = objectsIn(item, "fields");
  const kept = custom.filter((field) => memberOf(field, "type") !== fieldType.LINKED);
  const fields = [...ownFields(own), ...urls(own), ...kept.map(customField), ...formerPasswords(item)];
  return { fields: fields.filter(({ value }) => value !== ""), linked: kept.length < custom.length };
}

const ownFields = (own: JsonObject): ImportedField[] =>
  Object.keys(own)
    .filter((name) => !otherMembers.has(name))
    .map((name) => ({ name, value: scalar(memberOf(own, name)), ...natureOf(name) }));

/** Names that no type of item has are treated like those that a person made up, and hidden. */
const natureOf = (name: string) => {
  const custom = !/^[a-z][A-Za-z0-9]{0,63}$/.test(name) || name === "urls" || name === "custom";
  return { custom, secret: custom || secretFieldNames.has(name) };
};

const urls = (own: JsonObject): ImportedField[] =>
  objectsIn(own, "uris").map((uri) => ({ name: "url", value: textIn(uri, "uri"), custom: false, secret: false }));

const customField = (field: JsonObject): ImportedField => ({
  name: textIn(field, "name") || "field",
  value: scalar(memberOf(field, "value")),
  custom: true,
  secret: memberOf(field, "type") === fieldType.HIDDEN,
});

const formerPasswords = (item: JsonObject): ImportedField[] =>
  objectsIn(item, "passwordHistory").map((former) => ({
    name: `password until ${textIn(former, "lastUsedDate").slice(0, 10)}`,
    value: textIn(former, "password"),
    custom: true,
    secret: true,
  }));

/** Text of a plain value. Throws WRONG_TYPE for a list or an object. */
function scalar(value: unknown = ""): string {
  if (typeof value === "object") throw new EntrySkipped("WRONG_TYPE");
  return String(value);
}
