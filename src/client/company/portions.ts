import { mostWraps } from "./drafting.ts";

/**
 * Hands over what is missing, portion by portion, while they are full. A portion adds to `wrapped` whom it wrapped for, and wraps for
 * nobody who is in there: so it ends whatever the server says is missing, or was delivered.
 *
 * @param portion hands over one, and gives how many the server says it took.
 * @returns how many were handed over.
 */
export async function inPortions(portion: (wrapped: Set<string>) => Promise<number>): Promise<number> {
  const wrapped = new Set<string>();
  let given = 0;
  for (let sent = mostWraps; sent >= mostWraps; ) {
    const before = wrapped.size;
    const taken = await portion(wrapped);
    sent = wrapped.size - before;
    given += Math.min(taken, sent);
  }
  return given;
}
