import { argon2id } from "#argon2id";
import { bounds } from "../bounds.ts";
import { ProtocolError } from "../errors.ts";
import { parseKdfParameters } from "../kdf-parameters.ts";
import {
  asSigningSeed,
  asSymmetricKey,
  type Id,
  type SecretKey,
  type SigningPair,
  type SymmetricKey,
} from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b } from "../sodium.ts";
import { deriveSigningPair } from "./sign.ts";

export interface Unlock {
  /** Opens the account root key's wrap. */
  readonly unlockKey: SymmetricKey;
  /** Proves the password; the server keeps its public half. */
  readonly login: SigningPair;
}

/**
 * What password and Secret Key give together (PROTOCOL §3.2). `parameters` are the bytes as they travelled. Throws
 * KDF_OUT_OF_BOUNDS before anything is derived, MALFORMED on an empty password, TOO_LARGE on one over 1,024 bytes.
 */
export async function deriveUnlock(
  password: string,
  secretKey: SecretKey,
  user: Id,
  parameters: Uint8Array,
): Promise<Unlock> {
  const stretched = await stretchPassword(password, parameters);
  const both = keyedBlake2b(64, secretKey, pae("unlock", stretched, user, parameters));
  return {
    unlockKey: asSymmetricKey(both.slice(0, 32)),
    login: deriveSigningPair(asSigningSeed(both.subarray(32))),
  };
}

/** What a password gives by itself under these parameters, 32 bytes. Throws as `deriveUnlock`. */
export async function stretchPassword(password: string, parameters: Uint8Array): Promise<Uint8Array> {
  const { memory, passes, salt } = parseKdfParameters(parameters);
  return argon2id(encodePassword(password), salt, memory, passes);
}

function encodePassword(password: string): Uint8Array {
  const bytes = new TextEncoder().encode(password.normalize("NFKC"));
  if (bytes.length === 0) throw new ProtocolError("MALFORMED", "password");
  if (bytes.length > bounds.password) throw new ProtocolError("TOO_LARGE", "password");
  return bytes;
}
