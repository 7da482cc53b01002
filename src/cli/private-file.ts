import { lstat, rm, writeFile } from "node:fs/promises";

/**
 * Writes a file that only its owner reads (0600). One that is there stays as it is, unless `force`: it may be open to
 * others, or be a link, so it goes and a new one comes. Throws what Node throws, EEXIST for one that is there.
 */
export async function writePrivateFile(file: string, content: string | Uint8Array, force = false): Promise<void> {
  if (force) await rm(file, { force: true });
  await writeFile(file, content, { mode: 0o600, flag: "wx" });
}

/** Whether anything is there, a link that leads nowhere included. */
export const isThere = (file: string): Promise<boolean> => lstat(file).then(Boolean, () => false);
