import { link, readFile, rename, stat, writeFile } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import { SealgraphError } from "../errors.ts";
import { wait } from "../pace.ts";
import { removeFile } from "./replace-file.ts";

const mine = new Set<string>();
let drafts = 0;
const pause = 50;

/**
 * Keeps every other process out of a folder until the returned function is called. The lock of a process that is gone,
 * or of a time before the machine was started, holds nobody up. While it waits it says so (`isWanted`). Throws STORE_BUSY after `patience` milliseconds.
 */
export async function lockFolder(folder: string, patience: number): Promise<() => Promise<void>> {
  const path = join(folder, "lock");
  const until = performance.now() + patience;
  const wanted = wantedIn(folder);
  let asked = false;
  try {
    while (!(await tryLock(path))) {
      if (performance.now() > until) throw new SealgraphError("STORE_BUSY");
      // Whoever only waits for news lets others go first.
      if (!asked) await writeFile(wanted, String(process.pid), { mode: 0o600 }).catch(() => {});
      asked = true;
      await wait(pause);
    }
  } finally {
    if (asked) await removeFile(wanted);
  }
  mine.add(path);
  return async () => {
    if (!mine.delete(path)) return;
    await removeFile(path);
  };
}

const wantedIn = (folder: string): string => join(folder, "lock.wanted");

/** Whether another process waits for the folder, and is alive. */
export async function isWanted(folder: string): Promise<boolean> {
  const path = wantedIn(folder);
  const asks = await readFile(path, "utf8").then(Number, () => 0);
  if (asks === 0 || asks === process.pid) return false;
  if (Number.isInteger(asks) && asks > 0 && isAlive(asks)) return true;
  await removeFile(path);
  return false;
}

async function tryLock(path: string): Promise<boolean> {
  if (mine.has(path)) return false;
  if (await claim(path)) return true;
  if (!(await isStale(path))) return false;
  // Moved aside first: of several that find it stale, one moves it, and what was moved is looked at again.
  const aside = `${path}.${process.pid}.${drafts++}`;
  try {
    await rename(path, aside);
  } catch {
    return false;
  }
  if (!(await isStale(aside))) await link(aside, path).catch(() => {});
  await removeFile(aside);
  return claim(path);
}

/** Linking fails where the name is taken, and what is linked has its content already. */
async function claim(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${drafts++}`;
  await writeFile(draft, String(process.pid), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await removeFile(draft);
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (mtimeMs < Date.now() - uptime() * 1_000 - 5_000) return true;
    const holder = Number(await readFile(path, "utf8"));
    return !Number.isInteger(holder) || holder <= 0 || !isAlive(holder);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
