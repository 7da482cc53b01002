/** Rights of a desk beyond its own, for a time (PROTOCOL §4.16). */
import { bounds } from "./bounds.ts";
import { ProtocolError } from "./errors.ts";
import { hash } from "./hash.ts";
import type { Hash } from "./keys.ts";

/** How long a break-glass lasts, and how far ahead it is asked for, at most. */
export const mostBreakGlassHours = 72;
export const mostHoursAhead = 336;

/** What a break-glass is for, as the chain states it: 1 to 1,024 bytes of text. Throws MALFORMED or TOO_LARGE. */
export function breakGlassReasonHash(text: string): Hash {
  const bytes = new TextEncoder().encode(text.normalize("NFC"));
  if (bytes.length === 0) throw new ProtocolError("MALFORMED", "reason");
  if (bytes.length > bounds.text) throw new ProtocolError("TOO_LARGE", "reason");
  return hash("break-glass-reason", bytes);
}
