import { archiveSource, openArchive } from "../client/import/index.ts";
import type { ArchiveKey } from "../client/index.ts";
import { withFile } from "./import-file.ts";
import { readBackOther } from "./why-not-written.ts";

/**
 * Opens an archive that was just written, as whoever has its key will, reads it to its end, and counts: somebody may delete everything
 * else because of it. Throws READ_BACK, as the system would, where it does not open or holds another number of items.
 */
export async function checkArchive(written: string, by: ArchiveKey, items: number): Promise<void> {
  const read = await withFile(written, (file) => openArchive(archiveSource(file), by)).catch(() => null);
  const count = read?.profiles.reduce((sum, profile) => sum + profile.count, 0);
  if (count === items && read?.skipped.length === 0) return;
  throw Object.assign(new Error("The archive does not open again."), { code: readBackOther, syscall: "read" });
}
