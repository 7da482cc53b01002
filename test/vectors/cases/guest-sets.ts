/** What guests are made of besides chains: links and proofs of invitations, words, the entry of a visit, states. */
import { encodeBase64url } from "../../../src/crypto/base64url.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { encodeEntry, entryType, shareAnswer } from "../../../src/crypto/client/entry.ts";
import { encodeShareInvitation, signShareInvitationProof } from "../../../src/crypto/client/share-invitation.ts";
import { sign } from "../../../src/crypto/client/sign.ts";
import { encodeShareInvitationProof, type ShareInvitationProof } from "../../../src/crypto/invitation-proof.ts";
import { asChallenge } from "../../../src/crypto/keys.ts";
import { encodeState } from "../../../src/crypto/state-encoding.ts";
import {
  ada,
  type Cases,
  fixedBytes,
  fixedHash,
  flip,
  ids,
  lastTime,
  mallory,
  spoiled,
  time,
  withPosition,
} from "./fixed.ts";
import { guestLinkCases } from "./guest-links.ts";
import { guestManifestCases } from "./guest-manifests.ts";
import { carl, pairOf, personOf, secretOf } from "./guest-world.ts";
import { invited, suspended, withCarl } from "./guests.ts";
import { last, share } from "./share-world.ts";

const fragment = encodeShareInvitation(secretOf("carl"), last(invited.share));
const bytes = new Uint8Array(Buffer.from(fragment, "base64url"));
const as = (changed: Uint8Array) => ({ text: encodeBase64url(changed) });
const invitationCases: Cases = {
  section: "§4.12",
  golden: [
    { name: "a fragment", given: { text: fragment } },
    { name: "a whole link, with white space around it", given: { text: ` https://vault.example/share#${fragment}\n` } },
  ],
  negative: [
    { name: "nothing", given: { text: "" }, error: "MALFORMED" },
    { name: "a link without its fragment", given: { text: "https://vault.example/share" }, error: "MALFORMED" },
    { name: "one character too few", given: { text: fragment.slice(0, -1) }, error: "MALFORMED" },
    { name: "one byte too many", given: as(concat(bytes, Uint8Array.of(0))), error: "MALFORMED" },
    { name: "one byte too few", given: as(bytes.slice(0, -1)), error: "MALFORMED" },
    { name: "as to a company", given: as(concat(Uint8Array.of(1), bytes.slice(1))), error: "UNSUPPORTED" },
    { name: "another version", given: as(concat(Uint8Array.of(3), bytes.slice(1))), error: "UNSUPPORTED" },
  ],
};

const pair = pairOf("carl");
const proof: ShareInvitationProof = {
  origin: "https://vault.example",
  share,
  key: pair.publicKey,
  clientNonce: asChallenge(fixedBytes("nonce", 32)),
  time,
};
const { origin } = proof;
const good = signShareInvitationProof(proof, pair);
const encoded = encodeShareInvitationProof(proof);
const resigned = (changed: Uint8Array) => ({
  bytes: changed,
  signature: sign("share-invitation-proof", changed, pair),
  origin,
});
const proofCases: Cases = {
  section: "§4.12",
  golden: [{ name: "of an invitation", given: { ...good, origin } }],
  negative: [
    { name: "for another server", given: { ...good, origin: "https://vault.example.net" }, error: "MISMATCH" },
    {
      name: "signed by somebody else",
      given: { ...good, signature: sign("share-invitation-proof", good.bytes, mallory.signing), origin },
      error: "BAD_SIGNATURE",
    },
    {
      name: "as of an invitation to a company",
      given: { ...good, signature: sign("invitation-proof", good.bytes, pair), origin },
      error: "BAD_SIGNATURE",
    },
    { name: "one bit turned", given: { ...good, bytes: flip(good.bytes, -1), origin }, error: "BAD_SIGNATURE" },
    { name: "another format", given: resigned(withPosition(encoded, 0, 2)), error: "UNSUPPORTED" },
    { name: "a share of 15 bytes", given: resigned(withPosition(encoded, 2, share.slice(1))), error: "MALFORMED" },
    { name: "a time that is no date", given: resigned(withPosition(encoded, 5, lastTime + 1)), error: "MALFORMED" },
  ],
};

const keysOf = { user: ada.user, signingKey: ada.signing.publicKey, xwingKey: ada.xwing };
const wordCases: Cases = {
  section: "§4.12",
  golden: [
    { name: "of somebody's keys", given: keysOf },
    { name: "of the same keys under another name", given: { ...keysOf, user: carl.user } },
    { name: "of another signing key", given: { ...keysOf, signingKey: carl.signing.publicKey } },
    { name: "of another X-Wing key", given: { ...keysOf, xwingKey: flip(ada.xwing, -1) } },
  ],
  negative: [
    { name: "a name of 15 bytes", given: { ...keysOf, user: ids.user.slice(1) }, error: "MALFORMED" },
    { name: "no name", given: { ...keysOf, user: new Uint8Array() }, error: "MALFORMED" },
    { name: "a signing key of 31 bytes", given: { ...keysOf, signingKey: fixedBytes("s", 31) }, error: "MALFORMED" },
    { name: "no signing key", given: { ...keysOf, signingKey: new Uint8Array() }, error: "MALFORMED" },
    { name: "an X-Wing key of 1,215 bytes", given: { ...keysOf, xwingKey: ada.xwing.slice(1) }, error: "MALFORMED" },
    { name: "no X-Wing key", given: { ...keysOf, xwingKey: new Uint8Array() }, error: "MALFORMED" },
  ],
};

const { tenantHead, head, genesis } = last(invited.share);
const visit = encodeEntry({
  type: entryType.VISIT,
  share,
  tenant: tenantHead?.id ?? ids.tenant,
  genesis,
  seq: head.seq,
  hash: head.hash,
  answer: shareAnswer.ACCEPTED,
});
const visiting = (position: number, value: unknown) => ({ bytes: withPosition(visit, position, value) });
const visitCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "accepted", given: { bytes: visit } },
    { name: "declined", given: visiting(6, shareAnswer.DECLINED) },
  ],
  negative: [
    { name: "an answer that is not known", given: visiting(6, 3), error: "UNSUPPORTED" },
    { name: "no company", given: visiting(2, null), error: "MALFORMED" },
    { name: "half a genesis", given: visiting(3, genesis.slice(0, 16)), error: "MALFORMED" },
    { name: "half a link", given: visiting(5, head.hash.slice(0, 16)), error: "MALFORMED" },
    { name: "no seq", given: visiting(4, null), error: "MALFORMED" },
    ...spoiled(visit).map(({ name, bytes: its, error }) => ({ name, given: { bytes: its }, error })),
  ],
};

const kept = encodeState(last(suspended.share));
const entry = (...fields: unknown[]) => ({ state: withPosition(kept, 6, [fields]) });
const guest: unknown[] = [15, carl.user, 5, 1, carl.signing.publicKey, carl.xwingKeyHash, personOf("carl"), 5];
const invitation: unknown[] = [5, pair.publicKey, 5, personOf("carl"), time, ada.user, 4];
const stateCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "with an invitation", given: { state: encodeState(last(invited.share)) } },
    { name: "with a guest", given: { state: encodeState(last(withCarl.share)) } },
    { name: "with a guest who is suspended", given: { state: kept } },
  ],
  negative: [
    { name: "a guest who owns", given: entry(...guest.with(2, 1)), error: "UNSUPPORTED" },
    { name: "a guest with a status that is not known", given: entry(...guest.with(3, 3)), error: "UNSUPPORTED" },
    { name: "a guest without a key", given: entry(...guest.with(4, null)), error: "MALFORMED" },
    { name: "a guest who is nobody", given: entry(...guest.with(6, null)), error: "MALFORMED" },
    { name: "a guest without a seq", given: entry(...guest.slice(0, 7)), error: "MALFORMED" },
    { name: "an invitation to own", given: entry(...invitation.with(2, 1)), error: "UNSUPPORTED" },
    {
      name: "an invitation of 31 bytes",
      given: entry(...invitation.with(1, fixedHash("i").slice(1))),
      error: "MALFORMED",
    },
  ],
};

export const guestCaseSets = {
  "link-guest": guestLinkCases,
  "manifest-guest-check": guestManifestCases,
  "share-invitation": invitationCases,
  "share-invitation-proof": proofCases,
  "contact-words": wordCases,
  "share-visit": visitCases,
  "guest-state": stateCases,
};
