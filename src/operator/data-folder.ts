import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Malformed, secretKey } from "../config-values.ts";
import { StartRefused } from "../failure.ts";

/**
 * Makes DATA_DIR where it is missing and proves that it can be written. Others may not look into it; as root they may
 * pass through it, for PostgreSQL runs as another user. Throws `StartRefused` FOLDER_UNWRITABLE.
 */
export async function openDataFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    throw new StartRefused("FOLDER_UNWRITABLE", { folder, code: (error as NodeJS.ErrnoException).code ?? "" });
  }
}

/** The server's secret, kept in the data folder: made on the first start, readable by its owner alone. 32 bytes. */
export async function loadServerSecret(folder: string): Promise<Uint8Array> {
  const file = join(folder, "server.secret");
  const made = randomBytes(32).toString("base64url");
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw new StartRefused("FOLDER_UNWRITABLE", { folder, code: error.code ?? "" });
  });
  try {
    return secretKey((await readFile(file, "utf8")).trim());
  } catch (error) {
    const expected = error instanceof Malformed ? error.expected : "a file that can be read";
    throw new StartRefused("CONFIG_MALFORMED", { variable: "server.secret", expected, source: file });
  }
}
