import sodium from "libsodium-wrappers";
import { openClient } from "../../src/client/index.ts";
import { fileStore } from "../../src/client/node.ts";
import { measureHere } from "../child.ts";
import { median } from "../figures.ts";

/**
 * A bare loop of the primitive calls that opening a vault takes: those of one unlock by the SDK, noted with the bytes that
 * they were given, made again one after the other as any program calls libsodium, with nothing in between; no file is
 * read. Its arguments are those of `device/unlock`.
 */
const [url = "", folder = "", session = "", items = ""] = process.argv.slice(2);

interface BareSodium {
  readonly HEAPU8: Uint8Array;
  [name: `_${string}`]: (...given: number[]) => number;
}
type Call = () => unknown;

/** By libsodium's function: the ordinary call that does the same, of the bytes that it was given. */
const primitives: Readonly<Record<`_${string}`, (given: readonly number[], at: BytesAt) => Call>> = {
  _crypto_aead_xchacha20poly1305_ietf_decrypt: ([, , , from, length, , aad, aadLength, , nonce, key], at) => {
    const [ciphertext, place] = [at(from, length), at(aad, aadLength)];
    const [once, secret] = [at(nonce, 24), at(key, 32)];
    return () => sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, place, once, secret);
  },
  _crypto_generichash: ([, size = 0, from, length, , key, keyLength], at) => {
    const [message, secret] = [at(from, length), keyLength === 0 ? null : at(key, keyLength)];
    return () => sodium.crypto_generichash(size, message, secret);
  },
  _crypto_sign_verify_detached: ([signature, from, length, , key], at) => {
    const [signed, message, by] = [at(signature, 64), at(from, length), at(key, 32)];
    return () => sodium.crypto_sign_verify_detached(signed, message, by);
  },
};
type BytesAt = (at: number | undefined, length: number | undefined) => Uint8Array;

const calls = await noteCalls();

measureHere(async (seconds) => {
  const times: number[] = [];
  const until = performance.now() + seconds * 1_000;
  do times.push(makeCalls());
  while (performance.now() < until);
  return median(times);
});

/**
 * What one unlock calls, in order. An item needs two envelopes opened, each with a hash for its keys, and a hash each of
 * body, key, leaf and for the list that it stands in; a twentieth more is for frames, lists and links. An SDK that called
 * more often would slow this side down as well: then nothing is measured.
 */
async function noteCalls(): Promise<Call[]> {
  const bare = (sodium as unknown as { readonly libsodium: BareSodium }).libsodium;
  const noted: Call[] = [];
  const real = { ...bare };
  const bytesAt: BytesAt = (at = 0, length = 0) => bare.HEAPU8.slice(at, at + length);
  for (const [name, note] of Object.entries(primitives)) {
    Object.assign(bare, {
      [name]: (...given: number[]) => {
        noted.push(note(given, bytesAt));
        return real[name as `_${string}`]?.(...given);
      },
    });
  }
  const client = await openClient({ url, store: await fileStore(folder) });
  await client?.unlockWithSession(session);
  await client?.profile("PERSONAL").items().list();
  await client?.close();
  for (const name of Object.keys(primitives)) Object.assign(bare, { [name]: real[name as `_${string}`] });
  const needed = 8 * Number(items);
  if (noted.length < needed || noted.length > needed * 1.05)
    throw new Error(`${noted.length} calls for ${items} items`);
  return noted;
}

function makeCalls(): number {
  const started = performance.now();
  for (const call of calls) if (call() === false) throw new Error("a call failed");
  return performance.now() - started;
}
