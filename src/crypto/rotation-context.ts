import { encodeCbor } from "./cbor.ts";
import { cutRoot, type VaultHead } from "./cut.ts";
import { hash } from "./hash.ts";
import type { Hash, SigningPublicKey, XWingPublicKey } from "./keys.ts";

/** What new account keys bind to their proof, all of it new (PROTOCOL §3.10). */
export interface KeysChange {
  readonly wrapGeneration: number;
  readonly keyGeneration: number;
  /** As encoded by `encodeKdfParameters`. */
  readonly parameters: Uint8Array;
  readonly loginKey: SigningPublicKey;
  /** Envelopes of types 4 to 7. */
  readonly rootWrap: Uint8Array;
  readonly signingSeed: Uint8Array;
  readonly xwingSeed: Uint8Array;
  readonly xwingKey: XWingPublicKey;
  readonly vaultKey: Uint8Array;
  /** Hashes of the links in the tenant's roster and, twice, the account vault's. */
  readonly links: readonly Hash[];
  /** Of the profiles that have one. */
  readonly heads: readonly VaultHead[];
}

/** The `context` of a proof for new account keys (PROTOCOL §3.10). */
export function rotationContext(change: KeysChange): Hash {
  return hash(
    "rotation-context",
    encodeCbor([
      1,
      change.wrapGeneration,
      change.keyGeneration,
      change.parameters,
      change.loginKey,
      change.rootWrap,
      change.signingSeed,
      change.xwingSeed,
      change.xwingKey,
      change.vaultKey,
      change.links,
      cutRoot(change.heads),
    ]),
  );
}
