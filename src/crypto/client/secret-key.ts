import { ProtocolError } from "../errors.ts";
import { hash } from "../hash.ts";
import { asSecretKey, type SecretKey } from "../keys.ts";
import { randomBytes } from "../sodium.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const keyCharacters = 26;
const checkCharacters = 4;

/** 128 random bits, made at sign-up and never sent (PROTOCOL §3.1). */
export function makeSecretKey(): SecretKey {
  return asSecretKey(randomBytes(16));
}

/** `SG1-` and six groups of five characters, the last four of them a check (PROTOCOL §3.1). */
export function formatSecretKey(key: SecretKey): string {
  const characters = writeBase32(toNumber(key), keyCharacters) + checkOf(key);
  return `SG1-${characters.match(/.{5}/g)?.join("-")}`;
}

/**
 * Reads a Secret Key as people type it: any case, with or without spaces and hyphens, `O` for `0`, `I` and `L` for `1`
 * (PROTOCOL §3.1). Throws MALFORMED on anything else, a wrong check included.
 */
export function parseSecretKey(text: string): SecretKey {
  const plain = text.slice(0, 200).toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const characters = /^SG1([0-9A-HJKMNP-TV-Z]{30})$/.exec(plain)?.[1];
  if (characters === undefined) throw new ProtocolError("MALFORMED", "Secret Key");
  const number = readBase32(characters.slice(0, keyCharacters));
  if (number >> 128n !== 0n) throw new ProtocolError("MALFORMED", "Secret Key");
  const key = toKey(number);
  if (checkOf(key) !== characters.slice(keyCharacters)) throw new ProtocolError("MALFORMED", "check of the Secret Key");
  return key;
}

/** The first 20 bits of the key's hash. */
function checkOf(key: SecretKey): string {
  const first = toNumber(hash("secret-key-check", key).subarray(0, 3));
  return writeBase32(first >> 4n, checkCharacters);
}

function writeBase32(number: bigint, characters: number): string {
  let text = "";
  for (let rest = number; text.length < characters; rest >>= 5n) text = alphabet[Number(rest & 31n)] + text;
  return text;
}

function readBase32(text: string): bigint {
  let number = 0n;
  for (const character of text) number = (number << 5n) | BigInt(alphabet.indexOf(character));
  return number;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function toKey(number: bigint): SecretKey {
  return asSecretKey(Uint8Array.from({ length: 16 }, (_, i) => Number((number >> BigInt(8 * (15 - i))) & 255n)));
}
