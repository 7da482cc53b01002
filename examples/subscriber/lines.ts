/** What is done with events here: a line of JSON of each. Put your own work in its place. */
import { type FileHandle, open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { WrongFile } from "./cursor-file.ts";
import type { News } from "./stream.ts";

type Events = News["events"];

/** Does something with events. What it was given is done when it resolves: then the cursor is kept, and they do not come again. */
export type Deed = (events: Events) => Promise<void>;

const linesOf = (events: Events): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/**
 * Hands lines to a stream. **At least once:** what was handed on before the process was killed and the cursor was kept, comes again.
 * Whoever reads them tells doubles by `cursor`, which an event has for good.
 */
export function toStream(stream: Writable): Deed {
  // Whoever writes is told of an error; that nobody listens for it would end the process.
  stream.on("error", () => {});
  return (events) =>
    new Promise((resolve, reject) => {
      stream.write(linesOf(events), (error) => (error ? reject(error) : resolve()));
    });
}

/** What a portion may have in lines, twice over, in bytes: what can have been written and not counted as done is within it. */
const tail = 1024 * 1024;

/**
 * Appends lines to a file, **each event once:** what stands there already, because the process was killed before the cursor was kept, is
 * not written again, and half a line at its end is taken away. One process writes to it at a time.
 */
export async function toFile(file: string): Promise<Deed & { close(): Promise<void> }> {
  const handle = await open(file, "a+", 0o600);
  const written = await readTail(handle).catch(async (error) => {
    await handle.close();
    throw error;
  });
  const deed = async (events: Events): Promise<void> => {
    const fresh = events.filter(({ cursor }) => !written.has(cursor));
    if (fresh.length === 0) return;
    await handle.appendFile(linesOf(fresh));
    await handle.datasync();
  };
  return Object.assign(deed, { close: () => handle.close() });
}

/** The cursors in the last lines; ends the file behind its last whole line. Throws `WrongFile` for one that is not of events: it stays as it is. */
async function readTail(handle: FileHandle): Promise<ReadonlySet<string>> {
  const { size } = await handle.stat();
  const from = Math.max(0, size - tail);
  const bytes = await readFrom(handle, from, size - from);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
  const half = bytes.subarray(whole).toString("utf8");
  const isOurs = lines.length === 0 ? from === 0 : line.test(lines.at(-1) as string);
  if (!isOurs || !half.startsWith(beginning.slice(0, half.length))) throw new WrongFile("This is no file of events.");
  if (half !== "") await handle.truncate(from + whole);
  return new Set(lines.flatMap((text) => line.exec(text)?.[1] ?? []));
}

/** As every line of ours begins: what is half of one, and what is somebody else's, is told by it. */
const beginning = '{"cursor":"';
const line = /^\{"cursor":"([\w-]+)",.*\}$/;

async function readFrom(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let read = 0; read < length; ) {
    const { bytesRead } = await handle.read(bytes, read, length - read, from + read);
    if (bytesRead === 0) return bytes.subarray(0, read);
    read += bytesRead;
  }
  return bytes;
}
