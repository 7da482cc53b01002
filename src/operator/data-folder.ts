import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Malformed, secretKey } from "../config-values.ts";
import { StartRefused } from "../failure.ts";
import { isAlive } from "./postgres/postmaster.ts";

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

/**
 * The server's secret, kept in the data folder: made on the first start, readable by its owner alone. 32 bytes. It is there
 * whole or not at all, whenever a start is killed; of two starts at once both take the one that was there first.
 */
export async function loadServerSecret(folder: string): Promise<Uint8Array> {
  const file = join(folder, "server.secret");
  try {
    await removeUnfinished(folder);
    if (!existsSync(file)) await makeSecret(file);
  } catch (error) {
    throw new StartRefused("FOLDER_UNWRITABLE", { folder, code: (error as NodeJS.ErrnoException).code ?? "" });
  }
  try {
    return secretKey((await readFile(file, "utf8")).trim());
  } catch (error) {
    const expected = error instanceof Malformed ? error.expected : "a file that can be read";
    throw new StartRefused("CONFIG_MALFORMED", { variable: "server.secret", expected, source: file });
  }
}

async function makeSecret(file: string): Promise<void> {
  const draft = `${file}.new-${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
}

/** What a start left that was killed while it made the secret. */
async function removeUnfinished(folder: string): Promise<void> {
  const prefix = "server.secret.new-";
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) await rm(join(folder, name));
  }
}
