import { groupNameAad } from "../../../src/crypto/aad.ts";
import { encodeBase64url } from "../../../src/crypto/base64url.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { keyCommitment } from "../../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../../src/crypto/client/group.ts";
import { deriveInvitationPair, encodeInvitation, signInvitationProof } from "../../../src/crypto/client/invitation.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { sign } from "../../../src/crypto/client/sign.ts";
import { publicKeyHash } from "../../../src/crypto/hash.ts";
import { encodeInvitationProof, type InvitationProof } from "../../../src/crypto/invitation-proof.ts";
import { asChallenge, asInvitationSecret, asNonce } from "../../../src/crypto/keys.ts";
import { deriveXWingPublicKey } from "../../../src/crypto/sodium.ts";
import {
  type Cases,
  fixedBytes,
  fixedHash,
  fixedId,
  flip,
  ids,
  key,
  lastTime,
  mallory,
  spoiled,
  tenant,
  time,
  withPosition,
} from "./fixed.ts";

const secret = asInvitationSecret(fixedBytes("invitation", 16));
const fragment = encodeInvitation(secret, tenant.state);
const bytes = new Uint8Array(Buffer.from(fragment, "base64url"));
const as = (changed: Uint8Array) => ({ text: encodeBase64url(changed) });

const invitationCases: Cases = {
  section: "§4.9",
  golden: [
    { name: "a fragment", given: { text: fragment } },
    { name: "a whole link, with white space around it", given: { text: ` https://vault.example/join#${fragment}\n` } },
  ],
  negative: [
    { name: "nothing", given: { text: "" }, error: "MALFORMED" },
    { name: "a link without its fragment", given: { text: "https://vault.example/join" }, error: "MALFORMED" },
    { name: "one character too few", given: { text: fragment.slice(0, -1) }, error: "MALFORMED" },
    { name: "one byte too many", given: as(concat(bytes, Uint8Array.of(0))), error: "MALFORMED" },
    { name: "one byte too few", given: as(bytes.slice(0, -1)), error: "MALFORMED" },
    { name: "another version", given: as(concat(Uint8Array.of(2), bytes.slice(1))), error: "UNSUPPORTED" },
    { name: "base64 with another alphabet", given: { text: `+${fragment.slice(1)}` }, error: "MALFORMED" },
    {
      name: "a blank in the middle",
      given: { text: `${fragment.slice(0, 20)} ${fragment.slice(20)}` },
      error: "MALFORMED",
    },
  ],
};

const pair = deriveInvitationPair(secret, ids.tenant);
const proof: InvitationProof = {
  origin: "https://vault.example",
  tenant: ids.tenant,
  key: pair.publicKey,
  clientNonce: asChallenge(fixedBytes("nonce", 32)),
  time,
};
const { origin } = proof;
const good = signInvitationProof(proof, pair);
const encoded = encodeInvitationProof(proof);
const resigned = (changed: Uint8Array) => ({
  bytes: changed,
  signature: sign("invitation-proof", changed, pair),
  origin,
});

const proofCases: Cases = {
  section: "§4.9",
  golden: [{ name: "of an invitation", given: { ...good, origin } }],
  negative: [
    { name: "for another server", given: { ...good, origin: "https://vault.example.net" }, error: "MISMATCH" },
    {
      name: "signed by somebody else",
      given: { ...good, signature: sign("invitation-proof", good.bytes, mallory.signing), origin },
      error: "BAD_SIGNATURE",
    },
    {
      name: "signed under another label",
      given: { ...good, signature: sign("link", good.bytes, pair), origin },
      error: "BAD_SIGNATURE",
    },
    { name: "one bit turned", given: { ...good, bytes: flip(good.bytes, -1), origin }, error: "BAD_SIGNATURE" },
    { name: "another format", given: resigned(withPosition(encoded, 0, 2)), error: "UNSUPPORTED" },
    { name: "a key of 31 bytes", given: resigned(withPosition(encoded, 3, fixedBytes("key", 31))), error: "MALFORMED" },
    {
      name: "an origin that is bytes",
      given: resigned(withPosition(encoded, 1, fixedBytes("origin", 8))),
      error: "MALFORMED",
    },
    { name: "a time that is no date", given: resigned(withPosition(encoded, 5, lastTime + 1)), error: "MALFORMED" },
    { name: "over the bound", given: resigned(withPosition(encoded, 1, "o".repeat(1_000))), error: "TOO_LARGE" },
    ...spoiled(encoded).map(({ name, bytes: its, error }) => ({ name, given: resigned(its), error })),
  ],
};

const group = fixedId("group");
const groupSecret = key("group");
const stated = {
  epoch: 3,
  commitment: keyCommitment(groupSecret, group, 3),
  xwingKeyHash: publicKeyHash(deriveXWingPublicKey(deriveGroupSeed(groupSecret, group, 3))),
};
const groupSecretCases: Cases = {
  section: "§4.8",
  golden: [{ name: "of an epoch", given: { secret: groupSecret, group, ...stated } }],
  negative: [
    { name: "another secret", given: { secret: key("other"), group, ...stated }, error: "WRONG_COMMITMENT" },
    {
      name: "of another group",
      given: { secret: groupSecret, group: ids.vault, ...stated },
      error: "WRONG_COMMITMENT",
    },
    { name: "of another epoch", given: { secret: groupSecret, group, ...stated, epoch: 2 }, error: "WRONG_COMMITMENT" },
    {
      name: "another commitment",
      given: { secret: groupSecret, group, ...stated, commitment: fixedHash("c") },
      error: "WRONG_COMMITMENT",
    },
    {
      name: "another public key",
      given: { secret: groupSecret, group, ...stated, xwingKeyHash: fixedHash("x") },
      error: "WRONG_COMMITMENT",
    },
    { name: "a secret of 31 bytes", given: { secret: fixedBytes("s", 31), group, ...stated }, error: "MALFORMED" },
  ],
};

const place = { tenant: ids.tenant, group, epoch: 2 };
const everyone = key("everyone");
const name = new TextEncoder().encode("Büro & Verkauf");
const sealed = (plaintext: Uint8Array) =>
  sealWith(asNonce(fixedBytes("name", 24)), everyone, groupNameAad(place), plaintext);
const named = { secret: everyone, ...place, envelope: sealed(pad(name)) };
const groupNameCases: Cases = {
  section: "§4.8",
  golden: [{ name: "a name", given: named }],
  negative: [
    { name: "by another key", given: { ...named, secret: key("other") }, error: "SEAL" },
    { name: "of another group", given: { ...named, group: ids.vault }, error: "SEAL" },
    { name: "of another tenant", given: { ...named, tenant: ids.vault }, error: "SEAL" },
    { name: "of another epoch", given: { ...named, epoch: 1 }, error: "SEAL" },
    { name: "not padded", given: { ...named, envelope: sealed(name) }, error: "SEAL" },
    { name: "no text", given: { ...named, envelope: sealed(pad(Uint8Array.of(0xff))) }, error: "SEAL" },
    { name: "one bit turned", given: { ...named, envelope: flip(named.envelope, -1) }, error: "SEAL" },
  ],
};

export const invitationCaseSets = {
  invitation: invitationCases,
  "invitation-proof": proofCases,
  "group-secret": groupSecretCases,
  "group-name": groupNameCases,
};
