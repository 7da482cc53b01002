import { concat } from "../../../src/crypto/bytes.ts";
import type { CborValue } from "../../../src/crypto/cbor.ts";
import { encodeCbor } from "../../../src/crypto/cbor.ts";
import type { Cases } from "./fixed.ts";

/** A document of anything. */
const saying = (...said: CborValue[]) => ({ document: encodeCbor([1, said]) });
const domains = Array.from({ length: 101 }, (_, n) => `d${String(n).padStart(3, "0")}.example`);

/** Two values of each setting, on its bounds where it has any. */
const values: readonly (readonly [least: CborValue, most: CborValue])[] = [
  [null, 90],
  [null, 3_650],
  [0, 24],
  [0, 4],
  [[], domains.slice(0, 100)],
  [0, 1],
  [0, 1],
  [null, ["babbage.example", "lovelace.example"]],
  [0, 1],
  [0, 1],
  [0, 3],
  [1, 3_650],
  [0, 255],
  [0, 1],
  [0, 1],
  [null, 10_080],
  [1, 3_650],
  [null, 1_000],
  [null, ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"]],
  [1, 720],
  [0, 1],
];

const beyond: readonly [name: string, error: string, setting: number, value: CborValue][] = [
  ["91 days of grace", "MALFORMED", 1, 91],
  ["a password of 0 days", "MALFORMED", 2, 0],
  ["25 former passwords", "MALFORMED", 3, 25],
  ["no number of former passwords", "MALFORMED", 3, null],
  ["strength of 5", "MALFORMED", 4, 5],
  ["101 domains", "MALFORMED", 5, domains],
  ["domains that do not ascend", "MALFORMED", 5, ["b.example", "a.example"]],
  ["a domain twice", "MALFORMED", 5, ["a.example", "a.example"]],
  ["a domain of one label", "MALFORMED", 5, ["localhost"]],
  ["a domain in capitals", "MALFORMED", 5, ["A.example"]],
  ["a domain that is an address", "MALFORMED", 5, ["ada@a.example"]],
  ["a domain that begins with a hyphen", "MALFORMED", 5, ["-a.example"]],
  ["a domain of two dots", "MALFORMED", 5, ["a..example"]],
  ["domains that are bytes", "MALFORMED", 5, [Uint8Array.of(1)]],
  ["domains that are text", "MALFORMED", 5, "a.example"],
  ["a flag of 2", "UNSUPPORTED", 6, 2],
  ["a way of backup that is none", "MALFORMED", 11, 4],
  ["an event that is none", "MALFORMED", 13, 256],
  ["a timeout of 0 minutes", "MALFORMED", 16, 0],
  ["no networks at all", "MALFORMED", 19, []],
  ["a network without a prefix", "MALFORMED", 19, ["192.0.2.0"]],
  ["a prefix of 33", "MALFORMED", 19, ["192.0.2.0/33"]],
  ["a prefix of 129", "MALFORMED", 19, ["2001:db8::/129"]],
  ["a prefix with a zero before it", "MALFORMED", 19, ["192.0.2.0/024"]],
  ["bits behind the prefix", "MALFORMED", 19, ["192.0.2.1/24"]],
  ["bits behind the prefix of IPv6", "MALFORMED", 19, ["2001:db8::1/32"]],
  ["a short address", "MALFORMED", 19, ["192.0.2/24"]],
  ["an octal address", "MALFORMED", 19, ["0300.0.2.0/24"]],
  ["a decimal address", "MALFORMED", 19, ["3221225984/24"]],
  ["a long form of IPv6", "MALFORMED", 19, ["2001:db8:0:0::/32"]],
  ["IPv6 in capitals", "MALFORMED", 19, ["2001:DB8::/32"]],
  ["IPv4 in the clothes of IPv6", "MALFORMED", 19, ["::ffff:c000:200/120"]],
  ["an address with a zone", "MALFORMED", 19, ["fe80::%eth0/64"]],
  ["no address", "MALFORMED", 19, ["everywhere/0"]],
  ["a session of 721 hours", "MALFORMED", 20, 721],
  ["a setting that is none", "UNSUPPORTED", 22, 1],
  ["a setting of 0", "UNSUPPORTED", 0, 1],
];

const policyCases: Cases = {
  section: "§4.10",
  golden: [
    { name: "all settings, one end", given: saying(...values.map(([least], n) => [n + 1, least, 0])) },
    { name: "all settings, the other end, locked", given: saying(...values.map(([, most], n) => [n + 1, most, 1])) },
    { name: "one setting", given: saying([19, ["0.0.0.0/0"], 1]) },
  ],
  negative: [
    ...beyond.map(([name, error, setting, value]) => ({ name, error, given: saying([setting, value, 0]) })),
    { name: "nothing said", error: "MALFORMED", given: saying() },
    { name: "another order", error: "MALFORMED", given: saying([7, 1, 0], [6, 1, 0]) },
    { name: "a setting twice", error: "MALFORMED", given: saying([6, 1, 0], [6, 0, 0]) },
    { name: "a lock of 2", error: "UNSUPPORTED", given: saying([6, 1, 2]) },
    { name: "a setting without a lock", error: "MALFORMED", given: saying([6, 1]) },
    { name: "another format", error: "UNSUPPORTED", given: { document: encodeCbor([2, [[6, 1, 0]]]) } },
    { name: "nothing", error: "MALFORMED", given: { document: new Uint8Array() } },
    {
      name: "a byte more",
      error: "MALFORMED",
      given: { document: concat(saying([6, 1, 0]).document, Uint8Array.of(0)) },
    },
    { name: "32,769 bytes", error: "TOO_LARGE", given: { document: new Uint8Array(32_769) } },
  ],
};

export const policyCaseSets = { policies: policyCases };
