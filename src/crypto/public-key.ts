import { asXWingPublicKey, type XWingPublicKey } from "./keys.ts";
import { xwingEncapsulate } from "./sodium.ts";

/** Takes a public key to which something can be encapsulated, and tries it. Throws MALFORMED (PROTOCOL §4.5). */
export function parseXWingPublicKey(bytes: Uint8Array): XWingPublicKey {
  const key = asXWingPublicKey(bytes);
  xwingEncapsulate(key);
  return key;
}
