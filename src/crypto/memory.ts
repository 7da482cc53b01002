/**
 * Hashes and envelopes made in libsodium's own memory: what they are made of is written there once, and what comes of it
 * is read from there, instead of being copied three times on the way. Everything in here is done in one breath: nothing is
 * awaited, and the room is wiped before it is left.
 */
import { bounds } from "./bounds.ts";
import { writeU64le } from "./bytes.ts";
import { asHash, type Hash, type SymmetricKey } from "./keys.ts";
import type { Label } from "./labels.ts";
import { type Part, pae, paeLength, writePae } from "./pae.ts";
import { libsodium } from "./sodium.ts";

/** Holds an envelope of the greatest size, what its keys are derived from, and some to spare. */
const room = bounds.envelope + 4_096;
/** Where the room is. libsodium never frees it, and its memory keeps addresses when it grows. */
const base = libsodium._malloc(room + 256);
/** In front of the room: what a hash gives, and a key. */
const output = base;
const keyAt = base + 64;
const input = base + 128;

/**
 * `BLAKE2b-256(PAE(label, parts))`; null where the parts do not fit, and have to be hashed by another way.
 */
export function hashInMemory(label: Label, parts: readonly Part[]): Hash | null {
  const length = paeLength(label, parts);
  if (length > room) return null;
  const memory = libsodium.HEAPU8;
  try {
    writePae(memory, input, label, parts);
    demandDone(libsodium._crypto_generichash(output, 32, input, length, 0, 0, 0));
    return asHash(memory.slice(output, output + 32));
  } finally {
    memory.fill(0, base, input + length);
  }
}

const headLength = 1 + 24 + 32;
const tagLength = 16;

/**
 * Opens an envelope of the only suite whose shape was checked (PROTOCOL §2.1), and gives what `read` makes of its
 * plaintext; null where it does not open. `read` gets a view that is wiped when it returns, and may call nothing in here.
 */
export function openInMemory<T>(
  key: SymmetricKey,
  aad: Uint8Array,
  envelope: Uint8Array,
  read: (plaintext: Uint8Array) => T,
): T | null {
  const memory = libsodium.HEAPU8;
  const { at, end } = place(aad, envelope.length);
  try {
    memory.set(envelope, at);
    const aadAt = deriveKeys(memory, key, at + 1, aad, end);
    if (differs(memory, output + 32, at + 1 + 24)) return null;
    const [body, length] = [at + headLength, envelope.length - headLength];
    const failed = libsodium._crypto_aead_xchacha20poly1305_ietf_decrypt(
      ...[body, 0, 0, body, length, 0, aadAt, aad.length, 0, at + 1, output],
    );
    return failed === 0 ? read(memory.subarray(body, body + length - tagLength)) : null;
  } finally {
    memory.fill(0, base, end + derivation(aad));
  }
}

/** Seals: `suite ‖ nonce ‖ commitment ‖ ciphertext` (PROTOCOL §2.1). The plaintext is one whose length was checked. */
export function sealInMemory(
  suite: number,
  nonce: Uint8Array,
  key: SymmetricKey,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const memory = libsodium.HEAPU8;
  const whole = headLength + plaintext.length + tagLength;
  const { at, end } = place(aad, whole);
  try {
    memory[at] = suite;
    memory.set(nonce, at + 1);
    const aadAt = deriveKeys(memory, key, at + 1, aad, end);
    memory.copyWithin(at + 1 + 24, output + 32, output + 64);
    const body = at + headLength;
    memory.set(plaintext, body);
    demandDone(
      libsodium._crypto_aead_xchacha20poly1305_ietf_encrypt(
        ...[body, 0, body, plaintext.length, 0, aadAt, aad.length, 0, 0, at + 1, output],
      ),
    );
    return memory.slice(at, at + whole);
  } finally {
    memory.fill(0, base, end + derivation(aad));
  }
}

/** `PAE(envelope, nonce, aad)` up to the nonce. */
const beforeNonce = pae("envelope", new Uint8Array(24), new Uint8Array()).slice(0, -(24 + 8));
/** How long the PAE is that an envelope's keys are derived from. */
const derivation = (aad: Uint8Array): number => beforeNonce.length + 24 + 8 + aad.length;

/** Where an envelope stands, and where it ends: behind it its keys' derivation. Throws where both do not fit. */
function place(aad: Uint8Array, length: number): { at: number; end: number } {
  if (length + derivation(aad) > room) throw new RangeError("No room for this envelope.");
  return { at: input, end: input + length };
}

/** Writes encryption key and commitment to `output`, 64 bytes; gives where the aad stands. */
function deriveKeys(memory: Uint8Array, key: SymmetricKey, nonceAt: number, aad: Uint8Array, at: number): number {
  if (key.length !== 32) throw new TypeError("A key is missing.");
  memory.set(key, keyAt);
  memory.set(beforeNonce, at);
  const copyAt = at + beforeNonce.length;
  memory.copyWithin(copyAt, nonceAt, nonceAt + 24);
  writeU64le(memory, copyAt + 24, aad.length);
  const aadAt = copyAt + 24 + 8;
  memory.set(aad, aadAt);
  demandDone(libsodium._crypto_generichash(output, 64, at, aadAt + aad.length - at, 0, keyAt, 32));
  return aadAt;
}

/** Whether 32 bytes here and there differ, in a time that does not tell where. */
function differs(memory: Uint8Array, here: number, there: number): boolean {
  let difference = 0;
  for (let i = 0; i < 32; i++) difference |= (memory[here + i] as number) ^ (memory[there + i] as number);
  return difference !== 0;
}

function demandDone(failed: number): void {
  if (failed !== 0) throw new Error("libsodium failed");
}
