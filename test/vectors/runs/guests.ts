import { equalBytes } from "../../../src/crypto/bytes.ts";
import { deriveContactWords } from "../../../src/crypto/client/contact-words.ts";
import { encodeEntry, entryType, parseEntry } from "../../../src/crypto/client/entry.ts";
import {
  deriveShareInvitationPair,
  encodeShareInvitation,
  parseShareInvitation,
} from "../../../src/crypto/client/share-invitation.ts";
import { deriveVisitId } from "../../../src/crypto/client/visit-id.ts";
import { encodeShareInvitationProof, verifyShareInvitationProof } from "../../../src/crypto/invitation-proof.ts";
import { asHash, asId, asSignature, asSigningPublicKey, asXWingPublicKey } from "../../../src/crypto/keys.ts";
import type { Runs } from "../given.ts";
import { rosterRuns } from "./rosters.ts";

export const guestRuns: Runs = {
  "share-invitation": (given) => {
    const { share, secret, outside } = parseShareInvitation(given.text("text"));
    const { kind: _, seq, ...told } = outside;
    const half = (bytes: Uint8Array) => asHash(Uint8Array.from({ length: 32 }, (_, n) => bytes[n % 16] as number));
    const again = encodeShareInvitation(secret, {
      genesis: half(told.genesis),
      head: { id: share, seq, hash: half(told.hash) },
      tenantHead: { id: told.tenant, seq: 0, hash: half(told.hash) },
    });
    if (!given.text("text").includes(again)) throw new Error("encoding");
    return { share, secret, seq, ...told, key: deriveShareInvitationPair(secret, share).publicKey };
  },

  "share-invitation-proof": (given) => {
    const bytes = given.bytes("bytes");
    const proof = verifyShareInvitationProof(bytes, given.bytes("signature", asSignature), given.text("origin"));
    if (!equalBytes(encodeShareInvitationProof(proof), bytes)) throw new Error("encoding");
    return proof;
  },

  "contact-words": (given) => ({
    words: deriveContactWords({
      user: given.bytes("user", asId),
      signingKey: given.bytes("signingKey", asSigningPublicKey),
      xwingKey: given.bytes("xwingKey", asXWingPublicKey),
    }).join(" "),
  }),

  "share-visit": (given) => {
    const bytes = given.bytes("bytes");
    const entry = parseEntry(bytes);
    if (!equalBytes(encodeEntry(entry), bytes)) throw new Error("encoding");
    return entry.type === entryType.VISIT ? { ...entry, record: deriveVisitId(entry.share) } : entry;
  },

  "guest-state": (given) => rosterRuns["roster-state"]?.(given),
};
