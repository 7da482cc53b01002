import { bounds } from "./bounds.ts";
import { ProtocolError } from "./errors.ts";

/** The only suite (PROTOCOL §1.1). */
export const suite = 0x01;
export const envelopeOverhead = 1 + 24 + 32 + 16;

/**
 * An envelope's shape (PROTOCOL §2.1), without any key: this is what a server checks. Throws TOO_LARGE above `maximum`
 * bytes, MALFORMED when too short, UNSUPPORTED on another suite.
 */
export function checkEnvelope(bytes: Uint8Array, maximum: number = bounds.envelope): void {
  if (bytes.length > maximum) throw new ProtocolError("TOO_LARGE", "envelope");
  if (bytes.length < envelopeOverhead) throw new ProtocolError("MALFORMED", "envelope");
  if (bytes[0] !== suite) throw new ProtocolError("UNSUPPORTED", "suite");
}
