import { bounds } from "./bounds.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBlob, readBytes, readList } from "./fields.ts";
import { asSignature, type Hash, type Signature, type SigningPublicKey } from "./keys.ts";
import { type Link, linkHash, operation, parseLink } from "./link.ts";
import { verifySignature } from "./signature.ts";

/** A link as it travelled; its author's right is not yet known. */
export interface SignedLink {
  readonly link: Link;
  /** Those that were hashed and signed. */
  readonly bytes: Uint8Array;
  readonly signatures: readonly Signature[];
  readonly hash: Hash;
}

/** `CBOR [link bytes, [signature …]]` (PROTOCOL §4.2). */
export function encodeSignedLink(bytes: Uint8Array, signatures: readonly Signature[]): Uint8Array {
  return encodeCbor([bytes, signatures]);
}

/**
 * Reads a signed link and verifies the bytes that travelled: the author's signature, for `OWN_KEYS` one by the new
 * key, for `JOIN` one by the invitation's and of who acts by a code one by that, no more and no fewer (PROTOCOL §4.2). Throws TOO_LARGE, MALFORMED, UNSUPPORTED or BAD_SIGNATURE.
 */
export function openSignedLink(signed: Uint8Array): SignedLink {
  const opened = readSignedLink(signed);
  const { link, bytes, signatures } = opened;
  const signers = signersOf(link);
  if (signatures.length !== signers.length) throw new ProtocolError("MALFORMED", "signatures");
  for (const [place, key] of signers.entries()) {
    if (!verifySignature("link", bytes, signatures[place] as Signature, key)) {
      throw new ProtocolError("BAD_SIGNATURE", "link");
    }
  }
  return opened;
}

/**
 * Reads a signed link without looking at its signatures: for what was verified before (PROTOCOL §4.7). Throws TOO_LARGE, MALFORMED or UNSUPPORTED.
 */
export function readSignedLink(signed: Uint8Array): SignedLink {
  const [first, second] = readArray(parseCbor(signed, bounds.signedLink), 2, "signed link");
  const bytes = readBlob(first, bounds.link, "link");
  const signatures = readList(second, "signatures").map((value) => readBytes(value, asSignature));
  return { link: parseLink(bytes), bytes, signatures, hash: linkHash(bytes) };
}

function signersOf(link: Link): SigningPublicKey[] {
  if (link.operation === operation.OWN_KEYS) return [link.author.key, link.subject.signingKey];
  if (link.operation === operation.JOIN) return [link.author.key, link.subject.key];
  return link.author.code ? [link.author.key, link.author.code] : [link.author.key];
}
