import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SealgraphError } from "../errors.ts";
import { lockFolder } from "./file-lock.ts";
import { LogFile } from "./log-file.ts";
import { removeFile, replaceFile } from "./replace-file.ts";
import type { Log, Slot, Store } from "./store.ts";

export interface FileStoreOptions {
  /** Milliseconds to wait for another process to let go of the folder. */
  readonly wait?: number;
}

/**
 * A store in a folder of its own (0700), files 0600. One process at a time. Throws STORE_BUSY, STORE_FAILED where the
 * folder cannot be made or written.
 */
export async function fileStore(folder: string, options: FileStoreOptions = {}): Promise<Store> {
  const unlock = await failing(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    return lockFolder(folder, options.wait ?? 5_000);
  });
  const logs: Readonly<Record<Log, LogFile>> = {
    held: new LogFile(join(folder, "held.log")),
    spool: new LogFile(join(folder, "spool.log")),
    pages: new LogFile(join(folder, "pages.log")),
    queue: new LogFile(join(folder, "queue.log")),
    companies: new LogFile(join(folder, "companies.log")),
  };
  const pathOf = (slot: Slot) => join(folder, `${slot}.slot`);
  const isRead = new Set<Log>();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, whoever calls; a failure is its caller's alone. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(
      () => failing(work),
      () => failing(work),
    );
    last = run.catch(() => {});
    return run;
  };
  const read = async (log: Log) => {
    const content = await logs[log].read();
    isRead.add(log);
    return content;
  };
  return {
    get: (slot) => inOrder(() => readOrNull(pathOf(slot))),
    put: (slot, value) =>
      inOrder(() => (value === null ? removeFile(pathOf(slot)) : replaceFile(pathOf(slot), [value]))),
    read: (log) => inOrder(() => read(log)),
    append: (log, entries) =>
      inOrder(async () => {
        if (!isRead.has(log)) await read(log);
        await logs[log].append(entries);
      }),
    replace: (log, first, entries) =>
      inOrder(async () => {
        await logs[log].replace(first, entries);
        isRead.add(log);
      }),
    close: () =>
      inOrder(async () => {
        for (const log of Object.values(logs)) await log.close();
        await unlock();
      }),
  };
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** The platform's errors name paths and numbers that mean nothing to an application: one code does. */
async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SealgraphError) throw error;
    throw new SealgraphError("STORE_FAILED", { cause: (error as NodeJS.ErrnoException).code ?? "UNKNOWN" });
  }
}
