/** Where a feed was read up to, kept in a file: whole or as it was before, whenever the power goes. */
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that is somebody else's: it was not touched. */
export class WrongFile extends Error {
  override readonly name = "WrongFile";
}

/** Null where there is no file yet. Throws `WrongFile` for one that holds no cursor. */
export async function readCursor(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const cursor = text.trim();
  if (!/^[\w-]{1,1024}$/.test(cursor)) throw new WrongFile(`There is no cursor in ${file}.`);
  return cursor;
}

/** Beside the file first, and put in its place once it is on the disk. */
export async function writeCursor(file: string, cursor: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${cursor}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** So that the new name is on the disk as well. Windows opens no folders, and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
