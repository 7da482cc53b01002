/** A group's secret and what follows from it (PROTOCOL §4.8). */
import { groupNameAad, type NamePlace } from "../aad.ts";
import { encodeUtf8, equalBytes } from "../bytes.ts";
import { ProtocolError, SealError } from "../errors.ts";
import { publicKeyHash } from "../hash.ts";
import { asSymmetricKey, asXWingSeed, type Hash, type Id, type SymmetricKey, type XWingSeed } from "../keys.ts";
import { pae } from "../pae.ts";
import { deriveXWingPublicKey, keyedBlake2b, randomBytes } from "../sodium.ts";
import { checkKeyCommitment } from "./epoch.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** A fresh secret for an epoch of a group. */
export function makeGroupSecret(): SymmetricKey {
  return asSymmetricKey(randomBytes(32));
}

/** The seed of the group's X-Wing pair in one epoch (PROTOCOL §4.8). */
export function deriveGroupSeed(secret: SymmetricKey, group: Id, epoch: number): XWingSeed {
  return asXWingSeed(keyedBlake2b(32, secret, pae("group-seed", group, epoch)));
}

/** Throws WRONG_COMMITMENT unless this is the secret that the group's roster states for the epoch, with its public key. */
export function checkGroupSecret(
  secret: SymmetricKey,
  group: Id,
  stated: { readonly epoch: number; readonly commitment: Hash; readonly xwingKeyHash: Hash },
): void {
  checkKeyCommitment(secret, group, stated);
  const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, group, stated.epoch));
  if (!equalBytes(publicKeyHash(publicKey), stated.xwingKeyHash))
    throw new ProtocolError("WRONG_COMMITMENT", "public key");
}

/** Seals a group's name for everybody in the company, under the secret of an epoch of Everyone (type 18). */
export function sealGroupName(everyone: SymmetricKey, place: NamePlace, name: string): Uint8Array {
  return seal(everyone, groupNameAad(place), pad(encodeUtf8(name)));
}

/** A group's name; throws SealError. Whether it is the one that the roster states is told by `sealedHash`. */
export function openGroupName(everyone: SymmetricKey, place: NamePlace, envelope: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(unpad(open(everyone, groupNameAad(place), envelope)));
  } catch {
    throw new SealError();
  }
}
