import { bounds } from "./bounds.ts";
import { bucketRoot } from "./bucket-root.ts";
import type { CborValue } from "./cbor.ts";
import { checkEnvelope } from "./envelope.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readUint } from "./fields.ts";
import { hash } from "./hash.ts";
import { asHash, asXWingCiphertext, type Hash, type Id, type XWingCiphertext } from "./keys.ts";

/** How a link names the key wraps of an epoch (PROTOCOL §4.5). */
export interface WrapSet {
  readonly count: number;
  readonly root: Hash;
}

export interface MemberWrap {
  readonly user: Id;
  /** X-Wing ciphertext, then an envelope of type 8. */
  readonly wrap: Uint8Array;
}

const ciphertextLength = 1_120;
/** A key of 32 bytes in an envelope, behind the ciphertext. */
export const keyWrapLength = ciphertextLength + 73 + 32;

/** The set of wraps, one a member; throws MALFORMED on two for one, TOO_LARGE on too many (PROTOCOL §4.5). */
export function wrapSet(wraps: readonly MemberWrap[]): WrapSet {
  if (wraps.length > bounds.set) throw new ProtocolError("TOO_LARGE", "wrap set");
  const root = bucketRoot(wraps.map(({ user, wrap }) => ({ id: user, hash: hash("wrap-set", wrap) })));
  return { count: wraps.length, root };
}

/** Takes a key wrap apart by its shape, without any key (PROTOCOL §4.5). Throws MALFORMED or UNSUPPORTED. */
export function parseKeyWrap(wrap: Uint8Array): { ciphertext: XWingCiphertext; envelope: Uint8Array } {
  if (wrap.length !== keyWrapLength) throw new ProtocolError("MALFORMED", "key wrap");
  const envelope = wrap.subarray(ciphertextLength);
  checkEnvelope(envelope);
  return { ciphertext: asXWingCiphertext(wrap.subarray(0, ciphertextLength)), envelope };
}

/** Reads `[count, root]`; throws MALFORMED or TOO_LARGE. */
export function readWrapSet(value: CborValue): WrapSet {
  const [count, root] = readArray(value, 2, "wraps");
  const set = { count: readUint(count, "count of wraps"), root: readBytes(root, asHash) };
  if (set.count > bounds.set) throw new ProtocolError("TOO_LARGE", "wrap set");
  return set;
}
