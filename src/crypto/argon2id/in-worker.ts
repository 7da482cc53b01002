import { DerivationError } from "../errors.ts";
import { argon2id as here } from "./wasm.ts";

/** What a worker is asked. */
export type Task = Parameters<typeof here>;
/** What it answers: what it derived, null where that could not be. */
export type Derived = Uint8Array | null;

/**
 * Argon2id in browsers: beside the page, which stays alive meanwhile, and in memory that is given back with its worker. Where
 * no worker starts, in the page itself. Throws DerivationError where there is no memory for it, or WebAssembly is forbidden.
 */
export async function argon2id(...task: Task): Promise<Uint8Array> {
  const derived = await beside(task).catch(() => here(...task).catch(() => null));
  if (derived === null) throw new DerivationError();
  return derived;
}

/** Rejects where there is no worker to ask. */
async function beside(task: Task): Promise<Derived> {
  // The build looks for this very expression.
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<Derived>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Derived>) => resolve(data);
      worker.onerror = reject;
      worker.onmessageerror = reject;
      worker.postMessage(task);
    });
  } finally {
    worker.terminate();
  }
}
