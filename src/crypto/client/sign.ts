import type { Hash } from "../keys.ts";
import { asSigningSeed, type Signature, type SigningPair, type SigningSeed } from "../keys.ts";
import type { Label } from "../labels.ts";
import { encodeLink, type Link, linkHash } from "../link.ts";
import { encodeLoginProof, type LoginProof } from "../login-proof.ts";
import { encodeManifest, encodeSignedManifest, type Manifest, manifestHash } from "../manifest.ts";
import { pae } from "../pae.ts";
import { encodeRefreshProof, type RefreshProof } from "../refresh-proof.ts";
import { encodeSignedLink } from "../signed-link.ts";
import { deriveEd25519Pair, randomBytes, signEd25519 } from "../sodium.ts";

/** What was signed: the bytes to send and the hash to be known by. */
export interface Signed {
  readonly signed: Uint8Array;
  readonly hash: Hash;
}

/** A fresh Ed25519 seed: of an account or of a device. */
export function makeSigningSeed(): SigningSeed {
  return asSigningSeed(randomBytes(32));
}

/** The pair of a seed; kept, because deriving costs as much as signing. */
export function deriveSigningPair(seed: SigningSeed): SigningPair {
  return deriveEd25519Pair(seed);
}

/** `Ed25519(seed, PAE(label, bytes))` (PROTOCOL §1.3). */
export function sign(label: Label, bytes: Uint8Array, pair: SigningPair): Signature {
  return signEd25519(pae(label, bytes), pair.secretKey);
}

/** Signs a link by its author and, for `OWN_KEYS`, by the new key after it (PROTOCOL §4.2). */
export function signLink(link: Link, ...pairs: readonly SigningPair[]): Signed {
  const bytes = encodeLink(link);
  const signatures = pairs.map((pair) => sign("link", bytes, pair));
  return { signed: encodeSignedLink(bytes, signatures), hash: linkHash(bytes) };
}

/** Signs a manifest by its author (PROTOCOL §5.3). */
export function signManifest(manifest: Manifest, pair: SigningPair): Signed {
  const bytes = encodeManifest(manifest);
  return { signed: encodeSignedManifest(bytes, sign("manifest", bytes, pair)), hash: manifestHash(bytes) };
}

/** Signs a login proof by the login key and by the device key (PROTOCOL §3.3). */
export function signLoginProof(
  proof: LoginProof,
  login: SigningPair,
  device: SigningPair,
): { bytes: Uint8Array; loginSignature: Signature; deviceSignature: Signature } {
  const bytes = encodeLoginProof(proof);
  return {
    bytes,
    loginSignature: sign("login-proof", bytes, login),
    deviceSignature: sign("device-proof", bytes, device),
  };
}

/** Signs a refresh proof by the device key (PROTOCOL §3.4). */
export function signRefreshProof(
  proof: RefreshProof,
  device: SigningPair,
): { bytes: Uint8Array; signature: Signature } {
  const bytes = encodeRefreshProof(proof);
  return { bytes, signature: sign("refresh-proof", bytes, device) };
}
