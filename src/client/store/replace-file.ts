import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a file at once and as a whole: whoever reads it sees the old bytes or the new ones, also after a crash. 0600. */
export async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const draft = `${path}.new`;
  try {
    await writeDraft(draft, parts);
  } catch (error) {
    // On a full disk it would only be in the way.
    await removeFile(draft).catch(() => {});
    throw error;
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

async function writeDraft(draft: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(draft, "w", 0o600);
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Takes a file away; it may be gone already. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** So that the new name itself is kept; folders cannot be synced on every platform. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Windows has no such thing.
  }
}
