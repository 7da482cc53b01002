/** The only importer of libsodium. Each wrapper takes keys of exact length; importing this waits until it is ready. */
import sodium from "libsodium-wrappers";
import { ProtocolError, SealError } from "./errors.ts";
import {
  type AccountCode,
  asHash,
  asSignature,
  asSigningPublicKey,
  asSigningSecretKey,
  asSymmetricKey,
  asXWingCiphertext,
  asXWingPublicKey,
  type FileCode,
  type Hash,
  type InvitationSecret,
  type PersonSalt,
  type RecoveryCode,
  type SecretKey,
  type Signature,
  type SigningPair,
  type SigningPublicKey,
  type SigningSecretKey,
  type SigningSeed,
  type SymmetricKey,
  type XWingCiphertext,
  type XWingPublicKey,
  type XWingSeed,
} from "./keys.ts";

await sodium.ready;

/** libsodium without its wrappers, for `memory.ts` alone: functions take addresses, and know nothing of lengths. */
interface Libsodium {
  /** Its whole memory: another array after it grew, which only libsodium's own functions make it do. */
  readonly HEAPU8: Uint8Array;
  _malloc(length: number): number;
  /** 0 where it was done; so do the others. Whole numbers of 64 bits are given as two. */
  readonly _crypto_generichash: (...given: number[]) => number;
  readonly _crypto_aead_xchacha20poly1305_ietf_encrypt: (...given: number[]) => number;
  readonly _crypto_aead_xchacha20poly1305_ietf_decrypt: (...given: number[]) => number;
}

export const libsodium = (sodium as unknown as { readonly libsodium: Libsodium }).libsodium;

/** Bytes of the platform's secure source. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** BLAKE2b-256 without a key, of anything, however long. */
export function blake2b256(message: Uint8Array): Hash {
  return asHash(sodium.crypto_generichash(32, message, null));
}

/** BLAKE2b-256 without a key, of what comes bit by bit. `end` has to be called: it frees the memory, and gives the same again. */
export interface RunningHash {
  readonly add: (bytes: Uint8Array) => void;
  readonly end: () => Hash;
}

export function startBlake2b256(): RunningHash {
  const state = sodium.crypto_generichash_init(null, 32);
  let ended: Hash | null = null;
  return {
    add: (bytes) => sodium.crypto_generichash_update(state, bytes),
    end: () => {
      ended ??= asHash(sodium.crypto_generichash_final(state, 32));
      return ended;
    },
  };
}

/** BLAKE2b with a key of 16, 20 or 32 bytes; libsodium would take an empty or missing one as *no key*. */
export function keyedBlake2b(
  length: 32 | 64,
  key: SymmetricKey | SecretKey | AccountCode | PersonSalt | SigningSeed | InvitationSecret | RecoveryCode | FileCode,
  message: Uint8Array,
): Uint8Array {
  if (!(key instanceof Uint8Array) || ![16, 20, 32].includes(key.length)) throw new TypeError("A key is missing.");
  return sodium.crypto_generichash(length, message, key);
}

/** Ed25519 as libsodium verifies it: canonical `S`, no small order. Never throws. */
export function verifyEd25519(signature: Signature, message: Uint8Array, publicKey: SigningPublicKey): boolean {
  return sodium.crypto_sign_verify_detached(signature, message, publicKey);
}

export function signEd25519(message: Uint8Array, secretKey: SigningSecretKey): Signature {
  return asSignature(sodium.crypto_sign_detached(message, secretKey));
}

export function deriveEd25519Pair(seed: SigningSeed): SigningPair {
  const pair = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey: asSigningPublicKey(pair.publicKey), secretKey: asSigningSecretKey(pair.privateKey) };
}

export function deriveXWingPublicKey(seed: XWingSeed): XWingPublicKey {
  return asXWingPublicKey(sodium.crypto_kem_xwing_seed_keypair(seed).publicKey);
}

export interface Encapsulation {
  readonly ciphertext: XWingCiphertext;
  readonly sharedSecret: SymmetricKey;
}

/**
 * Throws MALFORMED where the bytes are a public key by their length alone: its ML-KEM part is not encoded as such a key is,
 * or its X25519 part is a point of small order (PROTOCOL §4.5).
 */
export function xwingEncapsulate(publicKey: XWingPublicKey): Encapsulation {
  const made = madeOrNull(() => sodium.crypto_kem_xwing_enc(publicKey));
  if (made === null) throw new ProtocolError("MALFORMED", "X-Wing public key");
  return { ciphertext: asXWingCiphertext(made.ciphertext), sharedSecret: asSymmetricKey(made.sharedSecret) };
}

/**
 * Gives *some* secret for nearly every wrong key or ciphertext: what is opened with it shows whether it is right. Throws
 * SealError where the ciphertext's X25519 part is a point of small order: that is no more said than any other failure.
 */
export function xwingDecapsulate(ciphertext: XWingCiphertext, seed: XWingSeed): SymmetricKey {
  const secret = madeOrNull(() => sodium.crypto_kem_xwing_dec(ciphertext, seed));
  if (secret === null) throw new SealError();
  return asSymmetricKey(secret);
}

/** What libsodium makes; null where it fails, of which it says nothing but "invalid usage". */
function madeOrNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** Whether both are equal, in time that depends on their length alone. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && sodium.memcmp(a, b);
}
