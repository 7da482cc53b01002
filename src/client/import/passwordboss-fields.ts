import { isSecretField } from "../kinds/kind.ts";
import { expiryValues } from "./card-values.ts";
import { dayOfNumbers, monthAndYear } from "./dates.ts";
import type { ImportedKind } from "./item.ts";
import type { Value } from "./values.ts";

const kinds: ReadonlyMap<string, ImportedKind> = new Map([
  ["website", "login"],
  ["application", "login"],
  ["instantmessenger", "login"],
  ["password", "login"],
  ["login", "login"],
  ["database", "server"],
  ["server", "server"],
  ["sshkey", "ssh-key"],
  ["wifi", "wifi"],
  ["emailaccount", "email-account"],
  ["bank", "bank-account"],
  ["bankaccount", "bank-account"],
  ["creditcard", "card"],
  ["address", "identity"],
  ["company", "identity"],
  ["email", "identity"],
  ["names", "identity"],
  ["name", "identity"],
  ["phonenumber", "identity"],
  ["identity", "identity"],
  ["socialsecurity", "identity"],
  ["genericnote", "note"],
  ["note", "note"],
  ["securenote", "note"],
  ["driverlicense", "driving-licence"],
  ["driverslicense", "driving-licence"],
  ["passport", "passport"],
  ["softwarelicense", "licence"],
]);

/** A type that has no kind of its own here is kept under its own names; where none is given it is a login. */
export const kindOfType = (type: string): ImportedKind =>
  type.trim() === "" ? "login" : (kinds.get(squeezed(type)) ?? "custom");

/** Our field for a name as Password Boss has it, in whatever spelling. */
const fields: Readonly<Record<string, string>> = {
  username: "username",
  password: "password",
  url: "url",
  loginurl: "url",
  website: "url",
  totp: "totp",
  email: "email",
  cardnumber: "number",
  nameoncard: "cardholderName",
  securitycode: "code",
  cardtype: "brand",
  pin: "pin",
  bankname: "bankName",
  issuingbank: "bankName",
  nameonaccount: "nameOnAccount",
  accountnumber: "accountNumber",
  routingnumber: "routingNumber",
  accounttype: "accountType",
  swift: "swiftCode",
  iban: "iban",
  ssid: "ssid",
  hostname: "host",
  host: "host",
  port: "port",
  privatekey: "privateKey",
  publickey: "publicKey",
  passphrase: "passphrase",
  passportnumber: "passportNumber",
  driverlicensenumber: "licenseNumber",
  licensekey: "licenceKey",
  ssn: "ssn",
  firstname: "firstName",
  middlename: "middleName",
  lastname: "lastName",
  company: "company",
  address1: "address1",
  address2: "address2",
  city: "city",
  state: "state",
  zip: "postalCode",
  zipcode: "postalCode",
  country: "country",
  phone: "phone",
  phonenumber: "phone",
  dateofbirth: "dateOfBirth",
  issuedate: "issueDate",
  expirationdate: "expirationDate",
};

/** A value by its name. Where a card runs out is a month and a year; other days are written as ours are. */
export function valueFor(name: string, value: string, kind: ImportedKind): Value[] {
  const bare = squeezed(name);
  if (kind === "card" && (bare === "expires" || bare === "expirationdate") && monthAndYear(value) !== null)
    return expiryValues(name, value);
  const field = Object.hasOwn(fields, bare) ? fields[bare] : undefined;
  const text = bare.includes("date") ? dayOfNumbers(value.replace(/T00:00:00(?:\.0+)?Z?$/, "")) : value;
  const secret = /password|pin|code|number|key|secret|answer/.test(bare) && !/phone/.test(bare);
  return [
    {
      label: name,
      value: text,
      secret: field === undefined ? secret : isSecretField(field),
      ...(field !== undefined && { field }),
    },
  ];
}

/** A login without a user name goes by its e-mail address. */
export function asKind(kind: ImportedKind, values: readonly Value[]): readonly Value[] {
  const hasName = values.some(({ field, value }) => field === "username" && value.trim() !== "");
  if (kind !== "login" || hasName) return values;
  return values.map((value) => (value.field === "email" ? { ...value, field: "username" } : value));
}

/** A name without case, spaces and marks. */
export const squeezed = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
