import { expiryValues } from "./card-values.ts";
import { dayOfTime } from "./dates.ts";
import type { ImportedKind } from "./item.ts";
import { isJsonObject, type JsonObject, memberOf } from "./json.ts";
import type { Value } from "./values.ts";

/** Our field for a type of Keeper's fields, or for a type and a label. */
const fields: Readonly<Record<string, string>> = {
  login: "username",
  password: "password",
  url: "url",
  oneTimeCode: "totp",
  otp: "totp",
  email: "email",
  phone: "phone",
  licenseNumber: "licenceKey",
  birthDate: "dateOfBirth",
  expirationDate: "expirationDate",
  pinCode: "pin",
  "text:cardholderName": "cardholderName",
  "text:company": "company",
  "text:SSID": "ssid",
  "date:dateIssued": "issueDate",
  "date:dateActive": "purchaseDate",
  "accountNumber:passportNumber": "passportNumber",
  "accountNumber:dlNumber": "licenseNumber",
  "accountNumber:identityNumber": "ssn",
  isSSIDHidden: "hidden",
  wifiEncryption: "security",
};

const partFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  paymentCard: { cardNumber: "number", cardSecurityCode: "code" },
  bankAccount: {
    accountType: "accountType",
    otherType: "accountType",
    routingNumber: "routingNumber",
    accountNumber: "accountNumber",
  },
  keyPair: { publicKey: "publicKey", privateKey: "privateKey" },
  host: { hostName: "host", port: "port" },
  address: {
    street1: "address1",
    street2: "address2",
    city: "city",
    state: "state",
    zip: "postalCode",
    country: "country",
  },
  phone: { number: "phone" },
};

/** A person's name, by the kinds that have fields for its parts. */
const nameFields: Readonly<Partial<Record<ImportedKind, Readonly<Record<string, string>>>>> = {
  identity: { first: "firstName", middle: "middleName", last: "lastName" },
  "driving-licence": { first: "firstName", middle: "middleName", last: "lastName" },
};

const secretTypes = new Set([
  "secret",
  "password",
  "pinCode",
  "oneTimeCode",
  "otp",
  "licenseNumber",
  "accountNumber",
  "keyPair",
  "note",
]);
const dateTypes = new Set(["date", "birthDate", "expirationDate"]);
const passkey = "passkey";

/** How the product fills pages in: of no use elsewhere. */
const ofTheProduct = new Set(["appFiller", passkey]);

/** The values of `custom_fields`: `$type:label:number` says what each is, any other name is a person's own. */
export const customValues = (custom: JsonObject, kind: ImportedKind): Value[] =>
  Object.keys(custom).flatMap((key) => {
    const { type, label } = nameOf(key);
    if (ofTheProduct.has(type)) return [];
    return listOf(memberOf(custom, key)).flatMap((value) => valuesOf(type, label, value, kind));
  });

/** The values of each passkey. */
export const passkeyValues = (custom: JsonObject): Value[][] =>
  Object.keys(custom)
    .filter((key) => nameOf(key).type === passkey)
    .flatMap((key) => listOf(memberOf(custom, key)).filter(isJsonObject))
    .map((each) =>
      Object.keys(each).map((name) => ({
        label: name,
        value: textOf(memberOf(each, name)),
        secret: true,
        ...(Object.hasOwn(passkeyFields, name) && { field: passkeyFields[name] as string }),
      })),
    );

const passkeyFields: Readonly<Record<string, string>> = {
  relyingParty: "rpId",
  username: "userName",
  userId: "userHandle",
  credentialId: "credentialId",
  privateKey: "keyValue",
  signCount: "counter",
  createdDate: "creationDate",
};

function nameOf(key: string): { readonly type: string; readonly label: string } {
  const bare = key.replace(/:\d+$/, "");
  if (!bare.startsWith("$")) return { type: "", label: key };
  const [type = "", ...label] = bare.slice(1).split(":");
  return { type: type.trim(), label: label.join(":").trim() };
}

function valuesOf(type: string, label: string, value: unknown, kind: ImportedKind): Value[] {
  const called = label || type || "field";
  if (isJsonObject(value)) return partsOf(type, called, value, kind);
  const field = fieldFor(type, label);
  const isTime = dateTypes.has(type) && typeof value === "number";
  const text = isTime ? dayOfTime(value) : textOf(value);
  return [{ label: called, value: text, secret: secretTypes.has(type), ...(field !== undefined && { field }) }];
}

function fieldFor(type: string, label: string): string | undefined {
  for (const name of [`${type}:${label}`, ...(label === "" || !dateTypes.has(type) ? [type] : [])])
    if (Object.hasOwn(fields, name)) return fields[name];
  return undefined;
}

function partsOf(type: string, label: string, value: JsonObject, kind: ImportedKind): Value[] {
  if (type === "securityQuestion")
    return [
      { label: textOf(memberOf(value, "question")) || label, value: textOf(memberOf(value, "answer")), secret: true },
    ];
  const own =
    type === "name" ? (nameFields[kind] ?? {}) : Object.hasOwn(partFields, type) ? (partFields[type] ?? {}) : {};
  if (type === "name" && kind === "bank-account") return [{ label, field: "nameOnAccount", value: wholeName(value) }];
  if (type === "name" && kind === "passport")
    return [
      { label, field: "givenName", value: wholeName({ ...value, last: "" }) },
      { label, field: "surname", value: textOf(memberOf(value, "last")) },
    ];
  if (type === "name" && nameFields[kind] === undefined) return [{ label, value: wholeName(value) }];
  return Object.keys(value).flatMap((part): Value[] => {
    const text = textOf(memberOf(value, part));
    if (part === "cardExpirationDate") return expiryValues(`${label}: ${part}`, text);
    const secret = secretTypes.has(type) || /number|code|key/i.test(part);
    return [
      {
        label: `${label}: ${part}`,
        value: text,
        secret,
        ...(Object.hasOwn(own, part) && { field: own[part] as string }),
      },
    ];
  });
}

const wholeName = (name: JsonObject): string =>
  ["first", "middle", "last"]
    .map((part) => textOf(memberOf(name, part)))
    .filter((part) => part !== "")
    .join(" ");

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
