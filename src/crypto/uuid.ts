import { ProtocolError } from "./errors.ts";
import { asId, type Id } from "./keys.ts";
import { randomBytes } from "./sodium.ts";

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a UUID of any version in its canonical form: lower case, with hyphens. Throws MALFORMED on any other text. */
export function parseUuid(text: string): Id {
  if (!canonical.test(text)) throw new ProtocolError("MALFORMED", "UUID");
  const digits = text.replaceAll("-", "");
  const id = new Uint8Array(16);
  for (let i = 0; i < 16; i++) id[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return asId(id);
}

const digits = new TextEncoder().encode("0123456789abcdef");
/** Where the digits of each byte stand in the text. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const text = new Uint8Array(36).fill(0x2d);
const ascii = new TextDecoder();

/** The canonical text of an id: written at once, because ids are written for every record that is read. */
export function formatUuid(id: Id): string {
  for (let i = 0; i < 16; i++) {
    const byte = id[i] as number;
    const place = places[i] as number;
    text[place] = digits[byte >> 4] as number;
    text[place + 1] = digits[byte & 15] as number;
  }
  return ascii.decode(text);
}

/** A UUIDv7 (RFC 9562 §5.7) of a time in milliseconds since 1970 and ten random bytes, of which 74 bits are used. */
export function deriveUuidV7(time: number, random: Uint8Array): Id {
  if (!Number.isSafeInteger(time) || time < 0 || time >= 2 ** 48)
    throw new ProtocolError("MALFORMED", "time of a UUID");
  if (random.length !== 10) throw new ProtocolError("MALFORMED", "randomness of a UUID");
  const id = new Uint8Array(16);
  for (let i = 0, rest = time; i < 6; i++, rest = Math.floor(rest / 256)) id[5 - i] = rest % 256;
  id.set(random, 6);
  return markVersion(id, 7);
}

/** The id of 16 bytes of one's own making, marked as the version of RFC 9562 that it is; they are written over. */
export function markVersion(bytes: Uint8Array, version: 4 | 7 | 8): Id {
  bytes[6] = (version << 4) | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return asId(bytes);
}

/** A fresh UUIDv4, which tells nothing: the id of a user, for it is shown to whoever knows the address (PROTOCOL §3.3). */
export function makeUserId(): Id {
  return markVersion(randomBytes(16), 4);
}

/** A fresh UUIDv7; `time` in milliseconds since 1970. */
export function makeId(time: number): Id {
  return deriveUuidV7(time, randomBytes(10));
}
