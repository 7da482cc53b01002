import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { SealgraphError } from "../errors.ts";
import { replaceFile } from "./replace-file.ts";

/** The last byte is the format. */
const magic = new TextEncoder().encode("SGLOG\u0000\u0000\u0001");
const headerLength = 24;
const countAt = 16;

/**
 * A list of entries in one file: `magic(8) first(8) count(8)`, then each entry with its length before it. Only `count`
 * entries are there; it is raised after they are on the disk, so that whatever a crash left behind them is none.
 */
export class LogFile {
  private handle: FileHandle | null = null;
  private end = headerLength;
  private count = 0;

  constructor(private readonly path: string) {}

  /** Throws STORE_DAMAGED when the file is shorter than what it says it holds, STORE_UNSUPPORTED for another format. */
  async read(): Promise<{ first: number; entries: Uint8Array[] }> {
    const handle = await this.opened();
    const { size } = await handle.stat();
    const bytes = new Uint8Array(size);
    await readFully(handle, bytes);
    const view = new DataView(bytes.buffer);
    if (size < headerLength || !magic.subarray(0, -1).every((byte, at) => bytes[at] === byte)) throw damaged();
    if (bytes[magic.length - 1] !== magic.at(-1)) throw new SealgraphError("STORE_UNSUPPORTED");
    const count = readU53(view, countAt);
    const entries: Uint8Array[] = [];
    let at = headerLength;
    while (entries.length < count) {
      if (at + 4 > size) throw damaged();
      const length = view.getUint32(at, true);
      at += 4;
      if (at + length > size) throw damaged();
      entries.push(bytes.subarray(at, at + length));
      at += length;
    }
    this.end = at;
    this.count = count;
    return { first: readU53(view, 8), entries };
  }

  /** After a `read`. What could not be written whole is as if it had never been begun. */
  async append(entries: readonly Uint8Array[]): Promise<void> {
    const handle = await this.opened();
    const bytes = join(entries);
    await writeFully(handle, bytes, this.end);
    await handle.datasync();
    const count = new Uint8Array(8);
    writeU53(new DataView(count.buffer), 0, this.count + entries.length);
    await writeFully(handle, count, countAt);
    this.end += bytes.length;
    this.count += entries.length;
  }

  async replace(first: number, entries: readonly Uint8Array[]): Promise<void> {
    const bytes = join(entries);
    await this.close();
    await replaceFile(this.path, [header(first, entries.length), bytes]);
    this.end = headerLength + bytes.length;
    this.count = entries.length;
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
  }

  private async opened(): Promise<FileHandle> {
    if (this.handle) return this.handle;
    try {
      this.handle = await open(this.path, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      await replaceFile(this.path, [header(0, 0)]);
      this.handle = await open(this.path, "r+");
    }
    return this.handle;
  }
}

function header(first: number, count: number): Uint8Array {
  const bytes = new Uint8Array(headerLength);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  writeU53(view, 8, first);
  writeU53(view, countAt, count);
  return bytes;
}

function join(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 4 + entry.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint32(at, entry.length, true);
    bytes.set(entry, at + 4);
    at += 4 + entry.length;
  }
  return bytes;
}

async function readFully(handle: FileHandle, into: Uint8Array): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, at);
    if (bytesRead === 0) throw damaged();
    at += bytesRead;
  }
}

/** A disk that is all but full takes a part, without an error. */
async function writeFully(handle: FileHandle, bytes: Uint8Array, place: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, place + at);
    at += bytesWritten;
  }
}

const readU53 = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

function writeU53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

const damaged = (): SealgraphError => new SealgraphError("STORE_DAMAGED", { part: "log" });
