import { concat } from "../../../src/crypto/bytes.ts";
import { type Cases, fixedBytes, fixedHash, fixedId, ids } from "./fixed.ts";

const parts = (...list: object[]) => ({ label: "token", parts: list });

const paeCases: Cases = {
  section: "§1.2",
  golden: [
    { name: "a label alone", given: parts() },
    { name: "bytes, a number, text", given: parts({ bytes: fixedBytes("part", 5) }, { uint: 258 }, { text: "ada" }) },
    { name: "an empty part", given: parts({ bytes: new Uint8Array(0) }) },
    { name: "the greatest number", given: parts({ uint: Number.MAX_SAFE_INTEGER }) },
    { name: "text that is not yet in NFC", given: parts({ text: "Zu\u0308rich" }) },
  ],
  negative: [-1, 0.5, 2 ** 53, 1e300, -Number.MAX_SAFE_INTEGER].map((uint) => ({
    name: `the number ${uint}`,
    given: parts({ uint }),
    error: "MALFORMED",
  })),
};

const cborBytes = (hex: string) => ({ bytes: Uint8Array.from(Buffer.from(hex, "hex")) });
const longText = concat(Uint8Array.of(0x79, 0x04, 0x01), new Uint8Array(1_025).fill(0x61));

const cborCases: Cases = {
  section: "§1.3",
  golden: [
    { name: "every type", given: cborBytes("86011818190100420102626869f6") },
    { name: "the greatest number", given: cborBytes("811b001fffffffffffff") },
    { name: "nested to the bound", given: cborBytes("8181818181818180") },
    { name: "text in NFC", given: cborBytes("8162c3a9") },
    { name: "empty things", given: cborBytes("83406080") },
  ],
  negative: [
    { name: "a number not in its shortest form", given: cborBytes("81180a"), error: "MALFORMED" },
    { name: "a length not in its shortest form", given: cborBytes("81580101"), error: "MALFORMED" },
    { name: "a number above 2^53 - 1", given: cborBytes("811b0020000000000000"), error: "MALFORMED" },
    { name: "a negative number", given: cborBytes("8120"), error: "MALFORMED" },
    { name: "a boolean", given: cborBytes("81f5"), error: "MALFORMED" },
    { name: "undefined", given: cborBytes("81f7"), error: "MALFORMED" },
    { name: "a float", given: cborBytes("81f93c00"), error: "MALFORMED" },
    { name: "a map", given: cborBytes("81a0"), error: "MALFORMED" },
    { name: "a tag", given: cborBytes("81c100"), error: "MALFORMED" },
    { name: "an array of indefinite length", given: cborBytes("9f01ff"), error: "MALFORMED" },
    { name: "bytes of indefinite length", given: cborBytes("815f4101ff"), error: "MALFORMED" },
    { name: "a byte after the end", given: cborBytes("810100"), error: "MALFORMED" },
    { name: "cut short", given: cborBytes("8201"), error: "MALFORMED" },
    { name: "no bytes", given: cborBytes(""), error: "MALFORMED" },
    { name: "text that is not UTF-8", given: cborBytes("8162c328"), error: "MALFORMED" },
    { name: "text not in NFC", given: cborBytes("816365cc81"), error: "MALFORMED" },
    { name: "nested beyond the bound", given: cborBytes("818181818181818180"), error: "TOO_LARGE" },
    { name: "an array of 4,097 positions", given: cborBytes(`991001${"00".repeat(4_097)}`), error: "TOO_LARGE" },
    { name: "an array that claims 2^32 positions", given: cborBytes("9affffffff"), error: "TOO_LARGE" },
    { name: "text of 1,025 bytes", given: { bytes: longText }, error: "TOO_LARGE" },
    { name: "bytes that claim 2^63", given: cborBytes("5b8000000000000000"), error: "MALFORMED" },
  ],
};

const base64urlCases: Cases = {
  section: "§1.6",
  golden: ["", "AA", "AAE", "AAEC", "-_-_", "c2VhbGdyYXBo"].map((text) => ({ name: `"${text}"`, given: { text } })),
  negative: [
    ...["AA==", "AB", "AAF", "A", "+/+/", "AA AA", "AAEC\n", "ä", "AAEC=", "A-A=", "\u0000AAA"].map((text) => ({
      name: JSON.stringify(text),
      given: { text },
      error: "MALFORMED",
    })),
    { name: "more bytes than asked for", given: { text: "A".repeat(5_464) }, error: "TOO_LARGE" },
  ],
};

const uuidCases: Cases = {
  section: "§1.6",
  golden: [
    { name: "version 7", given: { text: "01985c3a-7f1e-7c4d-9b2a-0123456789ab" } },
    { name: "version 4", given: { text: "9b2f6d1e-3c58-4a7b-8d90-fedcba987654" } },
    { name: "zeros", given: { text: "00000000-0000-0000-0000-000000000000" } },
  ],
  negative: [
    ["upper case", "01985C3A-7F1E-7C4D-9B2A-0123456789AB"],
    ["no hyphens", "01985c3a7f1e7c4d9b2a0123456789ab"],
    ["braces", "{01985c3a-7f1e-7c4d-9b2a-0123456789ab}"],
    ["one digit fewer", "01985c3a-7f1e-7c4d-9b2a-0123456789a"],
    ["a letter that is no digit", "01985c3a-7f1e-7c4d-9b2a-0123456789ag"],
    ["white space after it", "01985c3a-7f1e-7c4d-9b2a-0123456789ab\n"],
    ["no text", ""],
  ].map(([name, text]) => ({ name: name as string, given: { text }, error: "MALFORMED" })),
};

const pairs = Array.from({ length: 40 }, (_, i) => ({ id: fixedId(`pair ${i}`), hash: fixedHash(`pair ${i}`) }));
const [one, two] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
const twice = (...list: object[]) => ({ pairs: list });

const bucketRootCases: Cases = {
  section: "§5.1",
  golden: [
    { name: "no pairs", given: { pairs: [] } },
    { name: "one pair", given: { pairs: [one] } },
    { name: "forty pairs", given: { pairs } },
    { name: "the same forty, in another order", given: { pairs: [...pairs].reverse() } },
    {
      name: "ids of different lengths",
      given: {
        pairs: [one, { id: ids.record.slice(0, 3), hash: two.hash }, { id: ids.record.slice(0, 4), hash: one.hash }],
      },
    },
  ],
  negative: [
    { name: "an id twice, with the same hash", given: twice(one, one), error: "MALFORMED" },
    { name: "an id twice, with another hash", given: twice(one, { id: one.id, hash: two.hash }), error: "MALFORMED" },
    { name: "a hash of 31 bytes", given: twice({ id: one.id, hash: one.hash.slice(1) }), error: "MALFORMED" },
    { name: "a hash of 64 bytes", given: twice({ id: one.id, hash: concat(one.hash, two.hash) }), error: "MALFORMED" },
    { name: "no hash", given: twice({ id: one.id, hash: new Uint8Array(0) }), error: "MALFORMED" },
  ],
};

export const bytesCases = {
  pae: paeCases,
  cbor: cborCases,
  base64url: base64urlCases,
  uuid: uuidCases,
  "bucket-root": bucketRootCases,
};
