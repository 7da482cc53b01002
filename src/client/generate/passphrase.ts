import { wordlist } from "@scure/bip39/wordlists/english.js";
import { randomBytes } from "../../crypto/sodium.ts";
import { refuseInput } from "../errors.ts";
import { type Generated, pick, type RandomBytes } from "./uniform.ts";

/** What a passphrase is made of. */
export interface PassphraseOptions {
  /** Words, 3 to 24; 6 where nothing is said. */
  readonly words?: number;
  /**
   * What stands between words: 1 to 8 characters, none of them a letter or digit, so that no two choices of words read
   * the same; a hyphen where nothing is said.
   */
  readonly separator?: string;
  /** Every word with a capital. */
  readonly capitals?: boolean;
  /** A digit behind one of the words, for those who demand one. */
  readonly digit?: boolean;
  /** The platform's secure source; for tests another. */
  readonly randomBytes?: RandomBytes;
}

const digits = "0123456789";

/**
 * Words from a list of 2,048 (docs/adr/0020), each choice as likely as any other: 11 bits a word. Throws INVALID_INPUT
 * for a number of words or a separator out of bounds.
 */
export function generatePassphrase(options: PassphraseOptions = {}): Generated {
  const {
    words: count = 6,
    separator = "-",
    capitals = false,
    digit = false,
    randomBytes: source = randomBytes,
  } = options;
  if (!Number.isInteger(count) || count < 3 || count > 24) refuseInput("words");
  if (!/^[^\p{L}\p{N}\p{C}]{1,8}$/u.test(separator)) refuseInput("separator");
  const words = Array.from({ length: count }, () => pick(wordlist, source)).map((word) =>
    capitals ? word.charAt(0).toUpperCase() + word.slice(1) : word,
  );
  const numbered = digit ? pick([...words.keys()], source) : null;
  const number = digit ? pick(digits, source) : "";
  return {
    value: words.map((word, place) => (place === numbered ? word + number : word)).join(separator),
    entropyBits: count * Math.log2(wordlist.length) + (digit ? Math.log2(count * digits.length) : 0),
  };
}
