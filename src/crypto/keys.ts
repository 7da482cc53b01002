import { ProtocolError } from "./errors.ts";

declare const kind: unique symbol;
type Exact<Name extends string> = Uint8Array & { readonly [kind]: Name };

/** An id: 16 bytes of a UUID. */
export type Id = Exact<"Id">;
/** BLAKE2b-256 of something, or a key commitment: 32 bytes. */
export type Hash = Exact<"Hash">;
/** A key of an envelope: 32 bytes. */
export type SymmetricKey = Exact<"SymmetricKey">;
/** The Secret Key of an account: 16 bytes (PROTOCOL §3.1). */
export type SecretKey = Exact<"SecretKey">;
/** An account code: 16 bytes (PROTOCOL §3.9). */
export type AccountCode = Exact<"AccountCode">;
/** The recovery code of a company: 20 bytes (PROTOCOL §8.1). */
export type RecoveryCode = Exact<"RecoveryCode">;
/** The code of one file of recovered items: 20 bytes (PROTOCOL §8.4). */
export type FileCode = Exact<"FileCode">;
/** What an invitation's link holds: 16 bytes (PROTOCOL §4.9). */
export type InvitationSecret = Exact<"InvitationSecret">;
export type SigningSeed = Exact<"SigningSeed">;
export type SigningPublicKey = Exact<"SigningPublicKey">;
/** libsodium's form: seed, then public key. */
export type SigningSecretKey = Exact<"SigningSecretKey">;
export type Signature = Exact<"Signature">;
export type XWingSeed = Exact<"XWingSeed">;
export type XWingPublicKey = Exact<"XWingPublicKey">;
export type XWingCiphertext = Exact<"XWingCiphertext">;
export type Nonce = Exact<"Nonce">;
/** The salt of a password: 16 bytes. */
export type Salt = Exact<"Salt">;
/** The key of a person's commitment: 32 bytes (PROTOCOL §4.3). */
export type PersonSalt = Exact<"PersonSalt">;
/** 32 random bytes that serve once: a challenge or a client's nonce (PROTOCOL §3.3). */
export type Challenge = Exact<"Challenge">;
/** An access or refresh token: 32 random bytes (PROTOCOL §3.4). */
export type Token = Exact<"Token">;

/** An Ed25519 pair. */
export interface SigningPair {
  readonly publicKey: SigningPublicKey;
  readonly secretKey: SigningSecretKey;
}

const exactly =
  <T extends Uint8Array>(length: number, what: string) =>
  (bytes: Uint8Array): T => {
    if (!(bytes instanceof Uint8Array) || bytes.length !== length) throw new ProtocolError("MALFORMED", what);
    return bytes as T;
  };

// Each takes bytes of exactly its length (PROTOCOL §1.1) and throws MALFORMED on anything else. Nothing is copied.
export const asId = exactly<Id>(16, "id");
export const asHash = exactly<Hash>(32, "hash");
export const asSymmetricKey = exactly<SymmetricKey>(32, "symmetric key");
export const asSecretKey = exactly<SecretKey>(16, "Secret Key");
export const asAccountCode = exactly<AccountCode>(16, "account code");
export const asRecoveryCode = exactly<RecoveryCode>(20, "recovery code");
export const asFileCode = exactly<FileCode>(20, "code of a file");
export const asInvitationSecret = exactly<InvitationSecret>(16, "secret of an invitation");
export const asSigningSeed = exactly<SigningSeed>(32, "signing seed");
export const asSigningPublicKey = exactly<SigningPublicKey>(32, "signing public key");
export const asSigningSecretKey = exactly<SigningSecretKey>(64, "signing secret key");
export const asSignature = exactly<Signature>(64, "signature");
export const asXWingSeed = exactly<XWingSeed>(32, "X-Wing seed");
export const asXWingPublicKey = exactly<XWingPublicKey>(1216, "X-Wing public key");
export const asXWingCiphertext = exactly<XWingCiphertext>(1120, "X-Wing ciphertext");
export const asNonce = exactly<Nonce>(24, "nonce");
export const asSalt = exactly<Salt>(16, "salt");
export const asPersonSalt = exactly<PersonSalt>(32, "person salt");
export const asChallenge = exactly<Challenge>(32, "challenge");
export const asToken = exactly<Token>(32, "token");
