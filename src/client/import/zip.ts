import { importBounds } from "./bounds.ts";
import { crc32 } from "./crc32.ts";
import { decodeFile } from "./decode.ts";
import { inflateRaw } from "./inflate.ts";
import { bytesOf, type ImportInput, sizeOf } from "./input.ts";
import { parseJson } from "./json-text.ts";
import { ImportRefused } from "./refusals.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** A ZIP of which only what is asked for is read and unpacked. */
export interface Zip {
  /** As the ZIP lists them: folders end with a slash. */
  readonly names: readonly string[];
  /** Throws ZIP_DAMAGED, ZIP_UNSAFE, ZIP_UNSUPPORTED, or what decoding throws; WRONG_SHAPE for a name that is not there. */
  text(name: string): Promise<string>;
  json(name: string): Promise<unknown>;
}

export const isZip = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && ((start[2] === 3 && start[3] === 4) || (start[2] === 5 && start[3] === 6));

/**
 * Opens a ZIP by its list of files. Nothing is believed that can be checked: names that lead elsewhere, doubled names,
 * files that overlap, too many of them or contents far larger than they look are refused. All that is ever unpacked of one
 * ZIP, together, is bounded. A ZIP inside is a file like others: it is never opened.
 */
export async function openZip(input: ImportInput): Promise<Zip> {
  const entries = await readZipDirectory(input);
  let unpacked = 0;
  const bytes = async (name: string): Promise<Uint8Array> => {
    const entry = entries.get(name);
    if (!entry) throw new ImportRefused("WRONG_SHAPE");
    unpacked += entry.size;
    if (unpacked > importBounds.file) throw new ImportRefused("FILE_TOO_LARGE");
    // Packed, a file is never much larger: more is not fetched to find that out.
    if (entry.packed > entry.size + entry.size / 1_000 + 1_024) throw new ImportRefused("ZIP_DAMAGED");
    return unpack(entry, await packedBytes(input, entry));
  };
  const text = async (name: string) => {
    const content = await bytes(name);
    return content.length === 0 ? "" : decodeFile(content).text;
  };
  return { names: [...entries.keys()], text, json: async (name) => parseJson(await text(name)) };
}

/** The local header repeats name and sizes; only how long it is counts. */
async function packedBytes(input: ImportInput, entry: ZipEntry): Promise<Uint8Array> {
  const header = await bytesOf(input, entry.offset, entry.offset + localHeader);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) throw new ImportRefused("ZIP_DAMAGED");
  const start = entry.offset + localHeader + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.packed > sizeOf(input)) throw new ImportRefused("ZIP_DAMAGED");
  return bytesOf(input, start, start + entry.packed);
}

const localHeader = 30;

function unpack(entry: ZipEntry, packed: Uint8Array): Uint8Array {
  if (entry.method === null) throw new ImportRefused("ZIP_UNSUPPORTED");
  if (entry.size > importBounds.ratioFrom && entry.size > entry.packed * importBounds.ratio)
    throw new ImportRefused("ZIP_UNSAFE");
  const content = entry.method === "STORED" ? packed : inflateRaw(packed, entry.size);
  if (typeof content === "string" || content.length !== entry.size || crc32(content) !== entry.crc)
    throw new ImportRefused("ZIP_DAMAGED");
  return content;
}
