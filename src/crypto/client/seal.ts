import { bounds } from "../bounds.ts";
import { concat } from "../bytes.ts";
import { envelopeOverhead, parseEnvelope, suite } from "../envelope.ts";
import { ProtocolError, SealError } from "../errors.ts";
import { asNonce, asSymmetricKey, type Nonce, type SymmetricKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { equalInConstantTime, keyedBlake2b, randomBytes, xchachaDecrypt, xchachaEncrypt } from "../sodium.ts";

/** An envelope of `plaintext` for one key and one place (PROTOCOL §2.1). Throws TOO_LARGE above 65,536 bytes. */
export function seal(key: SymmetricKey, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return sealWith(asNonce(randomBytes(24)), key, aad, plaintext);
}

/** `seal` with a nonce that is given: for test vectors alone, because a nonce serves once. */
export function sealWith(nonce: Nonce, key: SymmetricKey, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  if (plaintext.length + envelopeOverhead > bounds.envelope) throw new ProtocolError("TOO_LARGE", "plaintext");
  const { encryptionKey, commitment } = deriveEnvelopeKeys(key, nonce, aad);
  return concat(Uint8Array.of(suite), nonce, commitment, xchachaEncrypt(plaintext, aad, nonce, encryptionKey));
}

/**
 * The plaintext of an envelope that was sealed for this key and this place. The aad comes from the request or from a
 * verified leaf, never from the answer beside the ciphertext (PROTOCOL §2.2). Throws SealError, whatever is wrong.
 */
export function open(key: SymmetricKey, aad: Uint8Array, envelope: Uint8Array): Uint8Array {
  try {
    const { nonce, commitment, ciphertext } = parseEnvelope(envelope);
    const derived = deriveEnvelopeKeys(key, nonce, aad);
    if (!equalInConstantTime(derived.commitment, commitment)) throw new SealError();
    return xchachaDecrypt(ciphertext, aad, nonce, derived.encryptionKey);
  } catch {
    throw new SealError();
  }
}

function deriveEnvelopeKeys(key: SymmetricKey, nonce: Nonce, aad: Uint8Array) {
  const both = keyedBlake2b(64, asSymmetricKey(key), pae("envelope", nonce, aad));
  return { encryptionKey: asSymmetricKey(both.subarray(0, 32)), commitment: both.subarray(32) };
}
