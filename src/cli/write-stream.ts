import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

/**
 * Writes a file that only its owner reads (0600), as it comes; what was not written to its end is taken away again. One that is there
 * stays, unless `force`: then too until the new one is whole. Throws what Node throws, EEXIST for one that is there, or what comes out of the source.
 */
export async function writeStream(
  file: string,
  source: AsyncIterable<string | Uint8Array>,
  force = false,
): Promise<void> {
  const begun = force ? `${file}.${randomUUID()}` : file;
  const handle = await open(begun, "wx", 0o600);
  try {
    for await (const part of source) await handle.appendFile(part);
    await handle.sync();
    await handle.close();
    if (force) await rename(begun, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(begun, { force: true });
    throw error;
  }
}
