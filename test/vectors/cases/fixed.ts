import { encode, rfc8949EncodeOptions } from "cborg";
import { concat, u64le } from "../../../src/crypto/bytes.ts";
import { type CborValue, parseCbor } from "../../../src/crypto/cbor.ts";
import { deriveOwnKeys } from "../../../src/crypto/client/account-keys.ts";
import { makeTenantGenesis } from "../../../src/crypto/client/genesis.ts";
import {
  asHash,
  asId,
  asPersonSalt,
  asSalt,
  asSigningSeed,
  asSymmetricKey,
  asXWingSeed,
  type Id,
} from "../../../src/crypto/keys.ts";
import { personCommitment } from "../../../src/crypto/person.ts";
import { blake2b256 } from "../../../src/crypto/sodium.ts";
import type { JsonObject } from "../given.ts";

/** One set of vectors: what is written into a file. `given` holds plain data and bytes. */
export interface Cases {
  readonly section: string;
  readonly golden: readonly { readonly name: string; readonly given: object }[];
  readonly negative: readonly { readonly name: string; readonly given: object; readonly error: string }[];
}

export interface WrittenVectors {
  readonly section: string;
  readonly golden: readonly { readonly name: string; readonly given: JsonObject; readonly expect: JsonObject }[];
  readonly negative: readonly { readonly name: string; readonly given: JsonObject; readonly error: string }[];
}

/** Bytes that look random and are the same for ever: the hash of a name, drawn out. */
export function fixedBytes(name: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    blake2b256(concat(new TextEncoder().encode(`sealgraph vectors ${name}`), u64le(i))),
  );
  return concat(...blocks).slice(0, length);
}

/** A fixed id in the form of a UUIDv7. */
export function fixedId(name: string): Id {
  const id = fixedBytes(`id ${name}`, 16);
  id.set([0x01, 0x98, 0x5c, 0x3a], 0);
  id[6] = 0x70 | ((id[6] as number) & 0x0f);
  id[8] = 0x80 | ((id[8] as number) & 0x3f);
  return asId(id);
}

export const time = 1_767_225_600_000;
/** The last that there is: a millisecond later is no date. */
export const lastTime = 8_640_000_000_000_000;
export const key = (name: string) => asSymmetricKey(fixedBytes(`key ${name}`, 32));
export const fixedHash = (name: string) => asHash(fixedBytes(`hash ${name}`, 32));

export function fixedOwnKeys(name: string) {
  return deriveOwnKeys({
    signingSeed: asSigningSeed(fixedBytes(`signing ${name}`, 32)),
    xwingSeed: asXWingSeed(fixedBytes(`x-wing ${name}`, 32)),
  });
}

export const salt = asSalt(fixedBytes("salt", 16));
export const ids = {
  user: fixedId("ada"),
  stranger: fixedId("mallory"),
  device: fixedId("laptop"),
  tenant: fixedId("tenant"),
  vault: fixedId("personal vault"),
  account: fixedId("account vault"),
  record: fixedId("record"),
  folder: fixedId("folder"),
  session: fixedId("session"),
};
export const ada = { user: ids.user, ...fixedOwnKeys("ada") };
export const mallory = { user: ids.stranger, ...fixedOwnKeys("mallory") };

export const personSalt = asPersonSalt(fixedBytes("person salt", 32));
export const person = personCommitment(personSalt, "ada@example.com", "Ada Lovelace");
export const tenant = makeTenantGenesis({ tenant: ids.tenant, founder: ada, person, time });

export const vaultHeadOf = (name: string) => ({
  vault: fixedId(`${name} vault`),
  revision: 7,
  hash: fixedHash(`${name} manifest`),
});

/** The bytes with one bit turned at a place, counted from the end where negative. */
export function flip(bytes: Uint8Array, place: number): Uint8Array {
  const copy = bytes.slice();
  const at = place < 0 ? copy.length + place : place;
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

/** The bytes with so many at their place zeroed: for X25519 a point of small order. */
export function zeroed(bytes: Uint8Array, place: number, length: number): Uint8Array {
  return bytes.slice().fill(0, place, place + length);
}

/** A structure with one position replaced: also by what no structure may hold. */
export function withPosition(bytes: Uint8Array, position: number, value: unknown): Uint8Array {
  const fields: unknown[] = [...(parseCbor(bytes, 1_048_576) as readonly CborValue[])];
  fields[position] = value;
  return encode(fields, rfc8949EncodeOptions);
}

/** Ways to spoil the bytes of any CBOR structure. */
export function spoiled(bytes: Uint8Array): { name: string; bytes: Uint8Array; error: string }[] {
  const fields = parseCbor(bytes, 1_048_576) as readonly CborValue[];
  return [
    { name: "cut short by one byte", bytes: bytes.slice(0, -1), error: "MALFORMED" },
    { name: "one byte after the end", bytes: concat(bytes, Uint8Array.of(0)), error: "MALFORMED" },
    { name: "one position more", bytes: encode([...fields, null], rfc8949EncodeOptions), error: "MALFORMED" },
    { name: "one position fewer", bytes: encode(fields.slice(0, -1), rfc8949EncodeOptions), error: "MALFORMED" },
    { name: "array of indefinite length", bytes: indefinite(bytes), error: "MALFORMED" },
  ];
}

function indefinite(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0x9f), bytes.slice(1), Uint8Array.of(0xff));
}
