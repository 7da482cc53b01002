import { asHash, type Hash, type PersonSalt } from "./keys.ts";
import { pae } from "./pae.ts";
import { keyedBlake2b } from "./sodium.ts";

/** Binds a person's address and name into a roster; salt and text travel beside it and can be erased (PROTOCOL §4.3). */
export function personCommitment(salt: PersonSalt, address: string, name: string): Hash {
  return asHash(keyedBlake2b(32, salt, pae("person", address, name)));
}
