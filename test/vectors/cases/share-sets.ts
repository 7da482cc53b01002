/** What shares are made of besides their chains: names, wraps, answers, states. */
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { memberKeyAad, shareNameAad } from "../../../src/crypto/aad.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { encodeEntry, entryType, shareAnswer } from "../../../src/crypto/client/entry.ts";
import { keyCommitment } from "../../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../../src/crypto/client/group.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { publicKeyHash } from "../../../src/crypto/hash.ts";
import { asNonce, asSymmetricKey, asXWingPublicKey, type Id } from "../../../src/crypto/keys.ts";
import { pae } from "../../../src/crypto/pae.ts";
import { deriveXWingPublicKey, keyedBlake2b } from "../../../src/crypto/sodium.ts";
import { encodeState } from "../../../src/crypto/state-encoding.ts";
import {
  ada,
  type Cases,
  fixedBytes,
  fixedHash,
  fixedId,
  flip,
  ids,
  key,
  lastTime,
  spoiled,
  withPosition,
} from "./fixed.ts";
import { shareLinkCases } from "./share-links.ts";
import { shareManifestCases } from "./share-manifests.ts";
import { group, last, share } from "./share-world.ts";
import { closed, expiring, formerGroup } from "./shares.ts";

const changes = (base: object, error: string, list: readonly (readonly [string, object])[]) =>
  list.map(([name, change]) => ({ name, given: { ...base, ...change }, error }));
const nonce = (name: string) => asNonce(fixedBytes(`nonce ${name}`, 24));

const shareKey = key("share 1");
const place = { share, epoch: 1 };
const named = (plaintext: Uint8Array) => sealWith(nonce("share name"), shareKey, shareNameAad(place), plaintext);
const text = new TextEncoder().encode("Büro & Verkauf");
const naming = { key: shareKey, ...place, envelope: named(pad(text)) };
const nameCases: Cases = {
  section: "§4.11",
  golden: [{ name: "a name", given: naming }],
  negative: changes(naming, "SEAL", [
    ["by another key", { key: key("share 2") }],
    ["of another share", { share: ids.vault }],
    ["of another epoch", { epoch: 2 }],
    ["not padded", { envelope: named(text) }],
    ["no text", { envelope: named(pad(Uint8Array.of(0xff))) }],
    ["one bit turned", { envelope: flip(naming.envelope, -1) }],
  ]),
};

/** The share's key for whoever has the X-Wing key. */
function wrapFor(recipient: Id, publicKey: Uint8Array, its = place): Uint8Array {
  const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(publicKey, fixedBytes("share wrap", 64));
  const wrapping = keyedBlake2b(32, asSymmetricKey(sharedSecret), pae("wrap", cipherText, publicKey));
  const aad = memberKeyAad(
    { roster: its.share, epoch: its.epoch, user: recipient },
    publicKeyHash(asXWingPublicKey(publicKey)),
  );
  return concat(cipherText, sealWith(nonce("share wrap"), asSymmetricKey(wrapping), aad, shareKey));
}
const stated = { ...place, commitment: keyCommitment(shareKey, share, 1) };
const forMember = {
  ...stated,
  recipient: ada.user,
  xwingSeed: fixedBytes("x-wing ada", 32),
  wrap: wrapFor(ada.user, ada.xwing),
};
const groupSecret = key("group 1");
const groupKey = deriveXWingPublicKey(deriveGroupSeed(groupSecret, group, 1));
const forGroup = { ...stated, recipient: group, secret: groupSecret, groupEpoch: 1, wrap: wrapFor(group, groupKey) };
const wrapCases: Cases = {
  section: "§4.11",
  golden: [
    { name: "for a member", given: forMember },
    { name: "for a group", given: forGroup },
  ],
  negative: [
    ...changes(forGroup, "SEAL", [
      ["by the secret of another epoch of the group", { secret: key("group 2"), groupEpoch: 2 }],
      ["by the secret as if of another epoch", { groupEpoch: 2 }],
      ["in a member's place", { wrap: wrapFor(ada.user, groupKey) }],
      ["for another group", { recipient: ids.vault }],
      ["of another share", { share: ids.vault }],
      ["of another epoch", { epoch: 2 }],
      ["a bit turned", { wrap: flip(forGroup.wrap, -1) }],
      ["cut short", { wrap: forGroup.wrap.slice(1) }],
    ]),
    ...changes(forMember, "SEAL", [["in a group's place", { wrap: wrapFor(group, ada.xwing) }]]),
    ...changes(forGroup, "WRONG_COMMITMENT", [["another key than the roster states", { commitment: fixedHash("c") }]]),
  ],
};

const answer = encodeEntry({
  type: entryType.SHARE_ANSWER,
  share,
  genesis: fixedHash("genesis of the share"),
  answer: shareAnswer.ACCEPTED,
});
const answering = (position: number, value: unknown) => ({ bytes: withPosition(answer, position, value) });
const answerCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "accepted", given: { bytes: answer } },
    { name: "declined", given: answering(3, shareAnswer.DECLINED) },
  ],
  negative: [
    { name: "no answer", given: answering(3, 0), error: "UNSUPPORTED" },
    { name: "an answer that is not known", given: answering(3, 3), error: "UNSUPPORTED" },
    { name: "no share", given: answering(1, null), error: "MALFORMED" },
    { name: "no genesis", given: answering(2, null), error: "MALFORMED" },
    { name: "a genesis of 31 bytes", given: answering(2, new Uint8Array(31)), error: "MALFORMED" },
    ...spoiled(answer).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const linkedCopy = encodeEntry({
  type: entryType.LINKED_COPY,
  share,
  copy: fixedId("copy"),
  copyVersion: 3,
  vault: fixedId("vault"),
  source: fixedId("source"),
  sourceVersion: 7,
});
const copying = (position: number, value: unknown) => ({ bytes: withPosition(linkedCopy, position, value) });
const copyCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "a copy", given: { bytes: linkedCopy } },
    { name: "of another record", given: copying(2, fixedId("another")) },
  ],
  negative: [
    { name: "no share", given: copying(1, null), error: "MALFORMED" },
    { name: "a copy of 15 bytes", given: copying(2, fixedId("copy").slice(1)), error: "MALFORMED" },
    { name: "a version that is none", given: copying(3, -1), error: "MALFORMED" },
    { name: "no vault", given: copying(4, null), error: "MALFORMED" },
    { name: "no source", given: copying(5, null), error: "MALFORMED" },
    { name: "no version of the source", given: copying(6, null), error: "MALFORMED" },
    ...spoiled(linkedCopy).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const encoded = encodeState(last(expiring.share));
const entry = (...fields: unknown[]) => ({ state: withPosition(encoded, 6, [fields]) });
const shareGroup: unknown[] = [10, group, fixedHash("genesis"), 5, 3, 1];
const stateCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "with groups and a time", given: { state: encoded } },
    { name: "with a former group", given: { state: encodeState(last(formerGroup.share)) } },
    { name: "at its end", given: { state: encodeState(last(closed.share)) } },
    { name: "until the last time that there is", given: entry(11, ids.user, lastTime, 1) },
  ],
  negative: [
    { name: "a group that owns", given: entry(...shareGroup.with(3, 1)), error: "UNSUPPORTED" },
    { name: "a group with a member's role", given: entry(...shareGroup.with(3, 4)), error: "UNSUPPORTED" },
    { name: "a group without a genesis", given: entry(...shareGroup.with(2, null)), error: "MALFORMED" },
    { name: "a group without where it is", given: entry(...shareGroup.with(4, null)), error: "MALFORMED" },
    { name: "a group without a seq", given: entry(...shareGroup.slice(0, 5)), error: "MALFORMED" },
    { name: "a time that is no date", given: entry(11, ids.user, lastTime + 1, 1), error: "MALFORMED" },
    { name: "no time", given: entry(11, ids.user, null, 1), error: "MALFORMED" },
    { name: "an epoch without a commitment", given: entry(12, 1, null, 3, 0), error: "MALFORMED" },
    { name: "an epoch without a tenant head", given: entry(12, 1, fixedHash("c"), 0), error: "MALFORMED" },
    { name: "a former group of 15 bytes", given: entry(13, ids.user.slice(1), null, 1), error: "MALFORMED" },
    { name: "a former group by a cut of 31 bytes", given: entry(13, group, new Uint8Array(31), 1), error: "MALFORMED" },
    { name: "an end without a seq", given: entry(14, null), error: "MALFORMED" },
    { name: "an end by a cut of 31 bytes", given: entry(14, new Uint8Array(31), 1), error: "MALFORMED" },
    {
      name: "two epochs in force",
      given: {
        state: withPosition(encoded, 6, [
          [3, 1, fixedHash("a"), 0],
          [12, 1, fixedHash("b"), 3, 1],
        ]),
      },
      error: "MALFORMED",
    },
  ],
};

export const shareCaseSets = {
  "link-share": shareLinkCases,
  "share-name": nameCases,
  "share-wrap": wrapCases,
  "share-answer": answerCases,
  "linked-copy": copyCases,
  "share-state": stateCases,
  ...shareManifestCases,
};
