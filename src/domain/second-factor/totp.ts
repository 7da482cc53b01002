import { Secret, TOTP } from "otpauth/slim";
import type { House } from "../context.ts";

/** RFC 6238 as every authenticator knows it. PROTOCOL §3.12. */
const form = { algorithm: "SHA1", digits: 6, period: 30 } as const;
export const seedBytes = 20;

/** What an authenticator is given, by hand or as a picture: it holds the seed. */
export const totpUri = (house: House, address: string, seed: Uint8Array): string =>
  new TOTP({
    ...form,
    issuer: `Sealgraph ${new URL(house.publicUrl).hostname}`,
    label: address,
    secret: secretOf(seed),
  }).toString();

/** The interval that a code is of: the present one, the one before or the one after. Null where it is of none. */
export function intervalOf(seed: Uint8Array, typed: string, now: Date): number | null {
  if (typed.length > 64) return null;
  const token = typed.replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...form, secret: secretOf(seed), token, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1_000 / form.period) + delta;
}

const secretOf = (seed: Uint8Array): Secret => new Secret({ buffer: new Uint8Array(seed).buffer });
