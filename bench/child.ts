import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A process of its own, so that each side has a whole event loop to itself. */
export interface Child {
  /** Where it listens. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

/** A module of this folder, by its path from here without the ending: built or not, the ending is the same as ours. */
export const moduleAt = (path: string): URL => new URL(`${path}${import.meta.url.slice(-3)}`, import.meta.url);

/** Starts a module that sends `{ port }` to its parent once it serves. */
export async function startChild(path: string, args: readonly string[]): Promise<Child> {
  const child = fork(moduleAt(path), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${path} ended before it served`);
  });
  const [{ port }] = (await Promise.race([once(child, "message"), ended])) as [{ port: number }];
  ended.catch(() => {});
  return { url: `http://127.0.0.1:${port}`, process: child, stop: () => stopProcess(child) };
}

/** Has a child measure: what it does with `measureHere`. Throws when it ends instead. */
export async function measureThere(child: Child, seconds: number): Promise<number> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child.process, "exit", { signal }).then(() => {
    throw new Error("a process ended instead of measuring");
  });
  ended.catch(() => {});
  try {
    const answered = once(child.process, "message", { signal });
    child.process.send(seconds);
    const [figure] = await Promise.race([answered, ended]);
    return figure as number;
  } finally {
    over.abort();
  }
}

/** In a child: tells that it is ready, then measures whenever it is asked, and tells the figure. */
export function measureHere(measure: (seconds: number) => Promise<number>): void {
  process.on("message", async (seconds: number) => process.send?.(await measure(seconds)));
  process.send?.({ port: 0 });
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
