import { archiveFrameAad, recoveredFrameAad } from "../../../src/crypto/aad.ts";
import { concat } from "../../../src/crypto/bytes.ts";
import { deriveArchiveKey, makeArchiveStart } from "../../../src/crypto/client/archive.ts";
import { pad } from "../../../src/crypto/client/padding.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { kdfFloor } from "../../../src/crypto/kdf-parameters.ts";
import { asFileCode, asNonce } from "../../../src/crypto/keys.ts";
import { type Cases, fixedBytes, fixedId, flip, salt } from "./fixed.ts";

const code = asFileCode(fixedBytes("archive code", 20));
const password = "Grüße aus dem Gewölbe";
const file = fixedId("archive");
const byCode = makeArchiveStart(file, null);
const byPassword = makeArchiveStart(file, { ...kdfFloor, salt });
const keys = {
  code: await deriveArchiveKey({ code }, byCode),
  password: await deriveArchiveKey({ password }, byPassword),
};

const frame = (number: number, last: boolean, content: Uint8Array, key = keys.code, aad = archiveFrameAad) => {
  const envelope = sealWith(
    asNonce(fixedBytes(`nonce archive ${number}`, 24)),
    key,
    aad(file, number, last),
    pad(content),
  );
  return concat(Uint8Array.of(envelope.length & 255, envelope.length >> 8, 0, 0), envelope);
};

const text = new TextEncoder().encode(
  [
    { sealgraph: "archive", format: 1, exportedAt: "2026-01-01T00:00:00.000Z" },
    { line: "profile", kind: "PERSONAL" },
    { line: "folder", in: null, name: "Work" },
    { line: "item", id: "01985c3a-0000-7000-8000-000000000001", folder: 0, body: { kind: "note", title: "é" } },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(""),
);
const long = new Uint8Array(32_767).fill(0x61);
const short = concat(byCode.bytes, frame(0, true, text));
const withPassword = concat(byPassword.bytes, frame(0, true, text, keys.password));
const at = (bytes: Uint8Array, place: number, byte: number) => bytes.map((its, n) => (n === place ? byte : its));
const placeOfLength = 20 + 16;
/** The same parameters but for one byte of their salt: under another key, because they stand in what it is derived from. */
const otherSalt = at(withPassword, byPassword.bytes.length - 1, 0);

export const archiveCases: Cases = {
  section: "§9",
  golden: [
    { name: "under a code", given: { code, bytes: short } },
    { name: "under a password", given: { password, bytes: withPassword } },
    { name: "nothing", given: { code, bytes: concat(byCode.bytes, frame(0, true, new Uint8Array(0))) } },
    { name: "two frames", given: { code, bytes: concat(byCode.bytes, frame(0, false, long), frame(1, true, text)) } },
  ],
  negative: Object.entries({
    "another code": [{ code: flip(code, 1) }, "WRONG_KEYS"],
    "another archive's id": [{ bytes: at(short, 30, (short[30] as number) ^ 1) }, "WRONG_KEYS"],
    "a frame that is the second": [{ bytes: concat(byCode.bytes, frame(1, true, text)) }, "WRONG_KEYS"],
    "a frame of a recovered file": [
      { bytes: concat(byCode.bytes, frame(0, true, text, keys.code, recoveredFrameAad)) },
      "WRONG_KEYS",
    ],
    "a frame behind the last": [{ bytes: concat(short, frame(1, true, text)) }, "MISMATCH"],
    "a byte behind the last": [{ bytes: concat(short, Uint8Array.of(0)) }, "MISMATCH"],
    "a frame that is not full, and not the last": [
      { bytes: concat(byCode.bytes, frame(0, false, text)) },
      "WRONG_KEYS",
    ],
    "a second frame turned": [
      { bytes: flip(concat(byCode.bytes, frame(0, false, long), frame(1, true, text)), -1) },
      "MISMATCH",
    ],
    "no last frame": [{ bytes: concat(byCode.bytes, frame(0, false, long)) }, "MALFORMED"],
    "no frame": [{ bytes: byCode.bytes }, "MALFORMED"],
    "cut short": [{ bytes: short.slice(0, -1) }, "MALFORMED"],
    "cut in its beginning": [{ bytes: byCode.bytes.slice(0, -1) }, "MALFORMED"],
    "cut in its parameters": [{ bytes: byPassword.bytes.slice(0, -1) }, "MALFORMED"],
    "a frame longer than any": [{ bytes: concat(byCode.bytes, Uint8Array.of(1, 0, 1, 0), text) }, "MISMATCH"],
    "parameters longer than any": [{ bytes: at(withPassword, placeOfLength, 65) }, "TOO_LARGE"],
    "parameters that are none": [{ bytes: at(withPassword, placeOfLength + 1, 0xff) }, "MALFORMED"],
    "a password where a code opens it": [{ code: null, password, bytes: short }, "MISMATCH"],
    "a code where a password opens it": [{ bytes: withPassword }, "MISMATCH"],
    "another password": [{ code: null, password: "Gruesse", bytes: withPassword }, "WRONG_KEYS"],
    "another salt": [{ code: null, password, bytes: otherSalt }, "WRONG_KEYS"],
    "a later release's": [{ bytes: at(short, 18, 0x32) }, "UNSUPPORTED"],
    "something else": [{ bytes: text }, "MALFORMED"],
    nothing: [{ bytes: new Uint8Array(0) }, "MALFORMED"],
  } as const).map(([name, [change, error]]) => ({ name, given: { code, bytes: short, ...change }, error })),
};
