import * as cborg from "cborg";
import { bounds } from "./bounds.ts";
import { checkUint, encodeUtf8, equalBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";

/** What a structure is made of (PROTOCOL §1.3). */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

const decodeOptions = {
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  strict: true,
};
const known = new Set<unknown>([
  cborg.Type.uint,
  cborg.Type.bytes,
  cborg.Type.string,
  cborg.Type.array,
  cborg.Type.null,
]);

/** Core deterministic encoding (RFC 8949 §4.2). Text is brought to NFC; throws MALFORMED on what §1.3 does not allow. */
export function encodeCbor(value: CborValue): Uint8Array {
  return cborg.encode(encodable(value));
}

/**
 * Decodes one structure of at most `maximum` bytes. Bounds on nesting, positions and text hold while decoding; what
 * does not encode to the same bytes again is refused. Throws TOO_LARGE or MALFORMED.
 */
export function parseCbor(bytes: Uint8Array, maximum: number): CborValue {
  if (bytes.length > maximum) throw new ProtocolError("TOO_LARGE", "structure");
  // A Buffer would give Buffers, which share memory with it.
  const value = decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!equalBytes(encodeCbor(value), bytes)) throw new ProtocolError("MALFORMED", "encoding");
  return value;
}

function encodable(value: CborValue): CborValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "number") return checkUint(value);
  if (typeof value === "string") return value.normalize("NFC");
  if (Array.isArray(value)) return value.map(encodable);
  throw new ProtocolError("MALFORMED", "value");
}

function decode(bytes: Uint8Array): CborValue {
  try {
    return cborg.decode(bytes, { ...decodeOptions, tokenizer: new BoundedTokenizer(bytes, decodeOptions) });
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError("MALFORMED", "structure");
  }
}

/** Stops at the first token that is over a bound or of a type that no structure has. */
class BoundedTokenizer extends cborg.Tokenizer {
  /** For each array that is open: how many values it still waits for. */
  private readonly waiting: number[] = [];

  override next(): cborg.Token {
    const token = super.next();
    if (!known.has(token.type)) throw new ProtocolError("MALFORMED", "type");
    if (token.type === cborg.Type.string && encodeUtf8(token.value).length > bounds.text) {
      throw new ProtocolError("TOO_LARGE", "text");
    }
    if (token.type === cborg.Type.array) this.enter(token.value);
    if (token.type !== cborg.Type.array || token.value === 0) this.leave();
    return token;
  }

  private enter(positions: number): void {
    if (positions > bounds.positions) throw new ProtocolError("TOO_LARGE", "array");
    if (this.waiting.length >= bounds.depth) throw new ProtocolError("TOO_LARGE", "nesting");
    if (positions > 0) this.waiting.push(positions);
  }

  private leave(): void {
    for (let last = this.waiting.length - 1; last >= 0; last--) {
      const left = (this.waiting[last] as number) - 1;
      this.waiting[last] = left;
      if (left > 0) return;
      this.waiting.pop();
    }
  }
}
