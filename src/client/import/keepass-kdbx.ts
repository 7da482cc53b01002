import { importBounds } from "./bounds.ts";
import { gunzip } from "./inflate.ts";
import { type Header, readKdbxHeader } from "./kdbx-header.ts";
import { openInner } from "./kdbx-inner.ts";
import { type Credentials, deriveKdbxKeys, type KdbxKeys } from "./kdbx-keys.ts";
import { type Kdbxweb, loadKdbxweb } from "./kdbxweb.ts";
import { isKdbx, isOldDatabase } from "./keepass-magic.ts";
import { readKeepassTree } from "./keepass-tree.ts";
import { keepassSource } from "./keepass-xml.ts";
import type { Source } from "./reader.ts";
import { ImportRefused } from "./refusals.ts";

export type { Credentials } from "./kdbx-keys.ts";

/**
 * A KeePass database (KDBX 4). What its header asks for is held against bounds before any of it is done; nothing is
 * unpacked or parsed before it is known to be from somebody who has the key. Throws `ImportRefused`.
 */
export async function readKdbx(bytes: Uint8Array, credentials: Credentials): Promise<Source> {
  if (!isKdbx(bytes)) throw new ImportRefused(isOldDatabase(bytes) ? "OLD_DATABASE" : "NOT_KDBX");
  const kdbxweb = await loadKdbxweb();
  const header = await readKdbxHeader(kdbxweb, bytes);
  const keys = await deriveKdbxKeys(kdbxweb, header, credentials);
  try {
    const packed = await decrypt(kdbxweb, header, keys, await readBlocks(bytes.subarray(header.end), keys));
    const content = header.compressed ? unpacked(packed) : packed;
    const { xml, unseal } = await openInner(kdbxweb, content);
    return keepassSource(readKeepassTree(xml, unseal));
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw new ImportRefused("DATABASE_DAMAGED");
    throw error.reason === "NOT_XML" || error.reason === "MALFORMED_XML" || error.reason === "TRUNCATED"
      ? new ImportRefused("DATABASE_DAMAGED")
      : error;
  }
}

const hashLength = 32;

/**
 * The content, whose blocks each carry a code under the key and their number; the last one is empty and carries one too, so
 * that nothing can be cut off.
 */
async function readBlocks(bytes: Uint8Array, keys: KdbxKeys): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let at = 0;
  for (let number = 0; ; number++) {
    const length = view.getUint32(at + hashLength, true);
    const start = at + hashLength + 4;
    if (start + length > bytes.length) throw new ImportRefused("TRUNCATED");
    const block = bytes.subarray(start, start + length);
    await keys.demandBlock(number, bytes.subarray(at, at + hashLength), block);
    if (length === 0) break;
    blocks.push(block);
    at = start + length;
  }
  const whole = new Uint8Array(blocks.reduce((total, block) => total + block.length, 0));
  let end = 0;
  for (const block of blocks) {
    whole.set(block, end);
    end += block.length;
  }
  return whole;
}

async function decrypt(
  { CryptoEngine }: Kdbxweb,
  header: Header,
  { cipherKey }: KdbxKeys,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const data = sealed.buffer as ArrayBuffer;
  if (header.cipher === "CHACHA20") return new Uint8Array(await CryptoEngine.chacha20(data, cipherKey, header.iv));
  const aes = CryptoEngine.createAesCbc();
  await aes.importKey(cipherKey);
  return new Uint8Array(await aes.decrypt(data, header.iv));
}

function unpacked(packed: Uint8Array): Uint8Array {
  const content = gunzip(packed, importBounds.database);
  if (typeof content !== "string") return content;
  throw new ImportRefused(content === "TOO_MUCH" ? "FILE_TOO_LARGE" : "DATABASE_DAMAGED");
}
