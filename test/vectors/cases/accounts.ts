import { encode, rfc8949EncodeOptions } from "cborg";
import { accountVaultKeyAad, rootKeyAad, signingSeedAad, xwingSeedAad } from "../../../src/crypto/aad.ts";
import { type CborValue, parseCbor } from "../../../src/crypto/cbor.ts";
import { encodeEntry, entryType } from "../../../src/crypto/client/entry.ts";
import { sealWith } from "../../../src/crypto/client/seal.ts";
import { formatSecretKey } from "../../../src/crypto/client/secret-key.ts";
import { encodeKdfParameters } from "../../../src/crypto/kdf-parameters.ts";
import { asNonce, asSalt, asSecretKey, asSigningSeed, asXWingSeed } from "../../../src/crypto/keys.ts";
import {
  type Cases,
  fixedBytes,
  fixedHash,
  fixedOwnKeys,
  flip,
  ids,
  key,
  lastTime,
  personSalt,
  salt,
  spoiled,
  tenant,
  time,
  withPosition,
} from "./fixed.ts";

const encoded = (...fields: unknown[]) => ({ bytes: encode(fields, rfc8949EncodeOptions) });
const floor = encodeKdfParameters({ memory: 65_536, passes: 3, lanes: 1, salt });
const outOfBounds: [string, unknown[]][] = [
  ["less memory than the floor", [1, 65_535, 3, 1, salt]],
  ["more memory than the ceiling", [1, 1_048_577, 3, 1, salt]],
  ["fewer passes than the floor", [1, 65_536, 2, 1, salt]],
  ["more passes than the ceiling", [1, 65_536, 11, 1, salt]],
  ["two lanes", [1, 65_536, 3, 2, salt]],
  ["no lane", [1, 65_536, 3, 0, salt]],
  ["memory beyond 32 bits", [1, 2 ** 40, 3, 1, salt]],
];

const kdfCases: Cases = {
  section: "§3.2",
  golden: [
    { name: "the floor", given: { bytes: floor } },
    { name: "the ceiling", given: { bytes: encodeKdfParameters({ memory: 1_048_576, passes: 10, lanes: 1, salt }) } },
  ],
  negative: [
    ...outOfBounds.map(([name, fields]) => ({ name, given: encoded(...fields), error: "KDF_OUT_OF_BOUNDS" })),
    { name: "a salt of 15 bytes", given: encoded(1, 65_536, 3, 1, salt.slice(1)), error: "MALFORMED" },
    { name: "an empty salt", given: encoded(1, 65_536, 3, 1, new Uint8Array(0)), error: "MALFORMED" },
    { name: "a format of 2", given: encoded(2, 65_536, 3, 1, salt), error: "UNSUPPORTED" },
    { name: "more than 64 bytes", given: encoded(1, 65_536, 3, 1, new Uint8Array(80)), error: "TOO_LARGE" },
    ...spoiled(floor).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const argonGiven = { password: fixedBytes("password", 12), salt, memory: 64, passes: 3 };
const argonCases: Cases = {
  section: "§3.2",
  golden: [
    { name: "a small memory", given: argonGiven },
    { name: "one pass", given: { ...argonGiven, memory: 1_024, passes: 1 } },
    { name: "a password of one byte", given: { ...argonGiven, password: Uint8Array.of(0) } },
    { name: "a password of 1,024 bytes", given: { ...argonGiven, password: fixedBytes("long", 1_024) } },
  ],
  negative: [],
};

const secretKey = asSecretKey(fixedBytes("secret key", 16));
const written = formatSecretKey(secretKey);
const body = written.replaceAll("-", "").slice(3);

/** The same key and check, with a bit where there has to be a zero. */
function withLeadingBit(characters: string): string {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  return alphabet[alphabet.indexOf(characters.charAt(0)) + 8] + characters.slice(1);
}

const secretKeyCases: Cases = {
  section: "§3.1",
  golden: [
    { name: "a key, written", given: { key: secretKey } },
    { name: "zeros, written", given: { key: new Uint8Array(16) } },
    { name: "ones, written", given: { key: new Uint8Array(16).fill(255) } },
    { name: "read as it is written", given: { text: written } },
    { name: "read in lower case with spaces", given: { text: ` ${written.toLowerCase().replaceAll("-", " ")} ` } },
    {
      name: "read with letters for digits",
      given: { text: written.replaceAll("0", "o").replace(/1/g, (_, place) => (place % 2 === 0 ? "l" : "I")) },
    },
    { name: "read without hyphens", given: { text: `SG1${body}` } },
  ],
  negative: [
    {
      name: "another check",
      given: { text: written.replace(/.$/, (c) => (c === "0" ? "2" : "0")) },
      error: "MALFORMED",
    },
    {
      name: "one character turned",
      given: { text: `SG1${body.replace(/[2-9]/, (d) => String(((Number(d) - 1) % 8) + 2))}` },
      error: "MALFORMED",
    },
    { name: "one character missing", given: { text: written.slice(0, -1) }, error: "MALFORMED" },
    { name: "one character more", given: { text: `${written}0` }, error: "MALFORMED" },
    { name: "another version", given: { text: written.replace("SG1", "SG2") }, error: "MALFORMED" },
    { name: "without the prefix", given: { text: body }, error: "MALFORMED" },
    { name: "a letter that base32 lacks", given: { text: `SG1U${body.slice(1)}` }, error: "MALFORMED" },
    { name: "a leading bit that is not zero", given: { text: `SG1${withLeadingBit(body)}` }, error: "MALFORMED" },
    { name: "two keys", given: { text: written + written }, error: "MALFORMED" },
    { name: "no text", given: { text: "" }, error: "MALFORMED" },
    { name: "a key of 15 bytes", given: { key: secretKey.slice(1) }, error: "MALFORMED" },
  ],
};

const unlockGiven = { password: "correct horse battery staple", secretKey, user: ids.user, parameters: floor };
const weak = encoded(1, 65_535, 3, 1, salt).bytes;

const unlockCases: Cases = {
  section: "§3.2",
  golden: [
    { name: "a password", given: unlockGiven },
    { name: "one that NFKC changes", given: { ...unlockGiven, password: "ﬁne Ⅳ\u0041\u030a" } },
  ],
  negative: [
    { name: "an empty password", given: { ...unlockGiven, password: "" }, error: "MALFORMED" },
    { name: "a password over 1,024 bytes", given: { ...unlockGiven, password: "é".repeat(513) }, error: "TOO_LARGE" },
    { name: "parameters below the floor", given: { ...unlockGiven, parameters: weak }, error: "KDF_OUT_OF_BOUNDS" },
    {
      name: "parameters above the ceiling",
      given: { ...unlockGiven, parameters: encoded(1, 2_000_000, 3, 1, salt).bytes },
      error: "KDF_OUT_OF_BOUNDS",
    },
    { name: "no parameters", given: { ...unlockGiven, parameters: new Uint8Array(0) }, error: "MALFORMED" },
    { name: "no Secret Key", given: { ...unlockGiven, secretKey: new Uint8Array(0) }, error: "MALFORMED" },
    {
      name: "a Secret Key of 32 bytes",
      given: { ...unlockGiven, secretKey: fixedBytes("sk", 32) },
      error: "MALFORMED",
    },
    { name: "a user of 15 bytes", given: { ...unlockGiven, user: ids.user.slice(1) }, error: "MALFORMED" },
  ],
};

const personGiven = { salt: personSalt, address: "ada@example.com", name: "Ada Lovelace" };
const personCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "a person", given: personGiven },
    {
      name: "the border between address and name moved",
      given: { ...personGiven, address: "ada@example.comA", name: "da Lovelace" },
    },
    { name: "a name that is not yet in NFC", given: { ...personGiven, name: "A\u030asa" } },
    { name: "no name", given: { ...personGiven, name: "" } },
  ],
  negative: [0, 16, 31, 33, 64].map((length) => ({
    name: `a salt of ${length} bytes`,
    given: { ...personGiven, salt: fixedBytes("salt", length) },
    error: "MALFORMED",
  })),
};

const nonce = (name: string) => asNonce(fixedBytes(`nonce ${name}`, 24));
const unlockKey = key("unlock");
const rootKey = key("root");
const accountGiven = {
  user: ids.user,
  unlockKey,
  wrapGeneration: 1,
  keyGeneration: 1,
  vault: ids.account,
  epoch: 1,
  rootWrap: sealWith(nonce("root"), unlockKey, rootKeyAad(ids.user, 1), rootKey),
  signingSeedWrap: sealWith(nonce("signing"), rootKey, signingSeedAad(ids.user, 1), fixedBytes("signing ada", 32)),
  xwingSeedWrap: sealWith(nonce("x-wing"), rootKey, xwingSeedAad(ids.user, 1), fixedBytes("x-wing ada", 32)),
  vaultKeyWrap: sealWith(
    nonce("vault"),
    rootKey,
    accountVaultKeyAad({ vault: ids.account, epoch: 1 }),
    key("account vault"),
  ),
};
const short = sealWith(nonce("short"), unlockKey, rootKeyAad(ids.user, 1), rootKey.slice(1));
const empty = sealWith(nonce("empty"), unlockKey, rootKeyAad(ids.user, 1), new Uint8Array(0));

const accountKeysCases: Cases = {
  section: "§3.5",
  golden: [{ name: "the keys of an account", given: accountGiven }],
  negative: [
    ["another unlock key", { unlockKey: key("another") }],
    ["another user", { user: ids.stranger }],
    ["a lower wrap generation", { wrapGeneration: 0 }],
    ["another key generation", { keyGeneration: 2 }],
    ["another epoch of the account vault", { epoch: 2 }],
    ["another account vault", { vault: ids.vault }],
    [
      "the seeds' wraps exchanged",
      { signingSeedWrap: accountGiven.xwingSeedWrap, xwingSeedWrap: accountGiven.signingSeedWrap },
    ],
    ["a bit of the root wrap turned", { rootWrap: flip(accountGiven.rootWrap, -1) }],
    ["a root key of 31 bytes", { rootWrap: short }],
    ["an empty root key", { rootWrap: empty }],
    ["no wrap", { rootWrap: new Uint8Array(0) }],
  ].map(([name, change]) => ({
    name: name as string,
    given: { ...accountGiven, ...(change as object) },
    error: "SEAL",
  })),
};

const accountEntry = encodeEntry({
  type: entryType.ACCOUNT,
  wrapGeneration: 1,
  keyGeneration: 1,
  tenant: ids.tenant,
  tenantGenesis: tenant.hash,
});
const vaultEntry = encodeEntry({
  type: entryType.OWN_VAULT,
  vault: ids.vault,
  class: 2,
  genesis: fixedHash("genesis"),
  epoch: 1,
  key: key("vault"),
});
const headsEntry = encodeEntry({
  type: entryType.HEADS,
  device: ids.device,
  time,
  heads: [
    { stream: ids.vault, position: 7, hash: fixedHash("manifest 7") },
    { stream: ids.tenant, position: 0, hash: tenant.hash },
  ],
});

const entryCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "the account", given: { bytes: accountEntry } },
    { name: "an own vault", given: { bytes: vaultEntry } },
    { name: "heads of a device", given: { bytes: headsEntry } },
  ],
  negative: [
    {
      name: "a type of entry that is not known",
      given: { bytes: withPosition(accountEntry, 0, 6) },
      error: "UNSUPPORTED",
    },
    {
      name: "a vault's class that is not known",
      given: { bytes: withPosition(vaultEntry, 2, 4) },
      error: "UNSUPPORTED",
    },
    { name: "no key", given: { bytes: withPosition(vaultEntry, 5, null) }, error: "MALFORMED" },
    {
      name: "a key of 16 bytes",
      given: { bytes: withPosition(vaultEntry, 5, new Uint8Array(16)) },
      error: "MALFORMED",
    },
    {
      name: "a head without its hash",
      given: { bytes: withPosition(headsEntry, 3, [[ids.vault, 7]]) },
      error: "MALFORMED",
    },
    { name: "no array", given: { bytes: Uint8Array.of(1) }, error: "MALFORMED" },
    { name: "a time that is no date", given: { bytes: withPosition(headsEntry, 2, lastTime + 1) }, error: "MALFORMED" },
    ...spoiled(headsEntry).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const formerEntry = encodeEntry({
  type: entryType.FORMER_KEYS,
  keyGeneration: 1,
  signingSeed: asSigningSeed(fixedBytes("signing ada", 32)),
  xwingSeed: asXWingSeed(fixedBytes("x-wing ada", 32)),
});

const formerKeysCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "former keys", given: { bytes: formerEntry } },
    { name: "of a later generation", given: { bytes: withPosition(formerEntry, 1, 9) } },
  ],
  negative: [
    { name: "half a generation", given: { bytes: withPosition(formerEntry, 1, 1.5) }, error: "MALFORMED" },
    { name: "no signing seed", given: { bytes: withPosition(formerEntry, 2, null) }, error: "MALFORMED" },
    { name: "a signing seed of 16 bytes", given: { bytes: withPosition(formerEntry, 2, salt) }, error: "MALFORMED" },
    { name: "a type that is not known", given: { bytes: withPosition(formerEntry, 0, 6) }, error: "UNSUPPORTED" },
    ...spoiled(formerEntry).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

const passwordsEntry = encodeEntry({
  type: entryType.FORMER_PASSWORDS,
  passwords: ["newest", "before"].map((name) => ({
    parameters: encodeKdfParameters({
      memory: 65_536,
      passes: 3,
      lanes: 1,
      salt: asSalt(fixedBytes(`salt ${name}`, 16)),
    }),
    loginKey: fixedOwnKeys(name).signing.publicKey,
  })),
});
const [one] = (parseCbor(passwordsEntry, 4_096) as [number, CborValue[]])[1];
const noted = (passwords: unknown) => ({ bytes: withPosition(passwordsEntry, 1, passwords) });

const formerPasswordsCases: Cases = {
  section: "§3.6",
  golden: [
    { name: "two", given: { bytes: passwordsEntry } },
    { name: "24", given: noted(Array.from({ length: 24 }, () => one)) },
  ],
  negative: [
    { name: "none", given: noted([]), error: "MALFORMED" },
    { name: "25", given: noted(Array.from({ length: 25 }, () => one)), error: "MALFORMED" },
    { name: "no list", given: noted(null), error: "MALFORMED" },
    { name: "one without its key", given: noted([(one as CborValue[]).slice(0, 1)]), error: "MALFORMED" },
    {
      name: "parameters that are none",
      given: noted([[new Uint8Array(20), (one as CborValue[])[1]]]),
      error: "MALFORMED",
    },
    ...spoiled(passwordsEntry).map(({ name, bytes, error }) => ({ name, given: { bytes }, error })),
  ],
};

export const accountCases = {
  "kdf-parameters": kdfCases,
  argon2id: argonCases,
  "secret-key": secretKeyCases,
  unlock: unlockCases,
  person: personCases,
  "account-keys": accountKeysCases,
  entry: entryCases,
  "former-keys": formerKeysCases,
  "former-passwords": formerPasswordsCases,
};
