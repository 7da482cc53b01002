import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { type CanaryPlace, canaryAad, memberKeyAad, recoveredFrameAad } from "../../../src/crypto/aad.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { deriveFileKey } from "../../../src/crypto/client/recovered-file.ts";
import { signRecoveryApproval, signRecoveryRequest } from "../../../src/crypto/client/recovery.ts";
import { deriveRecoveryKeys } from "../../../src/crypto/client/recovery-code.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { sign } from "../../../src/crypto/client/sign.ts";
import { asFileCode, asNonce, asRecoveryCode, asSymmetricKey, asXWingSeed } from "../../../src/crypto/keys.ts";
import { pae } from "../../../src/crypto/pae.ts";
import {
  encodeRecoveryApproval,
  type RecoveryApproval,
  recoveryVerdict,
} from "../../../src/crypto/recovery-approval.ts";
import {
  encodeRecoveryRequest,
  type RecoveryRequest,
  recoveryPurposeHash,
  recoveryRequestHash,
} from "../../../src/crypto/recovery-request.ts";
import { deriveXWingPublicKey, keyedBlake2b } from "../../../src/crypto/sodium.ts";
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
  mallory,
  spoiled,
  time,
  withPosition,
  zeroed,
} from "./fixed.ts";

const group = fixedId("recovery group");
const codeKeys = deriveRecoveryKeys(asRecoveryCode(fixedBytes("recovery code", 20)), ids.tenant, group);
const purpose = "Chris left on 3 May; the suppliers’ logins";
const backupOf = (vault: typeof ids.vault, name: string) => ({
  backup: fixedId(`backup ${name}`),
  vault,
  revision: 7,
  manifest: fixedHash(name),
});
const vaults = [ids.vault, ids.account].sort(Buffer.compare) as [typeof ids.vault, typeof ids.vault];
const request: RecoveryRequest = {
  tenant: ids.tenant,
  group,
  seq: 6,
  hash: fixedHash("head of the recovery group"),
  recovery: fixedId("recovery"),
  user: ids.stranger,
  backups: [backupOf(vaults[0], "one"), backupOf(vaults[1], "two")],
  purpose: recoveryPurposeHash(purpose),
  ends: time + 86_400_000,
  author: { user: ids.user, key: ada.signing.publicKey },
  code: null,
  time,
};
const byCode = { ...request, code: codeKeys.signing.publicKey };
const pairs = [ada.signing, codeKeys.signing];

const given = (its: RecoveryRequest, ...by: typeof pairs) => {
  const { bytes, signatures } = signRecoveryRequest(its, ...by);
  return { bytes, signatures, purpose };
};
/** Bytes that only a mistake of our own would make, signed all the same. */
const signed = (bytes: Uint8Array, ...by: typeof pairs) => ({
  bytes,
  signatures: by.map((pair) => sign("recovery-request", bytes, pair)),
  purpose,
});
const bytes = encodeRecoveryRequest(request);
const changed = (position: number, value: unknown) => signed(withPosition(bytes, position, value), ada.signing);
const named = (list: RecoveryRequest["backups"]) =>
  list.map((its) => [its.backup, its.vault, its.revision, its.manifest]);
const hundred = Array.from({ length: 101 }, (_, n) => backupOf(fixedId(`vault ${n}`), `${n}`)).sort((a, b) =>
  Buffer.compare(a.vault, b.vault),
);
const full = { ...request, backups: hundred.slice(1) };

const requestCases: Cases = {
  section: "§8.3",
  golden: [
    { name: "two backups", given: given(request, ada.signing) },
    { name: "by the code", given: given(byCode, ...pairs) },
    { name: "a hundred backups", given: given(full, ada.signing) },
    { name: "until the last time", given: given({ ...request, ends: lastTime }, ada.signing) },
  ],
  negative: [
    ...spoiled(bytes).map(({ name, bytes: its, error }) => ({ name, given: signed(its, ada.signing), error })),
    ...Object.entries({
      "no backup": changed(7, []),
      "backups that fall": changed(7, named([...request.backups].reverse())),
      "a vault twice": changed(7, named([request.backups[0], request.backups[0]] as RecoveryRequest["backups"])),
      "a backup without its manifest": changed(7, [[ids.record, ids.vault, 1]]),
      "an end that is its beginning": changed(9, time),
      "an end that is no date": changed(9, lastTime + 1),
      "a user of 15 bytes": changed(6, ids.user.slice(1)),
      "no author": changed(11, null),
      "a second signature without a code": signed(bytes, ...pairs),
      "no signature": signed(bytes),
      "a code without its signature": signed(encodeRecoveryRequest(byCode), ada.signing),
    }).map(([name, its]) => ({ name, given: its, error: "MALFORMED" })),
    { name: "format 2", given: changed(0, 2), error: "UNSUPPORTED" },
    { name: "a backup more than a hundred", given: changed(7, named(hundred)), error: "TOO_LARGE" },
    ...Object.entries({
      "signed by somebody else": signed(bytes, mallory.signing),
      "the code's signature by the author": signed(encodeRecoveryRequest(byCode), ada.signing, ada.signing),
      "the signatures exchanged": signed(encodeRecoveryRequest(byCode), codeKeys.signing, ada.signing),
      "a bit turned": { ...given(request, ada.signing), bytes: flip(bytes, -1) },
      "signed as an approval": {
        ...given(request, ada.signing),
        signatures: [sign("recovery-approval", bytes, ada.signing)],
      },
    }).map(([name, its]) => ({ name, given: its, error: "BAD_SIGNATURE" })),
    { name: "another purpose", given: { ...given(request, ada.signing), purpose: "a look around" }, error: "MISMATCH" },
    { name: "no purpose", given: { ...given(request, ada.signing), purpose: "" }, error: "MALFORMED" },
    {
      name: "a purpose too long",
      given: { ...given(request, ada.signing), purpose: "é".repeat(513) },
      error: "TOO_LARGE",
    },
  ],
};

const approval: RecoveryApproval = {
  tenant: ids.tenant,
  recovery: request.recovery,
  request: recoveryRequestHash(bytes),
  verdict: recoveryVerdict.APPROVE,
  user: ids.stranger,
  key: mallory.signing.publicKey,
  time,
};
const approvalBytes = encodeRecoveryApproval(approval);
const said = (its: Uint8Array, by = mallory.signing) => ({ bytes: its, signature: sign("recovery-approval", its, by) });
const approvalCases: Cases = {
  section: "§8.3",
  golden: [
    { name: "approved", given: signRecoveryApproval(approval, mallory.signing) },
    { name: "a veto", given: signRecoveryApproval({ ...approval, verdict: recoveryVerdict.VETO }, mallory.signing) },
  ],
  negative: [
    ...spoiled(approvalBytes).map(({ name, bytes: its, error }) => ({ name, given: said(its), error })),
    { name: "verdict 0", given: said(withPosition(approvalBytes, 4, 0)), error: "UNSUPPORTED" },
    { name: "verdict 3", given: said(withPosition(approvalBytes, 4, 3)), error: "UNSUPPORTED" },
    { name: "format 2", given: said(withPosition(approvalBytes, 0, 2)), error: "UNSUPPORTED" },
    {
      name: "a request of 31 bytes",
      given: said(withPosition(approvalBytes, 3, fixedBytes("x", 31))),
      error: "MALFORMED",
    },
    { name: "by somebody else", given: said(approvalBytes, ada.signing), error: "BAD_SIGNATURE" },
    {
      name: "signed as a request",
      given: { bytes: approvalBytes, signature: sign("recovery-request", approvalBytes, mallory.signing) },
      error: "BAD_SIGNATURE",
    },
  ],
};

const seed = asXWingSeed(fixedBytes("x-wing recovery group", 32));
const publicKey = deriveXWingPublicKey(seed);
const place: CanaryPlace = { tenant: ids.tenant, group, epoch: 2, canary: fixedId("canary") };
const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(publicKey, fixedBytes("canary", 64));
const wrappingKey = asSymmetricKey(keyedBlake2b(32, asSymmetricKey(sharedSecret), pae("wrap", cipherText, publicKey)));
const nonce = (name: string) => asNonce(fixedBytes(`nonce ${name}`, 24));
const sealedFor = (aad: Uint8Array) => concat(cipherText, sealWith(nonce("canary"), wrappingKey, aad, key("canary")));
const canaryGiven = { ...place, xwingSeed: seed, sealed: sealedFor(canaryAad(place)) };
const canaryCases: Cases = {
  section: "§8.6",
  golden: [{ name: "a canary of a group's epoch", given: canaryGiven }],
  negative: Object.entries({
    "another company": { tenant: ids.user },
    "another group": { group: ids.tenant },
    "another epoch": { epoch: 1 },
    "another canary": { canary: ids.record },
    "another seed": { xwingSeed: fixedBytes("x-wing mallory", 32) },
    "a key that was entrusted": {
      sealed: sealedFor(memberKeyAad({ roster: ids.tenant, epoch: 2, user: group }, fixedHash("x-wing"))),
    },
    "a bit turned": { sealed: flip(canaryGiven.sealed, -1) },
    "zeros for X25519's share": { sealed: zeroed(canaryGiven.sealed, 1_088, 32) },
    "cut short": { sealed: canaryGiven.sealed.slice(0, -1) },
  }).map(([name, change]) => ({ name, given: { ...canaryGiven, ...change }, error: "SEAL" })),
};

const fileCode = asFileCode(fixedBytes("file code", 20));
const file = fixedId("recovered file");
const magic = new TextEncoder().encode("sealgraph recovered file 1\n");
const frame = (number: number, last: boolean, content: Uint8Array, its = file) => {
  const envelope = sealWith(
    nonce(`frame ${number}`),
    deriveFileKey(fileCode, its),
    recoveredFrameAad(its, number, last),
    pad(content),
  );
  return concat(Uint8Array.of(envelope.length & 255, envelope.length >> 8, 0, 0), envelope);
};
const text = new TextEncoder().encode('{"format":"sealgraph-export"}');
const start = concat(magic, file);
const short = concat(start, frame(0, true, text));
const long = new Uint8Array(32_767).fill(0x61);
const fileCases: Cases = {
  section: "§8.4",
  golden: [
    { name: "one frame", given: { code: fileCode, bytes: short } },
    { name: "nothing", given: { code: fileCode, bytes: concat(start, frame(0, true, new Uint8Array(0))) } },
    {
      name: "two frames",
      given: { code: fileCode, bytes: concat(start, frame(0, false, long), frame(1, true, text)) },
    },
  ],
  negative: Object.entries({
    "another code": [{ code: flip(fileCode, 1) }, "WRONG_KEYS"],
    "another file's id": [{ bytes: concat(magic, ids.record, frame(0, true, text)) }, "WRONG_KEYS"],
    "a frame that is the second": [{ bytes: concat(start, frame(1, true, text)) }, "WRONG_KEYS"],
    "a frame behind the last": [{ bytes: concat(short, frame(1, true, text)) }, "MISMATCH"],
    "a byte behind the last": [{ bytes: concat(short, Uint8Array.of(0)) }, "MISMATCH"],
    "a frame that is not full, and not the last": [{ bytes: concat(start, frame(0, false, text)) }, "WRONG_KEYS"],
    "no last frame": [{ bytes: concat(start, frame(0, false, long)) }, "MALFORMED"],
    "no frame": [{ bytes: start }, "MALFORMED"],
    "cut short": [{ bytes: short.slice(0, -1) }, "MALFORMED"],
    "a frame longer than any": [{ bytes: concat(start, Uint8Array.of(1, 0, 1, 0), text) }, "MISMATCH"],
    "a later release's": [{ bytes: withByte(short, 25, 0x32) }, "UNSUPPORTED"],
    "something else": [{ bytes: text }, "MALFORMED"],
    nothing: [{ bytes: new Uint8Array(0) }, "MALFORMED"],
  } as const).map(([name, [change, error]]) => ({ name, given: { code: fileCode, bytes: short, ...change }, error })),
};

function withByte(bytes: Uint8Array, place: number, byte: number): Uint8Array {
  return bytes.map((its, at) => (at === place ? byte : its));
}

export const recoveryCaseSets = {
  "recovery-request": requestCases,
  "recovery-approval": approvalCases,
  "recovery-canary": canaryCases,
  "recovered-file": fileCases,
};
