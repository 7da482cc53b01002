/** Invitations to a share, on the inviter's side and on the guest's (PROTOCOL §4.12). */
import { encodeBase64url, parseBase64url } from "../base64url.ts";
import { concat } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { encodeShareInvitationProof, type ShareInvitationProof } from "../invitation-proof.ts";
import {
  asId,
  asInvitationSecret,
  asSigningSeed,
  type Id,
  type InvitationSecret,
  type Signature,
  type SigningPair,
} from "../keys.ts";
import type { Outside } from "../outside.ts";
import { pae } from "../pae.ts";
import type { RosterState } from "../roster-state.ts";
import { keyedBlake2b } from "../sodium.ts";
import { deriveSigningPair, sign } from "./sign.ts";

/** The pair by which whoever holds the secret joins a share: its public key stands in the share's roster. */
export function deriveShareInvitationPair(secret: InvitationSecret, share: Id): SigningPair {
  return deriveSigningPair(asSigningSeed(keyedBlake2b(32, secret, pae("share-invitation", share))));
}

/** What an invitation's link says, behind `#`. */
export interface ShareInvitationLink {
  readonly share: Id;
  readonly secret: InvitationSecret;
  /** The company that owns the share, its genesis, and a link of its roster that is not below the `INVITE`. */
  readonly outside: Outside;
}

const version = 2;
const length = 1 + 16 + 16 + 16 + 16 + 4 + 16;

/** The fragment of an invitation's link. Whoever has it can join. Throws RangeError for a share that has no tenant head. */
export function encodeShareInvitation(
  secret: InvitationSecret,
  { head, genesis, tenantHead }: Pick<RosterState, "head" | "genesis" | "tenantHead">,
): string {
  if (tenantHead === null) throw new RangeError("A roster that rests on no tenant.");
  const seq = new Uint8Array(4);
  new DataView(seq.buffer).setUint32(0, head.seq, true);
  const version2 = Uint8Array.of(version);
  const hashes = [genesis.subarray(0, 16), seq, head.hash.subarray(0, 16)];
  return encodeBase64url(concat(version2, tenantHead.id, head.id, secret, ...hashes));
}

/** Reads the fragment, or a whole link; white space around it is ignored. Throws MALFORMED or UNSUPPORTED. */
export function parseShareInvitation(text: string): ShareInvitationLink {
  const trimmed = text.trim();
  const bytes = parseBase64url(trimmed.slice(trimmed.lastIndexOf("#") + 1));
  if (bytes.length > 0 && bytes[0] !== version) throw new ProtocolError("UNSUPPORTED", "invitation");
  if (bytes.length !== length) throw new ProtocolError("MALFORMED", "invitation");
  return {
    share: asId(bytes.slice(17, 33)),
    secret: asInvitationSecret(bytes.slice(33, 49)),
    outside: {
      kind: null,
      tenant: asId(bytes.slice(1, 17)),
      genesis: bytes.slice(49, 65),
      seq: new DataView(bytes.buffer, bytes.byteOffset).getUint32(65, true),
      hash: bytes.slice(69, 85),
    },
  };
}

/** Signs that the secret of an invitation is held. */
export function signShareInvitationProof(
  proof: ShareInvitationProof,
  invitation: SigningPair,
): { bytes: Uint8Array; signature: Signature } {
  const bytes = encodeShareInvitationProof(proof);
  return { bytes, signature: sign("share-invitation-proof", bytes, invitation) };
}
