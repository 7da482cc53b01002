import { concat, equalBytes } from "../../crypto/bytes.ts";
import { importBounds } from "./bounds.ts";
import type { Header } from "./kdbx-header.ts";
import type { Kdbxweb } from "./kdbxweb.ts";
import { ImportPartMissing, ImportRefused } from "./refusals.ts";

/** What opens a database: a password, a key file, or both. */
export interface Credentials {
  readonly password?: string;
  readonly keyFile?: Uint8Array;
}

export interface KdbxKeys {
  readonly cipherKey: ArrayBuffer;
  /** Throws DATABASE_DAMAGED when the code is not the one of this block under this number. */
  demandBlock(number: number, code: Uint8Array, block: Uint8Array): Promise<void>;
}

/** Throws PASSWORD_NEEDED, KEY_FILE_DAMAGED, KDF_TOO_HEAVY, or WRONG_PASSWORD where the header's code is not under this key. */
export async function deriveKdbxKeys(kdbxweb: Kdbxweb, header: Header, credentials: Credentials): Promise<KdbxKeys> {
  const transformed = await transformedKey(kdbxweb, header, await compositeKey(kdbxweb, credentials));
  const seeded = new Uint8Array(65);
  seeded.set(new Uint8Array(header.masterSeed));
  seeded.set(new Uint8Array(transformed), 32);
  seeded[64] = 1;
  const cipherKey = await crypto.subtle.digest("SHA-256", seeded.slice(0, 64));
  const codeKey = new Uint8Array(await crypto.subtle.digest("SHA-512", seeded));
  const isUnder = async (number: Uint8Array, code: Uint8Array, ...parts: readonly Uint8Array[]): Promise<boolean> => {
    const key = await crypto.subtle.digest("SHA-512", concat(number, codeKey).slice());
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
    return equalBytes(new Uint8Array(await crypto.subtle.sign(algorithm, imported, concat(...parts).slice())), code);
  };
  if (!(await isUnder(wholeNumber(0xffff_ffff_ffff_ffffn), header.code, header.bytes)))
    throw new ImportRefused("WRONG_PASSWORD");
  return {
    cipherKey,
    demandBlock: async (number, code, block) => {
      const its = wholeNumber(BigInt(number));
      if (!(await isUnder(its, code, its, wholeNumber(BigInt(block.length)).subarray(0, 4), block)))
        throw new ImportRefused("DATABASE_DAMAGED");
    },
  };
}

async function compositeKey(kdbxweb: Kdbxweb, { password, keyFile }: Credentials): Promise<ArrayBuffer> {
  if (password === undefined && keyFile === undefined) throw new ImportRefused("PASSWORD_NEEDED");
  const { KdbxCredentials, ProtectedValue } = kdbxweb;
  // Beside a key file, a password that is empty is none.
  const typed = password === undefined || (password === "" && keyFile) ? null : ProtectedValue.fromString(password);
  const held = keyFile && (await keyFileContent(keyFile));
  try {
    return await new KdbxCredentials(typed, held).getHash();
  } catch {
    throw new ImportRefused("KEY_FILE_DAMAGED");
  }
}

/** What the library shall make of a key file: only one of KeePass's own is parsed, any other counts by its digest. */
async function keyFileContent(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length === 0 || bytes.length > importBounds.keyFile) throw new ImportRefused("KEY_FILE_DAMAGED");
  const text = new TextDecoder().decode(bytes);
  if (bytes.length === 32 || /^[a-f\d]{64}$/i.test(text)) return bytes.slice();
  if (/<KeyFile[\s>]/.test(text) && !/<!(?:DOCTYPE|ENTITY)/i.test(text)) return bytes.slice();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
}

async function transformedKey({ KeyEncryptorKdf, KdbxError }: Kdbxweb, { kdf }: Header, key: ArrayBuffer) {
  try {
    return await KeyEncryptorKdf.encrypt(key, kdf);
  } catch (error) {
    if (error instanceof ImportPartMissing) throw error;
    // Where there is not as much memory as is asked for, it was too much for this machine.
    throw new ImportRefused(error instanceof KdbxError ? "DATABASE_DAMAGED" : "KDF_TOO_HEAVY");
  }
}

function wholeNumber(number: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number, true);
  return bytes;
}
