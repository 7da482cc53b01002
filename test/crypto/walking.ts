/** What random walks over chains have in common. */
import { ProtocolError } from "../../src/crypto/errors.ts";

/** Numbers below a bound, the same ones for a seed. */
export function numbersOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return ((mixed ^ (mixed >>> 13)) >>> 0) % below;
  };
}

/** What came of something that may be refused, in ways that are known or one more. */
export function ifAllowed<T>(attempt: () => T, besides?: string): T | null {
  try {
    return attempt();
  } catch (error) {
    const known = /NOT_ALLOWED|WRONG_AUTHOR|WRONG_KEYS/;
    if (error instanceof ProtocolError && (error.code.match(known) || error.code === besides)) return null;
    throw error;
  }
}

export const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
