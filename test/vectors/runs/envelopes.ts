import { checkKeyCommitment, keyCommitment, openPreviousKey } from "../../../src/crypto/client/epoch.ts";
import { deriveImportId } from "../../../src/crypto/client/import-id.ts";
import { unwrapKey } from "../../../src/crypto/client/key-wrap.ts";
import { pad, paddedLength, unpad } from "../../../src/crypto/client/padding.ts";
import { deriveQueueKey, openEntry, openOutbox } from "../../../src/crypto/client/queue-mark.ts";
import { openRecord } from "../../../src/crypto/client/record.ts";
import { open, sealWith } from "../../../src/crypto/client/seal.ts";
import { openSession } from "../../../src/crypto/client/session.ts";
import { deriveStoreKey, openFrame } from "../../../src/crypto/client/store-frame.ts";
import { checkEnvelope } from "../../../src/crypto/envelope.ts";
import { sealedHash } from "../../../src/crypto/hash.ts";
import { asHash, asId, asNonce, asSigningSeed, asSymmetricKey, asXWingSeed } from "../../../src/crypto/keys.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import type { Runs } from "../given.ts";

export const envelopeRuns: Runs = {
  envelope: (given) => {
    const key = given.bytes("key", asSymmetricKey);
    const aad = given.bytes("aad");
    if (given.has("envelope")) return { plaintext: open(key, aad, given.bytes("envelope")) };
    return { envelope: sealWith(given.bytes("nonce", asNonce), key, aad, given.bytes("plaintext")) };
  },

  "envelope-shape": (given) => {
    const envelope = given.bytes("envelope");
    checkEnvelope(envelope, given.has("maximum") ? given.uint("maximum") : undefined);
    return { nonce: envelope.slice(1, 25), commitment: envelope.slice(25, 57), ciphertext: envelope.slice(57) };
  },

  padding: (given) => {
    if (given.has("padded")) return { body: unpad(given.bytes("padded")) };
    if (given.has("body")) return { padded: pad(given.bytes("body")) };
    return { length: paddedLength(given.uint("bodyLength")) };
  },

  record: (given) => {
    const place = given.within("place");
    const envelopes = { body: given.bytes("body"), key: given.bytes("key") };
    const plaintext = openRecord(
      given.bytes("vaultKey", asSymmetricKey),
      {
        vault: place.bytes("vault", asId),
        record: place.bytes("record", asId),
        version: place.uint("version"),
        schema: place.uint("schema"),
        epoch: place.uint("epoch"),
      },
      envelopes,
    );
    return { plaintext, bodyHash: sealedHash(envelopes.body), keyHash: sealedHash(envelopes.key) };
  },

  "previous-key": (given) => {
    const place = { vault: given.bytes("vault", asId), epoch: given.uint("epoch") };
    const key = openPreviousKey(given.bytes("newKey", asSymmetricKey), place, given.bytes("envelope"));
    return { key, commitment: keyCommitment(key, place.vault, place.epoch - 1) };
  },

  "key-commitment": (given) => {
    const key = given.bytes("key", asSymmetricKey);
    const roster = given.bytes("roster", asId);
    const epoch = given.uint("epoch");
    if (given.has("stated")) {
      checkKeyCommitment(key, roster, { epoch, commitment: given.bytes("stated", asHash) });
    }
    return { commitment: keyCommitment(key, roster, epoch) };
  },

  "key-wrap": (given) => {
    const place = { roster: given.bytes("roster", asId), epoch: given.uint("epoch"), user: given.bytes("user", asId) };
    return { key: unwrapKey(given.bytes("xwingSeed", asXWingSeed), place, given.bytes("wrap")) };
  },

  "import-id": (given) => ({
    id: deriveImportId(
      given.bytes("firstKey", asSymmetricKey),
      given.bytes("vault", asId),
      given.text("source"),
      given.text("row"),
    ),
  }),

  "wrap-set": (given) =>
    wrapSet(given.list("wraps").map((wrap) => ({ user: wrap.bytes("user", asId), wrap: wrap.bytes("wrap") }))),

  "store-frame": (given) => {
    const user = given.bytes("user", asId);
    const device = given.bytes("device", asId);
    const storeKey = deriveStoreKey(given.bytes("rootKey", asSymmetricKey), user, device);
    const place = { user, device, sequence: given.uint("sequence") };
    return { storeKey, plaintext: openFrame(storeKey, place, given.bytes("frame")) };
  },

  "queue-entry": (given) => {
    const queueKey = deriveQueueKey(given.bytes("signingSeed", asSigningSeed), given.bytes("user", asId));
    return { queueKey, content: openEntry(queueKey, given.uint("number"), given.bytes("marked")) };
  },

  outbox: (given) => {
    const queueKey = deriveQueueKey(given.bytes("signingSeed", asSigningSeed), given.bytes("user", asId));
    return { content: openOutbox(queueKey, given.bytes("marked")) };
  },

  session: (given) => {
    const place = { user: given.bytes("user", asId), device: given.bytes("device", asId) };
    return { plaintext: openSession(given.bytes("sessionKey", asSymmetricKey), place, given.bytes("envelope")) };
  },
};
