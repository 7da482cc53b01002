import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/**
 * The folder of one device. `store/` holds the local store, its Secret Key, device key and tokens; `server` the URL
 * that was signed in to. 0700 and 0600: looser modes are refused.
 */
export interface Home {
  readonly folder: string;
  readonly store: string;
}

export const homeOf = (environment: Readonly<Record<string, string | undefined>>): Home => {
  const folder = resolve(environment.SEALGRAPH_HOME || join(homedir(), ".sealgraph"));
  return { folder, store: join(folder, "store") };
};

/** Makes the folder, or refuses one that others can look into. Throws `CommandFailure`. */
export async function openHome(home: Home): Promise<void> {
  try {
    await mkdir(home.folder, { recursive: true, mode: 0o700 });
    await demandPrivate(home.folder);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      exitCode.BAD_HOME,
      "HOME_UNUSABLE",
      `The folder ${home.folder} cannot be used (${code}).`,
      "Set SEALGRAPH_HOME to a folder of your own.",
    );
  }
}

async function demandPrivate(path: string): Promise<void> {
  const found = await stat(path).catch(absent);
  if (found === null) return;
  const isFolder = found.isDirectory();
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0) throw tooOpen(path, found.mode, isFolder);
  if (isFolder) for (const name of await readdir(path)) await demandPrivate(join(path, name));
}

/** Another process may take a file away while this one looks. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function tooOpen(path: string, mode: number, isFolder: boolean): CommandFailure {
  const modes = (mode & 0o777).toString(8);
  return new CommandFailure(
    exitCode.BAD_HOME,
    "HOME_TOO_OPEN",
    `${path} is open to other users of this machine (mode ${modes}), and secrets are kept there.`,
    `chmod ${isFolder ? 700 : 600} ${path}`,
  );
}

/** The server that was signed in to from here; null before the first time. */
export async function rememberedServer(home: Home): Promise<string | null> {
  const text = await readFile(join(home.folder, "server"), "utf8").catch(() => "");
  return text.trim() || null;
}

export const rememberServer = (home: Home, server: string): Promise<void> =>
  writeFile(join(home.folder, "server"), `${server}\n`, { mode: 0o600 });
