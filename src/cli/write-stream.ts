import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { isThere } from "./private-file.ts";

/**
 * Writes a file that only its owner reads (0600), as it comes. It appears under its name when it is whole, or not at all. One that is
 * there stays, unless `force`. Throws what Node throws, EEXIST for one that is there, or what comes out of the source.
 */
export async function writeStream(
  file: string,
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  force = false,
): Promise<void> {
  if (!force && (await isThere(file))) throw alreadyThere(file);
  const begun = `${file}.${randomUUID()}`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(begun, "wx", 0o600);
    for await (const part of source) await handle.appendFile(part);
    await handle.sync();
    await handle.close();
    if (force) await rename(begun, file);
    else await nameIt(begun, file);
  } finally {
    await handle?.close().catch(() => {});
    await rm(begun, { force: true });
  }
}

/** A name that is taken stays with whoever took it meanwhile. Sticks often know no second name of a file: there it is looked at first. */
async function nameIt(begun: string, file: string): Promise<void> {
  try {
    await link(begun, file);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) throw error;
    if (await isThere(file)) throw alreadyThere(file);
    await rename(begun, file);
  }
}

const alreadyThere = (file: string) =>
  Object.assign(new Error("It is there already."), { code: "EEXIST", syscall: "open", path: file });
