import { argon2id } from "#argon2id";
import { equalBytes } from "../../../src/crypto/bytes.ts";
import { deriveOwnKeys, unwrapAccountKeys, unwrapRootKey } from "../../../src/crypto/client/account-keys.ts";
import { encodeEntry, parseEntry } from "../../../src/crypto/client/entry.ts";
import { formatSecretKey, parseSecretKey } from "../../../src/crypto/client/secret-key.ts";
import { deriveUnlock } from "../../../src/crypto/client/unlock.ts";
import { tokenHash } from "../../../src/crypto/hash.ts";
import { encodeKdfParameters, parseKdfParameters } from "../../../src/crypto/kdf-parameters.ts";
import {
  asChallenge,
  asHash,
  asId,
  asPersonSalt,
  asSecretKey,
  asSignature,
  asSigningPublicKey,
  asSymmetricKey,
  asToken,
} from "../../../src/crypto/keys.ts";
import {
  encodeLoginProof,
  type LoginAction,
  loginContext,
  type Surface,
  verifyLoginProof,
} from "../../../src/crypto/login-proof.ts";
import { personCommitment } from "../../../src/crypto/person.ts";
import { encodeRefreshProof, verifyRefreshProof } from "../../../src/crypto/refresh-proof.ts";
import type { Given, Runs } from "../given.ts";

export const accountRuns: Runs = {
  argon2id: async (given) => ({
    derived: await argon2id(given.bytes("password"), given.bytes("salt"), given.uint("memory"), given.uint("passes")),
  }),

  "kdf-parameters": (given) => same(given.bytes("bytes"), parseKdfParameters, encodeKdfParameters),

  "secret-key": (given) => {
    const key = given.has("key") ? given.bytes("key", asSecretKey) : parseSecretKey(given.text("text"));
    return { key, text: formatSecretKey(key) };
  },

  unlock: async (given) => {
    const { unlockKey, login } = await deriveUnlock(
      given.text("password"),
      given.bytes("secretKey", asSecretKey),
      given.bytes("user", asId),
      given.bytes("parameters"),
    );
    return { unlockKey, loginKey: login.publicKey };
  },

  "login-proof": (given) => {
    const bytes = given.bytes("bytes");
    const signatures = {
      login: given.bytes("loginSignature", asSignature),
      device: given.bytes("deviceSignature", asSignature),
    };
    const proof = verifyLoginProof(bytes, signatures, given.bytes("loginKey", asSigningPublicKey), askedOf(given));
    if (!equalBytes(encodeLoginProof(proof), bytes)) throw new Error("encoding");
    return proof;
  },

  "login-context": (given) => ({
    context: loginContext({
      generation: given.uint("generation"),
      parameters: given.bytes("parameters"),
      loginKey: given.bytes("loginKey", asSigningPublicKey),
      rootWrap: given.bytes("rootWrap"),
    }),
  }),

  "refresh-proof": (given) => {
    const bytes = given.bytes("bytes");
    const asked = given.within("asked");
    const proof = verifyRefreshProof(
      bytes,
      given.bytes("signature", asSignature),
      given.bytes("deviceKey", asSigningPublicKey),
      {
        origin: asked.text("origin"),
        user: asked.bytes("user", asId),
        device: asked.bytes("device", asId),
        session: asked.bytes("session", asId),
      },
    );
    if (!equalBytes(encodeRefreshProof(proof), bytes)) throw new Error("encoding");
    return proof;
  },

  token: (given) => ({ hash: tokenHash(given.bytes("token", asToken)) }),

  person: (given) => ({
    commitment: personCommitment(given.bytes("salt", asPersonSalt), given.text("address"), given.text("name")),
  }),

  "account-keys": (given) => {
    const user = given.bytes("user", asId);
    const unlockKey = given.bytes("unlockKey", asSymmetricKey);
    const rootKey = unwrapRootKey(unlockKey, user, given.uint("wrapGeneration"), given.bytes("rootWrap"));
    const place = {
      user,
      keyGeneration: given.uint("keyGeneration"),
      vault: given.bytes("vault", asId),
      epoch: given.uint("epoch"),
    };
    const wraps = {
      signingSeed: given.bytes("signingSeedWrap"),
      xwingSeed: given.bytes("xwingSeedWrap"),
      vaultKey: given.bytes("vaultKeyWrap"),
    };
    const keys = unwrapAccountKeys(rootKey, place, wraps);
    const own = deriveOwnKeys(keys);
    return { ...keys, signingKey: own.signing.publicKey, xwingKeyHash: own.xwingKeyHash };
  },

  entry: (given) => same(given.bytes("bytes"), parseEntry, encodeEntry),
  "former-keys": (given) => same(given.bytes("bytes"), parseEntry, encodeEntry),
  "former-passwords": (given) => same(given.bytes("bytes"), parseEntry, encodeEntry),
};

function askedOf(given: Given) {
  const asked = given.within("asked");
  return {
    origin: asked.text("origin"),
    user: asked.bytes("user", asId),
    device: asked.bytes("device", asId),
    deviceKey: asked.bytes("deviceKey", asSigningPublicKey),
    surface: asked.uint("surface") as Surface,
    action: asked.uint("action") as LoginAction,
    challenge: asked.bytes("challenge", asChallenge),
    context: asked.bytesOrNull("context", asHash),
  };
}

/** What the bytes say; and that saying it again gives the same bytes. */
function same<T>(bytes: Uint8Array, parse: (bytes: Uint8Array) => T, encode: (value: T) => Uint8Array): T {
  const value = parse(bytes);
  if (!equalBytes(encode(value), bytes)) throw new Error("encoding");
  return value;
}
