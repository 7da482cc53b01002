import { isObject, type Json } from "../json.ts";
import type { FindingCode } from "./findings.ts";
import * as odd from "./odd.ts";

/**
 * What a field holds. Values are text whatever the type, as people and other products write them; only `URLS` and
 * `CUSTOM` are lists. The type says how a client asks for a value, shows it and checks it.
 */
export const fieldTypes = [
  "TEXT",
  "PASSWORD",
  "URLS",
  "EMAIL",
  "PHONE",
  "DATE",
  "EXPIRY",
  "MONTH",
  "YEAR",
  "NUMBER",
  "PORT",
  "YES_NO",
  "TOTP",
  "CARD_NUMBER",
  "IBAN",
  "PRIVATE_KEY",
  "CUSTOM",
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A field whose name a person made up. In a body they stand in order, as `fields.custom`. */
export type CustomField = {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
};

/** The value of a field of a type. */
export type ValueOf<T extends FieldType> = T extends "URLS"
  ? readonly string[]
  : T extends "CUSTOM"
    ? readonly CustomField[]
    : string;

/** Whether a value is one that a field of this type can have. */
export function isOfType(type: FieldType, value: Json): boolean {
  if (type === "URLS") return Array.isArray(value) && value.every((url) => typeof url === "string");
  if (type === "CUSTOM") return Array.isArray(value) && value.every(isCustomField);
  return typeof value === "string";
}

function isCustomField(value: Json): boolean {
  if (!isObject(value)) return false;
  const { name, value: text, secret } = value;
  const marked = secret === undefined || typeof secret === "boolean";
  return typeof name === "string" && typeof text === "string" && marked;
}

/** What is odd about a text in a field of this type; null where nothing is. */
export const oddIn: { readonly [T in FieldType]?: (text: string, at: Date) => FindingCode | null } = {
  URLS: (text) => (odd.isUrl(text) ? null : "NOT_A_URL"),
  EMAIL: (text) => (odd.isAddress(text) ? null : "NOT_AN_ADDRESS"),
  DATE: (text) => (odd.dayOf(text) === null ? "NOT_A_DATE" : null),
  EXPIRY: (text, at) => {
    const day = odd.dayOf(text);
    if (day === null) return "NOT_A_DATE";
    return odd.isOver(day, at) ? "EXPIRED" : null;
  },
  MONTH: (text) => (odd.isNumber(text, 1, 12) ? null : "NOT_A_MONTH"),
  YEAR: (text) => (odd.isNumber(text, 1_000, 9_999) ? null : "NOT_A_YEAR"),
  NUMBER: (text) => (/^\d+$/.test(text) ? null : "NOT_A_NUMBER"),
  PORT: (text) => (odd.isNumber(text, 1, 65_535) ? null : "NOT_A_PORT"),
  YES_NO: (text) => (text === "true" || text === "false" ? null : "NOT_TRUE_OR_FALSE"),
  TOTP: (text) => (odd.isTotp(text) ? null : "NOT_A_TOTP"),
  CARD_NUMBER: (text) => (odd.isCardNumber(text) ? null : "NOT_A_CARD_NUMBER"),
  IBAN: (text) => (odd.isIban(text) ? null : "NOT_AN_IBAN"),
  PRIVATE_KEY: (text) => (odd.isPrivateKey(text) ? null : "NOT_A_PRIVATE_KEY"),
};
