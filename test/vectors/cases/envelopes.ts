import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { bodyAad, frameAad, memberKeyAad, previousKeyAad, recordKeyAad, sessionAad } from "../../../src/crypto/aad.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { keyCommitment } from "../../../src/crypto/client/epoch.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { deriveQueueKey, markEntry, markOutbox } from "../../../src/crypto/client/queue-mark.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { deriveStoreKey } from "../../../src/crypto/client/store-frame.ts";
import { asNonce, asSigningSeed, asSymmetricKey } from "../../../src/crypto/keys.ts";
import { pae } from "../../../src/crypto/pae.ts";
import { keyedBlake2b } from "../../../src/crypto/sodium.ts";
import { ada, type Cases, fixedBytes, fixedHash, flip, ids, key, mallory, zeroed } from "./fixed.ts";

const nonce = (name: string) => asNonce(fixedBytes(`nonce ${name}`, 24));
const nothing = new Uint8Array(0);

function changes(base: object, error: string, list: readonly (readonly [string, object])[]) {
  return list.map(([name, change]) => ({ name, given: { ...base, ...change }, error }));
}

const aad = bodyAad({ vault: ids.vault, record: ids.record, version: 1, schema: 1 });
const envelopeKey = key("envelope");
const sealed = sealWith(nonce("envelope"), envelopeKey, aad, fixedBytes("plaintext", 100));
const opening = { key: envelopeKey, aad, envelope: sealed };

const envelopeCases: Cases = {
  section: "§2.1",
  golden: [
    {
      name: "sealed",
      given: { key: envelopeKey, nonce: nonce("envelope"), aad, plaintext: fixedBytes("plaintext", 100) },
    },
    { name: "sealed without content", given: { key: envelopeKey, nonce: nonce("empty"), aad, plaintext: nothing } },
    { name: "opened", given: opening },
  ],
  negative: [
    ...changes(opening, "SEAL", [
      ["another key", { key: key("another") }],
      ["another place", { aad: bodyAad({ vault: ids.vault, record: ids.folder, version: 1, schema: 1 }) }],
      ["no place", { aad: nothing }],
      ["a bit of the nonce turned", { envelope: flip(sealed, 1) }],
      ["a bit of the commitment turned", { envelope: flip(sealed, 25) }],
      ["a bit of the ciphertext turned", { envelope: flip(sealed, 57) }],
      ["a bit of the tag turned", { envelope: flip(sealed, -1) }],
      ["another suite", { envelope: concat(Uint8Array.of(2), sealed.slice(1)) }],
      ["cut short", { envelope: sealed.slice(0, -1) }],
      ["a byte after the end", { envelope: concat(sealed, Uint8Array.of(0)) }],
      ["no envelope", { envelope: nothing }],
    ]),
    ...changes(opening, "MALFORMED", [
      ["a key of 31 bytes", { key: envelopeKey.slice(1) }],
      ["an empty key", { key: nothing }],
    ]),
    {
      name: "content that is too long",
      given: { key: envelopeKey, nonce: nonce("long"), aad, plaintext: new Uint8Array(65_464) },
      error: "TOO_LARGE",
    },
  ],
};

const shapeCases: Cases = {
  section: "§2.1",
  golden: [
    { name: "an envelope", given: { envelope: sealed } },
    { name: "the shortest", given: { envelope: sealed.slice(0, 73) } },
  ],
  negative: [
    { name: "one byte too short", given: { envelope: sealed.slice(0, 72) }, error: "MALFORMED" },
    { name: "no bytes", given: { envelope: nothing }, error: "MALFORMED" },
    { name: "suite 0", given: { envelope: concat(Uint8Array.of(0), sealed.slice(1)) }, error: "UNSUPPORTED" },
    { name: "suite 2", given: { envelope: concat(Uint8Array.of(2), sealed.slice(1)) }, error: "UNSUPPORTED" },
    { name: "longer than asked for", given: { envelope: sealed, maximum: 105 }, error: "TOO_LARGE" },
  ],
};

const lengths = [
  0, 1, 255, 256, 1_023, 1_024, 2_047, 16_383, 16_384, 17_408, 32_767, 32_768, 63_487, 63_488, 1_000_000,
];
const body = fixedBytes("body", 300);
const padded = pad(body);
const paddingCases: Cases = {
  section: "§2.3",
  golden: [
    ...lengths.map((bodyLength) => ({ name: `the length for ${bodyLength} bytes`, given: { bodyLength } })),
    { name: "a body, padded", given: { body } },
    { name: "no body, padded", given: { body: nothing } },
    { name: "a body, read", given: { padded } },
    { name: "a body that ends like its padding", given: { padded: pad(concat(body, Uint8Array.of(0x80, 0))) } },
  ],
  negative: [
    { name: "no padding", given: { padded: fixedBytes("body", 256).fill(1, 255) }, error: "SEAL" },
    { name: "zeros alone", given: { padded: new Uint8Array(256) }, error: "SEAL" },
    { name: "no bytes", given: { padded: nothing }, error: "SEAL" },
    { name: "padded further than it has to be", given: { padded: concat(padded, new Uint8Array(256)) }, error: "SEAL" },
    { name: "padded to no length of the table", given: { padded: padded.slice(0, -1) }, error: "SEAL" },
    { name: "another mark", given: { padded: padded.map((byte, i) => (i === 300 ? 0x81 : byte)) }, error: "SEAL" },
    { name: "a body that is too long", given: { body: new Uint8Array(63_488) }, error: "TOO_LARGE" },
  ],
};

const place = { vault: ids.vault, record: ids.record, version: 3, schema: 1, epoch: 2 };
const [vaultKey, recordKey] = [key("vault"), key("record")];
const plaintext = new TextEncoder().encode('{"kind":"login","title":"Bank","fields":[]}');
const recordGiven = {
  vaultKey,
  place,
  body: sealWith(nonce("body"), recordKey, bodyAad(place), pad(plaintext)),
  key: sealWith(nonce("record key"), vaultKey, recordKeyAad(place), recordKey),
};
const recordCases: Cases = {
  section: "§5.2",
  golden: [{ name: "an item", given: recordGiven }],
  negative: changes(recordGiven, "SEAL", [
    ["the key of another epoch", { vaultKey: key("another") }],
    ["another vault", { place: { ...place, vault: ids.account } }],
    ["another record", { place: { ...place, record: ids.folder } }],
    ["an older version", { place: { ...place, version: 2 } }],
    ["another schema", { place: { ...place, schema: 2 } }],
    ["another epoch", { place: { ...place, epoch: 1 } }],
    ["body and key exchanged", { body: recordGiven.key, key: recordGiven.body }],
    ["a bit of the body turned", { body: flip(recordGiven.body, 60) }],
    ["a bit of the key turned", { key: flip(recordGiven.key, 60) }],
    ["a body that is not padded", { body: sealWith(nonce("bare"), recordKey, bodyAad(place), plaintext) }],
    ["a record key of 16 bytes", { key: sealWith(nonce("short"), vaultKey, recordKeyAad(place), recordKey.slice(16)) }],
  ]),
};

const sealPrevious = (content: Uint8Array) =>
  sealWith(nonce("previous"), key("epoch 2"), previousKeyAad({ vault: ids.vault, epoch: 2 }), content);
const previousGiven = {
  newKey: key("epoch 2"),
  vault: ids.vault,
  epoch: 2,
  envelope: sealPrevious(key("epoch 1")),
};
const previousKeyCases: Cases = {
  section: "§5.5",
  golden: [{ name: "the key of the epoch before", given: previousGiven }],
  negative: changes(previousGiven, "SEAL", [
    ["another key", { newKey: key("epoch 1") }],
    ["another epoch", { epoch: 3 }],
    ["another vault", { vault: ids.account }],
    ["a bit turned", { envelope: flip(previousGiven.envelope, 57) }],
    ["the key of a record in its stead", { envelope: recordGiven.key }],
    ["a key of 31 bytes", { envelope: sealPrevious(fixedBytes("short", 31)) }],
    ["an empty key", { envelope: sealPrevious(nothing) }],
    ["no envelope", { envelope: nothing }],
  ]),
};

const commitmentGiven = { key: key("epoch 1"), roster: ids.vault, epoch: 1 };
const stated = keyCommitment(key("epoch 1"), ids.vault, 1);
const commitmentCases: Cases = {
  section: "§4.4",
  golden: [
    { name: "a commitment", given: commitmentGiven },
    { name: "a commitment that was stated", given: { ...commitmentGiven, stated } },
    { name: "of the next epoch", given: { ...commitmentGiven, epoch: 2 } },
  ],
  negative: [
    ...changes({ ...commitmentGiven, stated }, "WRONG_COMMITMENT", [
      ["another key", { key: key("epoch 2") }],
      ["another epoch", { epoch: 2 }],
      ["another roster", { roster: ids.account }],
      ["another commitment", { stated: fixedHash("commitment") }],
    ]),
    { name: "an empty key", given: { ...commitmentGiven, key: nothing }, error: "MALFORMED" },
  ],
};

const wrapPlace = { roster: ids.vault, epoch: 2, user: ids.user };
const encapsulated = ml_kem768_x25519.encapsulate(ada.xwing, fixedBytes("encapsulation", 64));
const wrappingKey = asSymmetricKey(
  keyedBlake2b(32, asSymmetricKey(encapsulated.sharedSecret), pae("wrap", encapsulated.cipherText, ada.xwing)),
);
const wrap = concat(
  encapsulated.cipherText,
  sealWith(nonce("wrap"), wrappingKey, memberKeyAad(wrapPlace, ada.xwingKeyHash), key("epoch 2")),
);
const wrapGiven = { xwingSeed: fixedBytes("x-wing ada", 32), ...wrapPlace, wrap };
const keyWrapCases: Cases = {
  section: "§4.5",
  golden: [{ name: "the key of an epoch, for a member", given: wrapGiven }],
  negative: changes(wrapGiven, "SEAL", [
    ["somebody else's seed", { xwingSeed: fixedBytes("x-wing mallory", 32) }],
    ["another roster", { roster: ids.account }],
    ["another epoch", { epoch: 1 }],
    ["another member", { user: ids.stranger }],
    ["a bit of the ciphertext turned", { wrap: flip(wrap, 0) }],
    ["a bit of X25519's share turned", { wrap: flip(wrap, 1_100) }],
    ["zeros for X25519's share", { wrap: zeroed(wrap, 1_088, 32) }],
    ["a bit of the envelope turned", { wrap: flip(wrap, -1) }],
    ["cut short", { wrap: wrap.slice(0, -1) }],
    ["no wrap", { wrap: nothing }],
  ]),
};

const wraps = [
  { user: ids.user, wrap },
  { user: mallory.user, wrap: fixedBytes("another wrap", 1_225) },
];
const wrapSetCases: Cases = {
  section: "§4.5",
  golden: [
    { name: "no wraps", given: { wraps: [] } },
    { name: "two wraps", given: { wraps } },
  ],
  negative: [
    { name: "two for one member", given: { wraps: [wraps[0], { ...wraps[1], user: ids.user }] }, error: "MALFORMED" },
    { name: "one twice", given: { wraps: [wraps[0], wraps[0]] }, error: "MALFORMED" },
    { name: "a user of 15 bytes", given: { wraps: [{ ...wraps[0], user: ids.user.slice(1) }] }, error: "MALFORMED" },
    { name: "a user of 17 bytes", given: { wraps: [{ ...wraps[0], user: new Uint8Array(17) }] }, error: "MALFORMED" },
    { name: "nobody", given: { wraps: [{ ...wraps[0], user: nothing }] }, error: "MALFORMED" },
  ],
};

const rootKey = key("root");
const storeKey = deriveStoreKey(rootKey, ids.user, ids.device);
const framePlace = { user: ids.user, device: ids.device, sequence: 5 };
const frame = sealWith(nonce("frame"), storeKey, frameAad(framePlace), fixedBytes("frame", 64));
const frameGiven = { rootKey, ...framePlace, frame };
const frameCases: Cases = {
  section: "§6.2",
  golden: [{ name: "a frame", given: frameGiven }],
  negative: changes(frameGiven, "SEAL", [
    ["the frame before", { sequence: 4 }],
    ["the frame after", { sequence: 6 }],
    ["another device", { device: ids.session }],
    ["another user", { user: ids.stranger }],
    ["another account", { rootKey: key("another") }],
    ["a bit turned", { frame: flip(frame, 70) }],
    ["cut short", { frame: frame.slice(0, -1) }],
  ]),
};

const queueSeed = asSigningSeed(fixedBytes("signing seed of a queue", 32));
const otherSeed = asSigningSeed(fixedBytes("another signing seed", 32));
const queueKey = deriveQueueKey(queueSeed, ids.user);
const queueContent = new TextEncoder().encode('{"over":["01985c3a-989c-740d-b87e-86e021e248e9"]}');
const entryGiven = {
  signingSeed: queueSeed,
  user: ids.user,
  number: 5,
  marked: markEntry(queueKey, 5, queueContent),
};
const outboxGiven = { signingSeed: queueSeed, user: ids.user, marked: markOutbox(queueKey, queueContent) };
const unmarked = ({ marked }: { marked: Uint8Array }): [string, object][] => [
  ["another user", { user: ids.stranger }],
  ["another account", { signingSeed: otherSeed }],
  ["a bit of the mark turned", { marked: flip(marked, 3) }],
  ["a bit of the content turned", { marked: flip(marked, 40) }],
  ["cut short", { marked: marked.slice(0, -1) }],
];
const noContent = ({ marked }: { marked: Uint8Array }): [string, object][] => [
  ["nothing behind the mark", { marked: marked.slice(0, 32) }],
  ["nothing at all", { marked: nothing }],
];
const entryCases: Cases = {
  section: "§6.2",
  golden: [
    { name: "an entry", given: entryGiven },
    { name: "the first", given: { ...entryGiven, number: 0, marked: markEntry(queueKey, 0, queueContent) } },
  ],
  negative: [
    ...changes(entryGiven, "MISMATCH", [
      ["the number before", { number: 4 }],
      ["the number after", { number: 6 }],
      ["an outbox in its stead", { marked: outboxGiven.marked }],
      ...unmarked(entryGiven),
    ]),
    ...changes(entryGiven, "MALFORMED", noContent(entryGiven)),
  ],
};
const outboxCases: Cases = {
  section: "§6.2",
  golden: [{ name: "what was signed", given: outboxGiven }],
  negative: [
    ...changes(outboxGiven, "MISMATCH", [
      ["an entry of the queue in its stead", { marked: entryGiven.marked }],
      ...unmarked(outboxGiven),
    ]),
    ...changes(outboxGiven, "MALFORMED", noContent(outboxGiven)),
  ],
};

const sessionPlace = { user: ids.user, device: ids.device };
const sessionGiven = {
  sessionKey: key("session"),
  ...sessionPlace,
  envelope: sealWith(nonce("session"), key("session"), sessionAad(sessionPlace), rootKey),
};
const sessionCases: Cases = {
  section: "§2.2",
  golden: [{ name: "an unlocked session", given: sessionGiven }],
  negative: changes(sessionGiven, "SEAL", [
    ["another session key", { sessionKey: key("another") }],
    ["another user", { user: ids.stranger }],
    ["another device", { device: ids.session }],
    ["a frame in its stead", { envelope: frame }],
    ["a bit turned", { envelope: flip(sessionGiven.envelope, 57) }],
  ]),
};

const importGiven = { firstKey: key("epoch 1"), vault: ids.vault, source: "bitwarden", row: "a1b2c3" };
const importIdCases: Cases = {
  section: "§2.4",
  golden: [
    { name: "a row", given: importGiven },
    { name: "another row", given: { ...importGiven, row: "a1b2c4" } },
    { name: "the border between source and row moved", given: { ...importGiven, source: "bitwardena", row: "1b2c3" } },
    { name: "the same row into another vault", given: { ...importGiven, vault: ids.account } },
    { name: "a row of 2,000 characters", given: { ...importGiven, row: "é".repeat(2_000) } },
  ],
  negative: changes(importGiven, "MALFORMED", [
    ["an empty key", { firstKey: nothing }],
    ["a key of 16 bytes", { firstKey: importGiven.firstKey.slice(16) }],
    ["a key of 64 bytes", { firstKey: new Uint8Array(64) }],
    ["a vault of 15 bytes", { vault: ids.vault.slice(1) }],
    ["no vault", { vault: nothing }],
  ]),
};

export const envelopeCaseSets = {
  envelope: envelopeCases,
  "envelope-shape": shapeCases,
  padding: paddingCases,
  record: recordCases,
  "previous-key": previousKeyCases,
  "key-commitment": commitmentCases,
  "key-wrap": keyWrapCases,
  "import-id": importIdCases,
  "wrap-set": wrapSetCases,
  "store-frame": frameCases,
  "queue-entry": entryCases,
  outbox: outboxCases,
  session: sessionCases,
};
