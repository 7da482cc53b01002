import { bounds } from "./bounds.ts";
import { ProtocolError } from "./errors.ts";
import { asHash, asNonce, type Hash, type Nonce } from "./keys.ts";

/** The only suite (PROTOCOL §1.1). */
export const suite = 0x01;
export const envelopeOverhead = 1 + 24 + 32 + 16;

export interface Envelope {
  readonly nonce: Nonce;
  readonly commitment: Hash;
  /** With its tag. */
  readonly ciphertext: Uint8Array;
}

/**
 * Takes an envelope apart by its shape (PROTOCOL §2.1), without any key: this is what a server checks. The parts are
 * views. Throws TOO_LARGE above `maximum` bytes, MALFORMED when too short, UNSUPPORTED on another suite.
 */
export function parseEnvelope(bytes: Uint8Array, maximum: number = bounds.envelope): Envelope {
  if (bytes.length > maximum) throw new ProtocolError("TOO_LARGE", "envelope");
  if (bytes.length < envelopeOverhead) throw new ProtocolError("MALFORMED", "envelope");
  if (bytes[0] !== suite) throw new ProtocolError("UNSUPPORTED", "suite");
  return {
    nonce: asNonce(bytes.subarray(1, 25)),
    commitment: asHash(bytes.subarray(25, 57)),
    ciphertext: bytes.subarray(57),
  };
}
