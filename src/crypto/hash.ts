import type { Hash, Token, XWingPublicKey } from "./keys.ts";
import type { Label } from "./labels.ts";
import { hashInMemory } from "./memory.ts";
import { type Part, pae } from "./pae.ts";
import { blake2b256 } from "./sodium.ts";

/** `BLAKE2b-256(PAE(label, bytes))` (PROTOCOL §1.3). */
export function hash(label: Label, bytes: Uint8Array): Hash {
  return hashOf(label, bytes);
}

/** `BLAKE2b-256(PAE(label, parts))`. */
export function hashOf(label: Label, ...parts: readonly Part[]): Hash {
  return hashInMemory(label, parts) ?? blake2b256(pae(label, ...parts));
}

/** The hash of an envelope that stands in a leaf (PROTOCOL §5.2). */
export function sealedHash(envelope: Uint8Array): Hash {
  return hash("sealed", envelope);
}

/** What a server keeps of a token (PROTOCOL §3.4). */
export function tokenHash(token: Token): Hash {
  return hash("token", token);
}

/** How an X-Wing public key stands in rosters (PROTOCOL §4.3). */
export function publicKeyHash(key: XWingPublicKey): Hash {
  return hash("public-key", key);
}
