import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { encode, rfc8949EncodeOptions } from "cborg";
import { type ApprovalPlace, approvalAad, deviceRequestAad } from "../../../src/crypto/aad.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { encodeApproval, encodeHandedMemory, type HandedMemory } from "../../../src/crypto/client/approval.ts";
import { deriveApprovalWords } from "../../../src/crypto/client/approval-words.ts";
import { deriveApprovalKeys, encodeDeviceRequest } from "../../../src/crypto/client/device-request.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { publicKeyHash } from "../../../src/crypto/hash.ts";
import {
  asNonce,
  asSecretKey,
  asSymmetricKey,
  asXWingPublicKey,
  asXWingSeed,
  type XWingPublicKey,
} from "../../../src/crypto/keys.ts";
import { profileClass } from "../../../src/crypto/link.ts";
import { pae } from "../../../src/crypto/pae.ts";
import { deriveXWingPublicKey, keyedBlake2b } from "../../../src/crypto/sodium.ts";
import {
  type Cases,
  fixedBytes,
  fixedHash,
  fixedId,
  flip,
  ids,
  key,
  lastTime,
  spoiled,
  tenant,
  time,
  zeroed,
} from "./fixed.ts";

const nonce = (name: string) => asNonce(fixedBytes(`nonce ${name}`, 24));
const nothing = new Uint8Array(0);
const change = (base: object, error: string, list: readonly (readonly [string, object])[]) =>
  list.map(([name, twist]) => ({ name, given: { ...base, ...twist }, error }));

const place: ApprovalPlace = {
  origin: "https://vault.example",
  address: "ada@example.com",
  request: fixedId("device request"),
};
const seed = asXWingSeed(fixedBytes("x-wing phone", 32));
const publicKey = deriveXWingPublicKey(seed);
const otherKey = deriveXWingPublicKey(asXWingSeed(fixedBytes("x-wing mallory", 32)));
const elsewhere: [string, object][] = [
  ["another origin", { origin: "https://vault.example.net" }],
  ["another address", { address: "eve@example.com" }],
  ["another request", { request: ids.record }],
];

const wordsGiven = { ...place, publicKey };
const wordsCases: Cases = {
  section: "§3.8",
  golden: [
    { name: "the words of a public key", given: wordsGiven },
    { name: "of another public key", given: { ...wordsGiven, publicKey: otherKey } },
    ...elsewhere.map(([name, twist]) => ({ name: `at ${name}`, given: { ...wordsGiven, ...twist } })),
    { name: "of a public key with one bit turned", given: { ...wordsGiven, publicKey: flip(publicKey, 1_215) } },
    { name: "typed in capitals with commas", given: { text: " Abacus, ZOOM, Yo-Yo; t-shirt. drop-down\tfelt-tip " } },
    { name: "typed in one go", given: { text: "abacuszoomyoyotshirtdropdownfelttip" } },
    { name: "typed by the first letters", given: { text: "abac abdomi ability ablaz abno zoom" } },
  ],
  negative: [
    ...change({}, "MALFORMED", [
      ["five words", { text: "abacus zoom zit zippy zipfile" }],
      ["seven words", { text: "abacus zoom zit zippy zipfile abdomen able" }],
      ["a word that is not on the list", { text: "abacus zoom zit zippy zipfile wombats" }],
      ["letters that begin several words", { text: "abac zoom zit zippy zipfile abdo" }],
      ["three letters of a word", { text: "aba zoom zit zippy zipfile abdomen" }],
      ["in one go, with a letter left over", { text: "abacuszoomyoyotshirtdropdownfelttipx" }],
      ["no words", { text: "" }],
    ]),
    ...change(wordsGiven, "MALFORMED", [
      ["a public key of 1,215 bytes", { publicKey: publicKey.slice(1) }],
      ["no public key", { publicKey: nothing }],
    ]),
  ],
};

const words = deriveApprovalWords(place, publicKey);
const { requestKey, approvalKey } = await deriveApprovalKeys(place, words);
const asked = { publicKey, deviceName: "Ada’s phone", time };
const sealRequest = (plaintext: Uint8Array, name = "request") =>
  sealWith(nonce(name), requestKey, deviceRequestAad(place), plaintext);
const requestGiven = { ...place, words: words.join(" "), envelope: sealRequest(pad(encodeDeviceRequest(asked))) };
const written = (...fields: unknown[]) => ({
  envelope: sealRequest(pad(encode(fields, rfc8949EncodeOptions)), `request ${String(fields[0])} ${fields.length}`),
});

/** Whole in all else: sealed under the words of a public key to which nothing can be encapsulated. */
async function askingBy(unusable: XWingPublicKey) {
  const itsWords = deriveApprovalWords(place, unusable);
  const its = await deriveApprovalKeys(place, itsWords);
  const plaintext = pad(encodeDeviceRequest({ ...asked, publicKey: unusable }));
  const envelope = sealWith(nonce("unusable key"), its.requestKey, deviceRequestAad(place), plaintext);
  return { words: itsWords.join(" "), envelope };
}
const smallOrder = await askingBy(asXWingPublicKey(zeroed(publicKey, 1_184, 32)));
const noEncoding = await askingBy(asXWingPublicKey(new Uint8Array(1_216).fill(255)));

const requestCases: Cases = {
  section: "§3.8",
  golden: [
    { name: "a device that asks", given: requestGiven },
    {
      name: "a device of a long name",
      given: {
        ...requestGiven,
        envelope: sealRequest(pad(encodeDeviceRequest({ ...asked, deviceName: "é".repeat(100) })), "long name"),
      },
    },
  ],
  negative: change(requestGiven, "SEAL", [
    ["other words", { words: deriveApprovalWords(place, otherKey).join(" ") }],
    ["two words exchanged", { words: [...words.slice(0, 4), words[5], words[4]].join(" ") }],
    ...elsewhere,
    ["a public key that gives other words", written(1, otherKey, "phone", time)],
    ["a public key whose X25519 part is of small order", smallOrder],
    ["a public key that is the encoding of none", noEncoding],
    ["a bit of the nonce turned", { envelope: flip(requestGiven.envelope, 1) }],
    ["a bit of the commitment turned", { envelope: flip(requestGiven.envelope, 30) }],
    ["a bit of the public key turned", { envelope: flip(requestGiven.envelope, 600) }],
    ["a bit of the tag turned", { envelope: flip(requestGiven.envelope, -1) }],
    ["cut short", { envelope: requestGiven.envelope.slice(0, -1) }],
    ["not padded", { envelope: sealRequest(encodeDeviceRequest(asked), "bare") }],
    ["a format of 2", written(2, publicKey, "phone", time)],
    ["a position more", written(1, publicKey, "phone", time, null)],
    ["no name", written(1, publicKey, "", time)],
    ["a time that is no date", written(1, publicKey, "phone", lastTime + 1)],
    ["a name of 101 characters", written(1, publicKey, "x".repeat(101), time)],
    [
      "an approval's place",
      {
        envelope: sealWith(
          nonce("place"),
          requestKey,
          approvalAad(place, publicKeyHash(publicKey)),
          pad(encodeDeviceRequest(asked)),
        ),
      },
    ],
    ["no envelope", { envelope: nothing }],
  ]),
};

const rung = (revision: number) => ({ revision, hash: fixedHash(`manifest ${revision}`) });
const memory: HandedMemory = {
  tenant: { id: ids.tenant, genesis: tenant.hash, seq: 0, hash: tenant.hash },
  vaults: [
    {
      vault: ids.account,
      class: profileClass.ACCOUNT,
      genesis: fixedHash("account"),
      rungs: [rung(7), rung(6), rung(4)],
    },
    { vault: ids.vault, class: profileClass.PERSONAL, genesis: fixedHash("personal"), rungs: [rung(1)] },
    { vault: fixedId("business vault"), class: profileClass.BUSINESS, genesis: fixedHash("business"), rungs: [] },
  ],
};
const approved = { user: ids.user, secretKey: asSecretKey(fixedBytes("secret key", 16)), memory, time };

function sealAs(plaintext: Uint8Array, at: ApprovalPlace = place, to = publicKey, wordsKey = approvalKey) {
  const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(to, fixedBytes("approval", 64));
  const wrapping = pae("approval-wrap", cipherText, to, wordsKey);
  const wrappingKey = asSymmetricKey(keyedBlake2b(32, asSymmetricKey(sharedSecret), wrapping));
  return concat(cipherText, sealWith(nonce("approval"), wrappingKey, approvalAad(at, publicKeyHash(to)), plaintext));
}
const approvalGiven = { xwingSeed: seed, approvalKey, ...place, approval: sealAs(pad(encodeApproval(approved))) };
const { approval } = approvalGiven;
const holding = (...fields: unknown[]) => ({ approval: sealAs(pad(encode(fields, rfc8949EncodeOptions))) });
const of = { tenant: [ids.tenant, tenant.hash, 0, tenant.hash], vaults: [[ids.account, 1, fixedHash("account"), []]] };

const approvalCases: Cases = {
  section: "§3.8",
  golden: [
    { name: "an approval", given: approvalGiven },
    {
      name: "of an account with one vault",
      given: { ...approvalGiven, ...holding(1, ids.user, approved.secretKey, of.tenant, of.vaults, time) },
    },
  ],
  negative: change(approvalGiven, "SEAL", [
    ["another device's seed", { xwingSeed: fixedBytes("x-wing mallory", 32) }],
    [
      "sealed by somebody who has not the words",
      { approval: sealAs(pad(encodeApproval(approved)), place, publicKey, key("guess")) },
    ],
    ["another approval key", { approvalKey: key("another") }],
    ...elsewhere,
    [
      "sealed for another request",
      { approval: sealAs(pad(encodeApproval(approved)), { ...place, request: ids.record }) },
    ],
    ["sealed to another device", { approval: sealAs(pad(encodeApproval(approved)), place, otherKey) }],
    ["a bit of the ciphertext turned", { approval: flip(approval, 0) }],
    ["a bit of X25519's share turned", { approval: flip(approval, 1_100) }],
    ["zeros for X25519's share", { approval: zeroed(approval, 1_088, 32) }],
    ["a bit of the envelope turned", { approval: flip(approval, 1_300) }],
    ["cut short", { approval: approval.slice(0, -1) }],
    ["not padded", { approval: sealAs(encodeApproval(approved)) }],
    ["a format of 2", holding(2, ids.user, approved.secretKey, of.tenant, of.vaults, time)],
    ["a Secret Key of 15 bytes", holding(1, ids.user, approved.secretKey.slice(1), of.tenant, of.vaults, time)],
    ["a time that is no date", holding(1, ids.user, approved.secretKey, of.tenant, of.vaults, lastTime + 1)],
    ["no account vault", holding(1, ids.user, approved.secretKey, of.tenant, [], time)],
    ["larger than an approval may be", { approval: new Uint8Array(66_657) }],
    ["no approval", { approval: nothing }],
  ]),
};

const remembered = encodeHandedMemory(memory);
const bytesOf = (tenantField: unknown, vaultsField: unknown) => ({
  bytes: encode([1, tenantField, vaultsField], rfc8949EncodeOptions),
});
const account = (rungs: unknown[]) => [[ids.account, 1, fixedHash("account"), rungs]];
const memoryCases: Cases = {
  section: "§6.1",
  golden: [
    { name: "a memory", given: { bytes: remembered } },
    { name: "of an account vault without a manifest", given: bytesOf(of.tenant, of.vaults) },
  ],
  negative: [
    ...spoiled(remembered).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
    ...change({}, "MALFORMED", [
      ["no account vault", bytesOf(of.tenant, [])],
      ["two account vaults", bytesOf(of.tenant, [...of.vaults, [ids.vault, 1, fixedHash("account"), []]])],
      ["a vault twice", bytesOf(of.tenant, [...of.vaults, [ids.account, 2, fixedHash("account"), []]])],
      [
        "rungs that rise",
        bytesOf(
          of.tenant,
          account([
            [4, fixedHash("4")],
            [6, fixedHash("6")],
          ]),
        ),
      ],
      [
        "a rung twice",
        bytesOf(
          of.tenant,
          account([
            [4, fixedHash("4")],
            [4, fixedHash("4")],
          ]),
        ),
      ],
      ["a rung at 0", bytesOf(of.tenant, account([[0, fixedHash("0")]]))],
      ["a tenant without a hash", bytesOf(of.tenant.slice(0, 3), of.vaults)],
    ]),
    ...change({}, "UNSUPPORTED", [
      ["a class that is not known", bytesOf(of.tenant, [...of.vaults, [ids.vault, 4, fixedHash("x"), []]])],
    ]),
  ],
};

export const approvalCaseSets = {
  "approval-words": wordsCases,
  "device-request": requestCases,
  approval: approvalCases,
  "handed-memory": memoryCases,
};
