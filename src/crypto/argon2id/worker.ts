/** What `in-worker.ts` starts. It answers once. */
import type { Derived, Task } from "./in-worker.ts";
import { argon2id } from "./wasm.ts";

addEventListener("message", async ({ data }: MessageEvent<Task>) => {
  const derived: Derived = await argon2id(...data).catch(() => null);
  postMessage(derived);
});
