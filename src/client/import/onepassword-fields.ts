import { expiryValues, nameValues } from "./card-values.ts";
import { dayOfTime, lastDayOf } from "./dates.ts";
import { isJsonObject, type JsonObject, memberOf } from "./json.ts";
import type { Value } from "./values.ts";

interface Field {
  readonly title: string;
  readonly id: string;
  /** Text, or an object with one member, named after the type of the value. */
  readonly value: unknown;
}

interface Found {
  readonly values: readonly Value[];
  readonly attachment?: boolean;
  readonly reference?: boolean;
}

/** What a field of an item holds. `own` are our fields by the ids that the item's category has for its own. */
export function fieldValues({ title, id, value }: Field, own: Readonly<Record<string, string>>): Found {
  const field = Object.hasOwn(own, id) ? own[id] : undefined;
  const named = (text: string, secret?: boolean): Value => ({
    label: title,
    value: text,
    ...(field !== undefined && { field }),
    ...(secret !== undefined && { secret }),
  });
  if (value === undefined || value === null) return { values: [] };
  if (!isJsonObject(value)) return { values: [named(textOf(value))] };
  const [type = "", ...others] = Object.keys(value).filter((name) => memberOf(value, name) !== undefined);
  const content = memberOf(value, type) ?? "";
  if (others.length > 0) return { values: [named(textOf(value))] };
  switch (type) {
    case "":
      return { values: [] };
    case "concealed":
      return { values: [named(textOf(content), true)] };
    case "creditCardNumber":
      return { values: [{ field: "number", ...named(textOf(content), true) }] };
    case "totp":
      return { values: [{ ...named(textOf(content), true), field: "totp" }] };
    case "url":
      return { values: [{ field: "url", ...named(textOf(content)) }] };
    case "date":
      return { values: [named(typeof content === "number" ? dayOfTime(content * 1_000) : textOf(content))] };
    case "monthYear":
      return { values: monthYear(named(textOf(content))) };
    case "reference":
      return { values: [named(textOf(content))], reference: true };
    case "file":
      return {
        values: [named(isJsonObject(content) ? textOf(memberOf(content, "fileName") ?? "") : "")],
        attachment: true,
      };
    case "email":
    case "address":
    case "sshKey":
      if (isJsonObject(content)) return { values: parts(type, content, named) };
  }
  if (field === "fullName") return { values: nameValues(title, textOf(content), "firstName", "lastName") };
  if (field === "givenName") return { values: nameValues(title, textOf(content), "givenName", "surname") };
  return { values: [named(textOf(content))] };
}

/** `203006`: of a card two fields, of anything else the last day of that month. */
function monthYear(value: Value): Value[] {
  if (value.field === "expMonth") return expiryValues(value.label, value.value);
  const [, year, month] = /^(\d{4})(\d{2})$/.exec(value.value) ?? [];
  return [{ ...value, value: lastDayOf(Number(year), Number(month)) ?? value.value }];
}

/** Values that have parts of their own. What of it has no name here is kept under its own. */
function parts(type: "email" | "address" | "sshKey", content: JsonObject, named: (text: string) => Value): Value[] {
  const { label } = named("");
  if (type === "email") {
    const provider = textOf(memberOf(content, "provider") ?? "");
    return [
      { ...named(textOf(memberOf(content, "email_address") ?? "")), field: "email" },
      { label: `${label}: provider`, value: provider },
    ];
  }
  const metadata = memberOf(content, "metadata");
  const all: JsonObject = type === "sshKey" && isJsonObject(metadata) ? { ...content, ...metadata } : content;
  const fields: Readonly<Record<string, string>> = type === "address" ? addressFields : keyFields;
  return Object.keys(all)
    .filter((name) => name !== "metadata")
    .map((name) => ({
      label: `${label}: ${name}`,
      value: textOf(memberOf(all, name) ?? ""),
      ...(Object.hasOwn(fields, name) && { field: fields[name] as string }),
    }));
}

const addressFields = { street: "address1", city: "city", state: "state", zip: "postalCode", country: "country" };
const keyFields = { privateKey: "privateKey", publicKey: "publicKey", fingerprint: "keyFingerprint" };

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
