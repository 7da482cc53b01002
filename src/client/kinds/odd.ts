import { SealgraphError } from "../errors.ts";
import { parseTotp } from "../totp/parse.ts";

/** A URL, or a host as people write it, without `https://`. */
export const isUrl = (text: string): boolean => URL.canParse(text) || URL.canParse(`https://${text}`);

export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

/** Digits alone, of a value within the bounds. */
export const isNumber = (text: string, least: number, most: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** The start of a day written as `2030-12-31`, with or without a time; null where it is none. */
export function dayOf(text: string): Date | null {
  const written = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)?.[1];
  if (written === undefined) return null;
  const day = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written) ? day : null;
}

const oneDay = 86_400_000;

/** Whether a day has ended everywhere on earth. */
export const isOver = (day: Date, at: Date): boolean => at.getTime() >= day.getTime() + oneDay + oneDay / 2;

export function isTotp(text: string): boolean {
  try {
    parseTotp(text);
    return true;
  } catch (error) {
    if (error instanceof SealgraphError) return false;
    throw error;
  }
}

/** 12 to 19 digits that pass the check of ISO/IEC 7812; spaces and hyphens may part them. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Country, check digits and account that pass the check of ISO 13616; spaces may part them. */
export function isIban(text: string): boolean {
  const iban = text.replace(/ /g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** As OpenSSH, OpenSSL and PuTTY write them. */
export const isPrivateKey = (text: string): boolean => {
  const key = text.trim();
  if (key.startsWith("PuTTY-User-Key-File-")) return true;
  const name = /^-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----/.exec(key)?.[1];
  return name !== undefined && key.endsWith(`-----END ${name}-----`);
};
