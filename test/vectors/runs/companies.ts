import { equalBytes } from "../../../src/crypto/bytes.ts";
import { checkGroupSecret, deriveGroupSeed, openGroupName } from "../../../src/crypto/client/group.ts";
import { deriveInvitationPair, encodeInvitation, parseInvitation } from "../../../src/crypto/client/invitation.ts";
import { encodeInvitationProof, verifyInvitationProof } from "../../../src/crypto/invitation-proof.ts";
import { asHash, asId, asSignature, asSymmetricKey } from "../../../src/crypto/keys.ts";
import { deriveXWingPublicKey } from "../../../src/crypto/sodium.ts";
import type { Runs } from "../given.ts";

export const companyRuns: Runs = {
  invitation: (given) => {
    const link = parseInvitation(given.text("text"));
    const half = (bytes: Uint8Array) => asHash(Uint8Array.from({ length: 32 }, (_, n) => bytes[n % 16] as number));
    const again = encodeInvitation(link.secret, {
      genesis: half(link.genesis),
      head: { id: link.tenant, seq: link.seq, hash: half(link.head) },
    });
    if (!given.text("text").includes(again)) throw new Error("encoding");
    return { ...link, key: deriveInvitationPair(link.secret, link.tenant).publicKey };
  },

  "invitation-proof": (given) => {
    const bytes = given.bytes("bytes");
    const proof = verifyInvitationProof(bytes, given.bytes("signature", asSignature), given.text("origin"));
    if (!equalBytes(encodeInvitationProof(proof), bytes)) throw new Error("encoding");
    return proof;
  },

  "group-secret": (given) => {
    const [secret, group] = [given.bytes("secret", asSymmetricKey), given.bytes("group", asId)];
    const epoch = given.uint("epoch");
    checkGroupSecret(secret, group, {
      epoch,
      commitment: given.bytes("commitment", asHash),
      xwingKeyHash: given.bytes("xwingKeyHash", asHash),
    });
    const seed = deriveGroupSeed(secret, group, epoch);
    return { seed, publicKey: deriveXWingPublicKey(seed) };
  },

  "group-name": (given) => {
    const place = {
      tenant: given.bytes("tenant", asId),
      group: given.bytes("group", asId),
      epoch: given.uint("epoch"),
    };
    return { name: openGroupName(given.bytes("secret", asSymmetricKey), place, given.bytes("envelope")) };
  },
};
