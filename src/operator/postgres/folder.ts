import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StartRefused } from "../../failure.ts";
import { type Account, handOver } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { isAlive } from "./postmaster.ts";
import { ProgramFailed, run } from "./run.ts";

/** Passwords of the three roles; the file that holds them is readable by its owner alone. */
export interface Passwords {
  readonly superuser: string;
  readonly owner: string;
  readonly application: string;
}

/** Where the embedded PostgreSQL keeps what it has: `data` belongs to PostgreSQL, `passwords.json` to us. */
export const dataOf = (folder: string) => join(folder, "data");
const passwordsOf = (folder: string) => join(folder, "passwords.json");

/**
 * Makes the folder when there is none; answers whether it did. It is filled under another name and renamed, so it is
 * complete or absent, also after a crash or when two starts meet.
 */
export async function makeFolder(
  binaries: Binaries,
  account: Account,
  folder: string,
  durable: boolean,
): Promise<boolean> {
  if (await readPasswords(folder)) return false;
  await removeUnfinished(folder);
  const unfinished = `${folder}.new-${process.pid}`;
  await mkdir(dataOf(unfinished), { recursive: true, mode: 0o700 });
  await chmod(unfinished, account ? 0o711 : 0o700);
  await handOver(account, dataOf(unfinished));
  const passwords = { superuser: makePassword(), owner: makePassword(), application: makePassword() };
  await writeFile(passwordsOf(unfinished), JSON.stringify(passwords), { mode: 0o600 });
  await initialise(binaries, account, unfinished, passwords.superuser, durable);
  try {
    await rename(unfinished, folder);
    return true;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (await readPasswords(folder)) return false;
    throw new StartRefused("FOLDER_UNWRITABLE", { folder, code: (error as NodeJS.ErrnoException).code ?? "" });
  }
}

async function initialise(binaries: Binaries, account: Account, folder: string, password: string, durable: boolean) {
  const file = join(folder, "password");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await handOver(account, file);
  const data = dataOf(folder);
  const args = ["-D", data, "-U", "postgres", `--pwfile=${file}`, "-A", "scram-sha-256", "-E", "UTF8", "--no-locale"];
  try {
    await run(account, binaries.initdb, durable ? args : [...args, "--no-sync"], data);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(error instanceof ProgramFailed)) throw error;
    throw new StartRefused("POSTGRES_BROKEN", { step: "initdb", log: lastLine(error.words) });
  }
  await rm(file);
}

/** `null` where no folder was made yet. */
export async function readPasswords(folder: string): Promise<Passwords | null> {
  try {
    return JSON.parse(await readFile(passwordsOf(folder), "utf8")) as Passwords;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new StartRefused("FOLDER_UNWRITABLE", { folder, code: code ?? "passwords.json cannot be read" });
  }
}

/** Throws `StartRefused` POSTGRES_OTHER_VERSION when another major version wrote the data. */
export async function demandVersion(binaries: Binaries, folder: string): Promise<void> {
  const found = (await readFile(join(dataOf(folder), "PG_VERSION"), "utf8")).trim();
  const file = join(dirname(binaries.postgres), "..", "..", "package.json");
  const expected = (JSON.parse(await readFile(file, "utf8")) as { version: string }).version.split(".")[0] ?? "";
  if (found !== expected) throw new StartRefused("POSTGRES_OTHER_VERSION", { folder, found, expected });
}

/** Folders that a start left half-made when it was killed. */
async function removeUnfinished(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

export const lastLine = (words: string) => words.trim().split("\n").at(-1) ?? "";

const makePassword = () => randomBytes(24).toString("base64url");
