import type { Id, SigningPublicKey, XWingPublicKey } from "../keys.ts";
import { pae } from "../pae.ts";
import { blake2b256 } from "../sodium.ts";
import { wordsOf } from "./approval-words.ts";

/** Whose keys are compared. */
export interface ContactKeys {
  readonly user: Id;
  readonly signingKey: SigningPublicKey;
  readonly xwingKey: XWingPublicKey;
}

/**
 * The six words of somebody's own keys, which they read and another types (PROTOCOL §4.12). Over one side alone: who
 * wants other keys with these words looks for a second preimage, and not for a pair.
 */
export function deriveContactWords({ user, signingKey, xwingKey }: ContactKeys): readonly string[] {
  return wordsOf(blake2b256(pae("contact-words", user, signingKey, xwingKey)));
}
