import { bytesOfBase64 } from "./base64.ts";
import type { KeepassString } from "./keepass-tree.ts";
import type { Value } from "./values.ts";

/** How codes are made, where it is not the usual way. */
interface Settings {
  readonly period?: string | undefined;
  readonly digits?: string | undefined;
  readonly algorithm?: string | undefined;
}

/**
 * The secret of one-time codes, as KeePass itself, KeePassXC and the plug-ins before them write it; `rest` are the other
 * values. What cannot be understood stays among them.
 */
export function keepassTotp(strings: readonly KeepassString[]): {
  readonly totp: readonly Value[];
  readonly rest: readonly KeepassString[];
} {
  const textOf = (key: string) => strings.find((string) => string.key === key)?.value.trim() ?? "";
  const totp: Value[] = [];
  const taken = new Set<string>();
  const take = (secret: string | null, settings: Settings, ...keys: readonly string[]) => {
    if (secret === null || secret === "") return;
    totp.push({ label: "TOTP", field: "totp", value: written(secret, settings), secret: true });
    for (const key of keys) taken.add(key);
  };
  take(ofKeeOtp(textOf("otp"))?.secret ?? null, ofKeeOtp(textOf("otp"))?.settings ?? {}, "otp");
  for (const [key, decode] of encodings)
    take(decode(textOf(key)), ofKeepass(textOf), key, "TimeOtp-Length", "TimeOtp-Period", "TimeOtp-Algorithm");
  const [period, digits] = textOf("TOTP Settings").split(";");
  if (/^\d*$/.test(digits ?? "")) take(textOf("TOTP Seed"), { period, digits }, "TOTP Seed", "TOTP Settings");
  return { totp, rest: strings.filter(({ key }) => !taken.has(key)) };
}

/** `otpauth://…` as it is, or `key=…&step=30&size=6`. */
function ofKeeOtp(text: string): { readonly secret: string; readonly settings: Settings } | null {
  if (/^otpauth:/i.test(text)) return { secret: text, settings: {} };
  const query = new URLSearchParams(text);
  const secret = query.get("key");
  if (secret === null || query.get("type") === "Hotp") return null;
  const settings = {
    period: query.get("step") ?? undefined,
    digits: query.get("size") ?? undefined,
    algorithm: query.get("otpHashMode") ?? undefined,
  };
  return { secret, settings };
}

const ofKeepass = (textOf: (key: string) => string): Settings => ({
  period: textOf("TimeOtp-Period"),
  digits: textOf("TimeOtp-Length"),
  algorithm: textOf("TimeOtp-Algorithm").replace(/^HMAC-?/i, ""),
});

/** A base32 seed alone where codes are made as usual, else an otpauth URL. */
function written(secret: string, { period, digits, algorithm }: Settings): string {
  if (/^otpauth:/i.test(secret)) return secret;
  const query = new URLSearchParams({ secret: secret.replace(/[\s=-]/g, "") });
  if (period && period !== "30") query.set("period", period);
  if (digits && digits !== "6") query.set("digits", digits);
  const hash = algorithm?.replace("-", "").toUpperCase();
  if (hash && hash !== "SHA1") query.set("algorithm", hash);
  return query.size === 1 ? secret : `otpauth://totp/KeePass?${query}`;
}

const encodings: readonly (readonly [key: string, decode: (text: string) => string | null])[] = [
  ["TimeOtp-Secret-Base32", (text) => text],
  [
    "TimeOtp-Secret-Hex",
    (text) =>
      /^(?:[0-9a-f]{2})+$/i.test(text)
        ? base32(text.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [])
        : null,
  ],
  ["TimeOtp-Secret-Base64", (text) => base32([...(bytesOfBase64(text) ?? [])])],
  ["TimeOtp-Secret", (text) => base32([...new TextEncoder().encode(text)])],
];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}
