import { Secret, TOTP } from "otpauth/slim";
import { refuseInput } from "../errors.ts";
import { parseTotp } from "./parse.ts";

export interface TotpCode {
  readonly code: string;
  /** Seconds until the next one: 1 or more. */
  readonly validFor: number;
}

/**
 * The code of a field of type `TOTP` at a moment (RFC 6238). Throws INVALID_INPUT for what is no TOTP secret, and for a
 * moment before 1970.
 */
export function totpCode(totp: string, at: Date): TotpCode {
  const { secret, algorithm, digits, period } = parseTotp(totp);
  const timestamp = at.getTime();
  if (!(timestamp >= 0)) refuseInput("at");
  const code = TOTP.generate({ secret: Secret.fromBase32(secret), algorithm, digits, period, timestamp });
  return { code, validFor: period - (Math.floor(timestamp / 1_000) % period) };
}
