import { memberKeyAad, type WrapPlace } from "../aad.ts";
import { concat } from "../bytes.ts";
import { SealError } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import {
  asSymmetricKey,
  type SymmetricKey,
  type XWingCiphertext,
  type XWingPublicKey,
  type XWingSeed,
} from "../keys.ts";
import { pae } from "../pae.ts";
import { deriveXWingPublicKey, keyedBlake2b, xwingDecapsulate, xwingEncapsulate } from "../sodium.ts";
import { parseKeyWrap } from "../wrap-set.ts";
import { seal } from "./seal.ts";
import { openKey } from "./sealed-key.ts";

/**
 * Wraps the key of an epoch for a member, whose public key is the one that the roster states (PROTOCOL §4.5). Throws
 * MALFORMED where nothing can be wrapped for it: a roster states a hash, whatever it is of.
 */
export function wrapKeyFor(publicKey: XWingPublicKey, place: WrapPlace, key: SymmetricKey): Uint8Array {
  return wrapTo(publicKey, memberKeyAad(place, publicKeyHash(publicKey)), key);
}

/**
 * Opens a key that was wrapped for the owner of this seed; throws SealError. It is the key of the epoch only once it
 * opens the roster's commitment (`checkKeyCommitment`): whoever knows a public key can wrap something for it.
 */
export function unwrapKey(seed: XWingSeed, place: WrapPlace, wrap: Uint8Array): SymmetricKey {
  const publicKey = deriveXWingPublicKey(seed);
  return unwrapAs(seed, publicKey, memberKeyAad(place, publicKeyHash(publicKey)), wrap);
}

/** Wraps 32 bytes for whoever has the seed of a public key, in one place. Throws MALFORMED, as `wrapKeyFor`. */
export function wrapTo(publicKey: XWingPublicKey, aad: Uint8Array, key: SymmetricKey): Uint8Array {
  const { ciphertext, sharedSecret } = xwingEncapsulate(publicKey);
  return concat(ciphertext, seal(deriveWrappingKey(sharedSecret, ciphertext, publicKey), aad, key));
}

/** Opens what `wrapTo` made for the pair of this seed; throws SealError. */
export function unwrapAs(seed: XWingSeed, publicKey: XWingPublicKey, aad: Uint8Array, wrap: Uint8Array): SymmetricKey {
  const { ciphertext, envelope } = parseOrRefuse(wrap);
  const wrappingKey = deriveWrappingKey(xwingDecapsulate(ciphertext, seed), ciphertext, publicKey);
  return openKey(asSymmetricKey, wrappingKey, aad, envelope);
}

function deriveWrappingKey(
  sharedSecret: SymmetricKey,
  ciphertext: XWingCiphertext,
  publicKey: XWingPublicKey,
): SymmetricKey {
  return asSymmetricKey(keyedBlake2b(32, sharedSecret, pae("wrap", ciphertext, publicKey)));
}

function parseOrRefuse(wrap: Uint8Array): ReturnType<typeof parseKeyWrap> {
  try {
    return parseKeyWrap(wrap);
  } catch {
    throw new SealError();
  }
}
