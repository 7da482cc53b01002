import { importBounds } from "./bounds.ts";
import { bytesOf, type ImportInput, sizeOf } from "./input.ts";
import { ImportRefused } from "./refusals.ts";

/** A file as the list at the end of a ZIP has it. */
export interface ZipEntry {
  readonly offset: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** As it is, or by deflate; null in a way that is not read here, or encrypted. */
  readonly method: "STORED" | "DEFLATED" | null;
}

const endRecord = 22;
const longestComment = 65_535;
const listedFile = 46;

/** The files of a ZIP by their names (PKWARE's APPNOTE 4.3). Throws ZIP_DAMAGED, ZIP_UNSAFE or ZIP_UNSUPPORTED. */
export async function readZipDirectory(input: ImportInput): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, start, length } = await findDirectory(input);
  if (count > importBounds.zipFiles || length > importBounds.zipDirectory) throw new ImportRefused("ZIP_UNSAFE");
  const bytes = await bytesOf(input, start, start + length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let each = 0; each < count; each++) {
    if (at + listedFile > length || view.getUint32(at, true) !== 0x02014b50) throw new ImportRefused("ZIP_DAMAGED");
    const end = at + listedFile + view.getUint16(at + 28, true);
    if (end > length) throw new ImportRefused("ZIP_DAMAGED");
    const name = nameOf(bytes.subarray(at + listedFile, end));
    if (entries.has(name)) throw new ImportRefused("ZIP_UNSAFE");
    entries.set(name, entryAt(view, at));
    at = end + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  demandApart([...entries.values()], start);
  return entries;
}

/** Where the list stands, as the record at the end of the file says. */
async function findDirectory(input: ImportInput) {
  const size = sizeOf(input);
  const from = Math.max(0, size - endRecord - longestComment);
  const tail = await bytesOf(input, from, size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - endRecord; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true);
    const [length, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) throw new ImportRefused("ZIP_UNSUPPORTED");
    if (start + length > from + at) throw new ImportRefused("ZIP_DAMAGED");
    return { count, start, length };
  }
  throw new ImportRefused("ZIP_DAMAGED");
}

/** No export writes a name that leads out of the folder that it is unpacked into. */
function nameOf(bytes: Uint8Array): string {
  const name = new TextDecoder().decode(bytes);
  const parts = name.split(/[/\\]/);
  if (name.includes("\0") || parts.includes("..") || parts[0] === "" || /^[a-z]:/i.test(name))
    throw new ImportRefused("ZIP_UNSAFE");
  return name;
}

function entryAt(view: DataView, at: number): ZipEntry {
  const [packed, size, offset] = [
    view.getUint32(at + 20, true),
    view.getUint32(at + 24, true),
    view.getUint32(at + 42, true),
  ];
  if (packed === 0xffffffff || size === 0xffffffff || offset === 0xffffffff) throw new ImportRefused("ZIP_UNSUPPORTED");
  const encrypted = (view.getUint16(at + 8, true) & 1) === 1;
  const method = methods.get(view.getUint16(at + 10, true));
  return { offset, packed, size, crc: view.getUint32(at + 16, true), method: encrypted ? null : (method ?? null) };
}

const methods: ReadonlyMap<number, "STORED" | "DEFLATED"> = new Map([
  [0, "STORED"],
  [8, "DEFLATED"],
]);

/** Files that share bytes are how a small ZIP holds an enormous one. */
function demandApart(entries: readonly ZipEntry[], end: number): void {
  const sorted = [...entries].sort((one, other) => one.offset - other.offset);
  sorted.forEach(({ offset, packed }, index) => {
    if (offset + 30 + packed > (sorted[index + 1]?.offset ?? end)) throw new ImportRefused("ZIP_UNSAFE");
  });
}
