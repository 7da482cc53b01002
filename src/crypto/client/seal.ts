import { bounds } from "../bounds.ts";
import { checkEnvelope, envelopeOverhead, suite } from "../envelope.ts";
import { ProtocolError, SealError } from "../errors.ts";
import { asNonce, asSymmetricKey, type Nonce, type SymmetricKey } from "../keys.ts";
import { openInMemory, sealInMemory } from "../memory.ts";
import { randomBytes } from "../sodium.ts";

/** An envelope of `plaintext` for one key and one place (PROTOCOL §2.1). Throws TOO_LARGE above 65,536 bytes. */
export function seal(key: SymmetricKey, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return sealWith(asNonce(randomBytes(24)), key, aad, plaintext);
}

/** `seal` with a nonce that is given: for whoever drew it just now, and for test vectors, because a nonce serves once. */
export function sealWith(nonce: Nonce, key: SymmetricKey, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  if (plaintext.length + envelopeOverhead > bounds.envelope) throw new ProtocolError("TOO_LARGE", "plaintext");
  // Of a key that was overwritten everybody knows what it is.
  if (key.every((byte) => byte === 0)) throw new ProtocolError("MALFORMED", "a key that was forgotten");
  return sealInMemory(suite, asNonce(nonce), asSymmetricKey(key), aad, plaintext);
}

/**
 * The plaintext of an envelope that was sealed for this key and this place. The aad comes from the request or from a
 * verified leaf, never from the answer beside the ciphertext (PROTOCOL §2.2). Throws SealError, whatever is wrong.
 */
export function open(key: SymmetricKey, aad: Uint8Array, envelope: Uint8Array): Uint8Array {
  return openWith(key, aad, envelope, (plaintext) => plaintext.slice());
}

/** The same for what can be read at once: `read` gets a view that is gone when it returns. */
export function openWith<T>(
  key: SymmetricKey,
  aad: Uint8Array,
  envelope: Uint8Array,
  read: (plaintext: Uint8Array) => T,
): T {
  try {
    checkEnvelope(envelope);
    const made = openInMemory(asSymmetricKey(key), aad, envelope, read);
    if (made !== null) return made;
  } catch {}
  throw new SealError();
}
