import { randomBytes } from "../../crypto/sodium.ts";
import { refuseInput } from "../errors.ts";
import { drawUntil, type Generated, pick, type RandomBytes } from "./uniform.ts";

/** What a password is made of. Of every class that is not switched off it has at least one. */
export interface PasswordOptions {
  /** Characters, 4 to 256; 20 where nothing is said. */
  readonly length?: number;
  readonly lower?: boolean;
  readonly upper?: boolean;
  readonly digits?: boolean;
  readonly symbols?: boolean;
  /** False: without the characters that are easily taken for others, `0 O o 1 l I`. */
  readonly lookAlikes?: boolean;
  /** The platform's secure source; for tests another. */
  readonly randomBytes?: RandomBytes;
}

/** Symbols that forms and shells seldom stumble over: no quotes, no backslash, no space. */
const classes = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  digits: "0123456789",
  symbols: "!#$%&()*+,-./:;<=>?@[]^_{}~",
} as const;

const lookAlikes = /[0Oo1lI]/g;

/**
 * A password, each that the options allow as likely as any other. Throws INVALID_INPUT for a length out of bounds, and
 * where every class is switched off.
 */
export function generatePassword(options: PasswordOptions = {}): Generated {
  const { length = 20, randomBytes: source = randomBytes } = options;
  if (!Number.isInteger(length) || length < 4 || length > 256) refuseInput("length");
  const names = (Object.keys(classes) as (keyof typeof classes)[]).filter((name) => options[name] !== false);
  if (names.length === 0) refuseInput("classes");
  const sets = names.map((name) =>
    options.lookAlikes === false ? classes[name].replace(lookAlikes, "") : classes[name],
  );
  const alphabet = sets.join("");
  const draw = () => Array.from({ length }, () => pick(alphabet, source)).join("");
  const value = drawUntil(draw, (drawn) =>
    sets.every((set) => [...drawn].some((character) => set.includes(character))),
  );
  return { value, entropyBits: entropyOf(length, sets) };
}

/** Bits of the number of texts that have a character of every set: all, less those that lack one, and so on. */
function entropyOf(length: number, sets: readonly string[]): number {
  const all = sets.join("").length;
  const lacking = (from: number, left: number): number =>
    sets.slice(from).reduce((sum, set, at) => sum - lacking(from + at + 1, left - set.length), (left / all) ** length);
  return length * Math.log2(all) + Math.log2(lacking(0, all));
}
