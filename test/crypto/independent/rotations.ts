import { loginProof } from "./accounts.ts";
import { type Bytes, bucketRoot, encode, hash } from "./primitives.ts";
import { bytes, chain, type Fields, list, type Reader, uint } from "./reading.ts";

const names = ["parameters", "loginKey", "rootWrap", "signingSeed", "xwingSeed", "xwingKey", "vaultKey"];

function headsRoot(heads: Fields[]): Bytes | null {
  if (heads.length === 0) return null;
  return bucketRoot(
    heads.map((head) => {
      const id = bytes(head, "vault");
      return { id, hash: hash("cut-entry", encode([id, uint(head, "revision"), bytes(head, "hash")])) };
    }),
  );
}

export const rotationReaders: Record<string, Reader> = {
  "rotation-context": (given) => {
    const generations = [uint(given, "wrapGeneration"), uint(given, "keyGeneration")];
    const keys = names.map((name) => bytes(given, name));
    const rest = [chain(given, "links"), headsRoot(list(given, "heads"))];
    return { context: hash("rotation-context", encode([1, ...generations, ...keys, ...rest])) };
  },
  "rotation-proof": loginProof,
};
