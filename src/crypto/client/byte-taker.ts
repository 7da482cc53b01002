import { concat } from "../bytes.ts";

/** Bytes of a stream, in the lengths that its reader wants. */
export interface ByteTaker {
  /** The next so many, or as many as are left. What is kept is no more than that and one portion of the stream. */
  readonly take: (length: number) => Promise<Uint8Array>;
  /** Lets go of the stream, read to its end or not. */
  readonly close: () => Promise<void>;
}

export function byteTaker(source: AsyncIterable<Uint8Array>): ByteTaker {
  const portions = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  const take = async (length: number): Promise<Uint8Array> => {
    const parts = [rest];
    let size = rest.length;
    while (size < length) {
      const { value, done } = await portions.next();
      if (done) break;
      parts.push(value);
      size += value.length;
    }
    const all = parts.length === 1 ? rest : concat(...parts);
    rest = all.subarray(length);
    return all.slice(0, length);
  };
  const close = async () => {
    await portions.return?.();
  };
  return { take, close };
}
