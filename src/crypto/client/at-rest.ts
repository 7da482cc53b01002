/**
 * What a browser keeps is sealed once more, by a key of the platform's that no script can take out of it: so nothing is read
 * off a copy of single values, and none is moved to another place. Whoever copies all that the browser keeps has the key as well.
 */
import { concat } from "../bytes.ts";
import { SealError } from "../errors.ts";

const algorithm = "AES-GCM";
const nonceLength = 12;

/** A key that the platform uses for us, and gives to nobody. */
export function makeResidentKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Seals a value to its place: a nonce, then ciphertext. */
export async function sealAtRest(key: CryptoKey, place: string, value: Uint8Array): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceLength));
  const sealed = await crypto.subtle.encrypt(parametersOf(iv, place), key, value as Uint8Array<ArrayBuffer>);
  return concat(iv, new Uint8Array(sealed));
}

/** Throws SealError where it was changed, or sealed to another place or by another key. */
export async function openAtRest(key: CryptoKey, place: string, sealed: Uint8Array): Promise<Uint8Array> {
  const [iv, body] = [sealed.slice(0, nonceLength), sealed.slice(nonceLength)];
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parametersOf(iv, place), key, body));
  } catch {
    throw new SealError();
  }
}

const parametersOf = (iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams => ({
  name: algorithm,
  iv,
  additionalData: new TextEncoder().encode(`sealgraph store 1 ${place}`),
});
