import type { Signature, SigningPublicKey } from "./keys.ts";
import type { Label } from "./labels.ts";
import { pae } from "./pae.ts";
import { verifyEd25519 } from "./sodium.ts";

/** Whether `signature` is the key's over `PAE(label, bytes)` (PROTOCOL §1.3). Never throws. */
export function verifySignature(
  label: Label,
  bytes: Uint8Array,
  signature: Signature,
  publicKey: SigningPublicKey,
): boolean {
  return verifyEd25519(signature, pae(label, bytes), publicKey);
}
