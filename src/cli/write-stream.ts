import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { isThere } from "./private-file.ts";
import { readBackOther, whyNotWritten } from "./why-not-written.ts";

/**
 * Writes a file that only its owner reads (0600), as it comes, and reads it back. It appears under its name when it is whole and was
 * read as it was written, or not at all. One that is there stays, unless `force`. Throws what Node throws, EEXIST for one that is there,
 * READ_BACK for one that reads otherwise, or what comes out of the source or of `check`.
 *
 * @param check reads what was written, where that says more than that its bytes are the same
 */
export async function writeStream(
  file: string,
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  force = false,
  check?: (written: string) => Promise<void>,
): Promise<void> {
  if (!force && (await isThere(file))) throw alreadyThere(file);
  const begun = `${file}.${randomUUID()}`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(begun, "wx", 0o600);
    const given = createHash("sha256");
    for await (const part of source) {
      given.update(part);
      await handle.appendFile(part);
    }
    await handle.sync();
    await handle.close();
    if (!(await hashOf(begun)).equals(given.digest())) throw failed(readBackOther, "read", file);
    await check?.(begun);
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

async function hashOf(file: string): Promise<Buffer> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest();
}

const alreadyThere = (file: string) => failed("EEXIST", "open", file);

const failed = (code: string, syscall: string, path: string) =>
  Object.assign(new Error(whyNotWritten(code)), { code, syscall, path });
