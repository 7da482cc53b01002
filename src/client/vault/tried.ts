import { ProtocolError, SealError } from "../../crypto/errors.ts";

/** What comes of it; null where it does not open, or does not hold. */
export function tried<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof SealError || error instanceof ProtocolError) return null;
    throw error;
  }
}

/** The first that something comes of, or null. */
export function firstOf<T, R>(list: readonly T[], work: (each: T) => R | null): R | null {
  for (const each of list) {
    const found = work(each);
    if (found !== null) return found;
  }
  return null;
}
