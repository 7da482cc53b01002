import { Secret } from "otpauth/slim";
import { refuseInput } from "../errors.ts";

/** What codes are made of. */
export interface Totp {
  /** Base32, without spaces and padding. */
  readonly secret: string;
  readonly algorithm: "SHA1" | "SHA256" | "SHA512";
  readonly digits: number;
  /** Seconds for which a code is good. */
  readonly period: number;
}

const mostCharacters = 4_096;

/**
 * Reads an `otpauth://totp/…` URI, or a secret alone, in base32 as services print it: in groups or not, in any case.
 * Without more, codes have 6 digits, last 30 seconds and are made with SHA-1. Throws INVALID_INPUT for anything else.
 */
export function parseTotp(text: string): Totp {
  if (typeof text !== "string" || text.length > mostCharacters) refuseInput("totp");
  const uri = /^\s*otpauth:\/\/totp\/[^?]*\?([^#]*)/i.exec(text);
  const parameters = new URLSearchParams(uri ? uri[1] : { secret: text });
  return {
    secret: secretIn(one(parameters, "secret") ?? ""),
    algorithm: algorithmIn(one(parameters, "algorithm") ?? "SHA1"),
    digits: numberIn(one(parameters, "digits") ?? "6", 6, 8),
    period: numberIn(one(parameters, "period") ?? "30", 1, 3_600),
  };
}

/** A parameter that stands there once; null where it does not stand there. */
function one(parameters: URLSearchParams, name: string): string | null {
  const values = parameters.getAll(name);
  if (values.length > 1) refuseInput("totp");
  return values[0] ?? null;
}

function secretIn(text: string): string {
  const secret = text.replace(/[\s-]/g, "").replace(/=+$/, "").toUpperCase();
  if (!/^[A-Z2-7]+$/.test(secret) || Secret.fromBase32(secret).bytes.length === 0) refuseInput("totp");
  return secret;
}

function algorithmIn(text: string): Totp["algorithm"] {
  const length = /^(?:hmac-?)?sha-?(1|256|512)$/i.exec(text.trim())?.[1];
  if (length === undefined) refuseInput("totp");
  return `SHA${length}` as Totp["algorithm"];
}

function numberIn(text: string, least: number, most: number): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) refuseInput("totp");
  return number;
}
