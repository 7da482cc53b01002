import { encodeCbor } from "./cbor.ts";
import { hash } from "./hash.ts";
import type { Hash, SigningPublicKey } from "./keys.ts";

/** What the making or the removal of an account code binds to its proof (PROTOCOL §3.9). */
export interface CodeChange {
  /** To make a code: the next; to remove one: the present. */
  readonly codeGeneration: number;
  readonly keyGeneration: number;
  /** null to remove the code. */
  readonly made: {
    readonly loginKey: SigningPublicKey;
    /** An envelope of type 9. */
    readonly wrap: Uint8Array;
  } | null;
}

/** The `context` of a proof for or against an account code (PROTOCOL §3.9). */
export function codeContext({ codeGeneration, keyGeneration, made }: CodeChange): Hash {
  return hash(
    "code-context",
    encodeCbor([1, codeGeneration, keyGeneration, made?.loginKey ?? null, made?.wrap ?? null]),
  );
}
