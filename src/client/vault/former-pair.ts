import { equalBytes } from "../../crypto/bytes.ts";
import { deriveSigningPair } from "../../crypto/client/sign.ts";
import type { SigningPair } from "../../crypto/keys.ts";
import type { Held } from "./held.ts";

/** The pair of a signing key that the user had before, from the account vault. Undefined for a key that was never theirs. */
export function formerPair({ pins }: Pick<Held, "pins">, signingKey: Uint8Array): SigningPair | undefined {
  return (pins?.former ?? [])
    .map(({ signingSeed }) => deriveSigningPair(signingSeed))
    .find(({ publicKey }) => equalBytes(publicKey, signingKey));
}
