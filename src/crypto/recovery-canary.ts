import { hash } from "./hash.ts";
import type { Hash, SymmetricKey } from "./keys.ts";

/** What a server keeps of a canary: by it whoever shows the bytes has opened them (PROTOCOL §8.6). */
export function canaryHash(bytes: SymmetricKey): Hash {
  return hash("recovery-canary", bytes);
}
