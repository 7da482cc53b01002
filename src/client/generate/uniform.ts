import { refuseInput } from "../errors.ts";

/** Gives so many bytes, each of them independent and evenly distributed. */
export type RandomBytes = (length: number) => Uint8Array;

/** What was made, and the bits that somebody who knows how it was made has to guess. */
export interface Generated {
  readonly value: string;
  readonly entropyBits: number;
}

/** What no honest source of randomness comes near to. */
const mostTries = 1_000;

/** Draws until something fits. Throws INVALID_INPUT where the source of randomness can only be broken. */
export function drawUntil<T>(draw: () => T, fits: (drawn: T) => boolean): T {
  for (let left = mostTries; left > 0; left--) {
    const drawn = draw();
    if (fits(drawn)) return drawn;
  }
  return refuseInput("randomBytes");
}

const span = 65_536;

/** One of a list of at most 65,536, each as likely as any other: draws that would favour the first ones are dropped. */
export function pick<T>(list: ArrayLike<T>, randomBytes: RandomBytes): T {
  const fair = span - (span % list.length);
  const number = () => {
    const [high, low] = randomBytes(2);
    return high === undefined || low === undefined ? span : high * 256 + low;
  };
  return list[drawUntil(number, (drawn) => drawn < fair) % list.length] as T;
}
