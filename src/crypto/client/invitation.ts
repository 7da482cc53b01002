/** Invitations, on the inviter's side and on the side of whoever got the link (PROTOCOL §4.9). */
import { encodeBase64url, parseBase64url } from "../base64url.ts";
import { concat } from "../bytes.ts";
import type { ChainHead } from "../chain.ts";
import { ProtocolError } from "../errors.ts";
import { encodeInvitationProof, type InvitationProof } from "../invitation-proof.ts";
import {
  asId,
  asInvitationSecret,
  asSigningSeed,
  type Hash,
  type Id,
  type InvitationSecret,
  type Signature,
  type SigningPair,
} from "../keys.ts";
import { pae } from "../pae.ts";
import { keyedBlake2b, randomBytes } from "../sodium.ts";
import { deriveSigningPair, sign } from "./sign.ts";

/** A fresh secret of an invitation. */
export function makeInvitationSecret(): InvitationSecret {
  return asInvitationSecret(randomBytes(16));
}

/** The pair by which whoever holds the secret joins: its public key stands in the roster. */
export function deriveInvitationPair(secret: InvitationSecret, tenant: Id): SigningPair {
  return deriveSigningPair(asSigningSeed(keyedBlake2b(32, secret, pae("invitation", tenant))));
}

/** What an invitation's link says, behind `#`. */
export interface InvitationLink {
  readonly tenant: Id;
  readonly secret: InvitationSecret;
  /** The first 16 bytes of the hash of the tenant's genesis. */
  readonly genesis: Uint8Array;
  /** A link of the tenant's roster, not below the `INVITE`: its seq, and the first 16 bytes of its hash. */
  readonly seq: number;
  readonly head: Uint8Array;
}

const version = 1;
const length = 1 + 16 + 16 + 16 + 4 + 16;

/** The fragment of an invitation's link. Whoever has it can join. */
export function encodeInvitation(
  secret: InvitationSecret,
  tenant: { readonly genesis: Hash; readonly head: ChainHead },
): string {
  const seq = new Uint8Array(4);
  new DataView(seq.buffer).setUint32(0, tenant.head.seq, true);
  const { genesis, head } = tenant;
  return encodeBase64url(
    concat(Uint8Array.of(version), head.id, secret, genesis.subarray(0, 16), seq, head.hash.subarray(0, 16)),
  );
}

/** Reads the fragment, or a whole link; white space around it is ignored. Throws MALFORMED or UNSUPPORTED. */
export function parseInvitation(text: string): InvitationLink {
  const trimmed = text.trim();
  const bytes = parseBase64url(trimmed.slice(trimmed.lastIndexOf("#") + 1));
  if (bytes.length !== length) throw new ProtocolError("MALFORMED", "invitation");
  if (bytes[0] !== version) throw new ProtocolError("UNSUPPORTED", "invitation");
  return {
    tenant: asId(bytes.slice(1, 17)),
    secret: asInvitationSecret(bytes.slice(17, 33)),
    genesis: bytes.slice(33, 49),
    seq: new DataView(bytes.buffer, bytes.byteOffset).getUint32(49, true),
    head: bytes.slice(53, 69),
  };
}

/** Signs that the secret of an invitation is held (PROTOCOL §4.9). */
export function signInvitationProof(
  proof: InvitationProof,
  invitation: SigningPair,
): { bytes: Uint8Array; signature: Signature } {
  const bytes = encodeInvitationProof(proof);
  return { bytes, signature: sign("invitation-proof", bytes, invitation) };
}
