import { accountVaultKeyAad, rootKeyAad, signingSeedAad, xwingSeedAad } from "../aad.ts";
import { equalBytes } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import {
  asSigningSeed,
  asSymmetricKey,
  asXWingSeed,
  type Hash,
  type Id,
  type SigningPair,
  type SigningPublicKey,
  type SigningSeed,
  type SymmetricKey,
  type XWingPublicKey,
  type XWingSeed,
} from "../keys.ts";
import { deriveXWingPublicKey, randomBytes } from "../sodium.ts";
import { seal } from "./seal.ts";
import { openKey } from "./sealed-key.ts";
import { deriveSigningPair, makeSigningSeed } from "./sign.ts";

/** The secret keys of an account (PROTOCOL §3.5). */
export interface AccountKeys {
  readonly rootKey: SymmetricKey;
  readonly signingSeed: SigningSeed;
  readonly xwingSeed: XWingSeed;
  /** Of the account vault. */
  readonly vaultKey: SymmetricKey;
}

/** What the account's wraps are bound to. */
export interface AccountPlace {
  readonly user: Id;
  readonly keyGeneration: number;
  /** The account vault, and its key's epoch. */
  readonly vault: Id;
  readonly epoch: number;
}

/** Envelopes under the root key: of types 5, 6 and 7. */
export interface AccountWraps {
  readonly signingSeed: Uint8Array;
  readonly xwingSeed: Uint8Array;
  readonly vaultKey: Uint8Array;
}

/** The public side, recomputed from the seeds. */
export interface OwnKeys {
  readonly signing: SigningPair;
  readonly xwing: XWingPublicKey;
  readonly xwingKeyHash: Hash;
}

/** Fresh keys: at sign-up and in a signed rotation, nowhere else (PROTOCOL §3.6). */
export function makeAccountKeys(): AccountKeys {
  return {
    rootKey: asSymmetricKey(randomBytes(32)),
    signingSeed: makeSigningSeed(),
    xwingSeed: asXWingSeed(randomBytes(32)),
    vaultKey: asSymmetricKey(randomBytes(32)),
  };
}

/** Wraps the account root key under the unlock key (PROTOCOL §3.5). */
export function wrapRootKey(unlockKey: SymmetricKey, user: Id, generation: number, rootKey: SymmetricKey): Uint8Array {
  return seal(unlockKey, rootKeyAad(user, generation), rootKey);
}

/** Opens the account root key; throws SealError under another password, user or generation. */
export function unwrapRootKey(unlockKey: SymmetricKey, user: Id, generation: number, wrap: Uint8Array): SymmetricKey {
  return openKey(asSymmetricKey, unlockKey, rootKeyAad(user, generation), wrap);
}

/** Wraps seeds and account vault's key under the root key (PROTOCOL §3.5). */
export function wrapAccountKeys(keys: AccountKeys, place: AccountPlace): AccountWraps {
  return {
    signingSeed: seal(keys.rootKey, signingSeedAad(place.user, place.keyGeneration), keys.signingSeed),
    xwingSeed: seal(keys.rootKey, xwingSeedAad(place.user, place.keyGeneration), keys.xwingSeed),
    vaultKey: seal(keys.rootKey, accountVaultKeyAad(place), keys.vaultKey),
  };
}

/** Opens what `wrapAccountKeys` wrapped; throws SealError. `checkOwnKeys` comes next. */
export function unwrapAccountKeys(rootKey: SymmetricKey, place: AccountPlace, wraps: AccountWraps): AccountKeys {
  return {
    rootKey,
    signingSeed: openKey(asSigningSeed, rootKey, signingSeedAad(place.user, place.keyGeneration), wraps.signingSeed),
    xwingSeed: openKey(asXWingSeed, rootKey, xwingSeedAad(place.user, place.keyGeneration), wraps.xwingSeed),
    vaultKey: openKey(asSymmetricKey, rootKey, accountVaultKeyAad(place), wraps.vaultKey),
  };
}

/** The public keys of the seeds: what rosters state is compared with these (PROTOCOL §3.5). */
export function deriveOwnKeys(seeds: Pick<AccountKeys, "signingSeed" | "xwingSeed">): OwnKeys {
  const xwing = deriveXWingPublicKey(seeds.xwingSeed);
  return { signing: deriveSigningPair(seeds.signingSeed), xwing, xwingKeyHash: publicKeyHash(xwing) };
}

/** Throws WRONG_KEYS unless a roster's member has these keys (PROTOCOL §3.7). */
export function checkOwnKeys(
  own: OwnKeys,
  member: { readonly signingKey: SigningPublicKey; readonly xwingKeyHash: Hash } | undefined,
): void {
  const same =
    member !== undefined &&
    equalBytes(own.signing.publicKey, member.signingKey) &&
    equalBytes(own.xwingKeyHash, member.xwingKeyHash);
  if (!same) throw new ProtocolError("WRONG_KEYS", "own keys");
}
