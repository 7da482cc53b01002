import type { SecretWanted } from "./ask.ts";
import type { Context } from "./context.ts";
import { explain } from "./failure.ts";

/**
 * Does the work; where a person is asked for what is `wanted`, up to `most` times in all while it fails with this code,
 * saying why in between.
 */
export async function again<T>(
  { ask, out }: Context,
  wanted: SecretWanted,
  { code, most }: { readonly code: string; readonly most: number },
  work: () => Promise<T>,
): Promise<T> {
  const asks = ask.interactive && !ask.has(wanted);
  for (let left = asks ? most - 1 : 0; ; left--) {
    try {
      return await work();
    } catch (error) {
      const explanation = explain(error, out);
      if (left === 0 || explanation.code !== code) throw error;
      out.note(explanation.message);
    }
  }
}
