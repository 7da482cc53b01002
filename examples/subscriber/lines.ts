/** What is done with events here: a line of JSON of each. Put your own work in its place. */
import { type FileHandle, open } from "node:fs/promises";
import type { Writable } from "node:stream";
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
  const written = await readTail(handle);
  const deed = async (events: Events): Promise<void> => {
    const fresh = events.filter(({ cursor }) => !written.has(cursor));
    if (fresh.length === 0) return;
    await handle.appendFile(linesOf(fresh));
    await handle.datasync();
  };
  return Object.assign(deed, { close: () => handle.close() });
}

/** The cursors in the last lines; ends the file behind its last whole line. */
async function readTail(handle: FileHandle): Promise<ReadonlySet<string>> {
  const { size } = await handle.stat();
  const from = Math.max(0, size - tail);
  const bytes = Buffer.alloc(size - from);
  await handle.read(bytes, 0, bytes.length, from);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) await handle.truncate(from + whole);
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n");
  return new Set(lines.flatMap((line) => /"cursor":"([\w-]+)"/.exec(line)?.[1] ?? []));
}
