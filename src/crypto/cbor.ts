import * as cborg from "cborg";
import { bounds } from "./bounds.ts";
import { encodeUtf8, equalBytes } from "./bytes.ts";
import { type CborValue, encodeCbor } from "./cbor-encode.ts";
import { ProtocolError } from "./errors.ts";

export { type CborValue, encodeCbor } from "./cbor-encode.ts";

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

/**
 * Decodes one structure of at most `maximum` bytes. Bounds on nesting, positions and text hold while decoding; what
 * does not encode to the same bytes again is refused. Throws TOO_LARGE or MALFORMED.
 */
export function parseCbor(bytes: Uint8Array, maximum: number, positions: number = bounds.positions): CborValue {
  if (bytes.length > maximum) throw new ProtocolError("TOO_LARGE", "structure");
  // A Buffer would give Buffers, which share memory with it.
  const value = decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), positions);
  if (!equalBytes(encodeCbor(value), bytes)) throw new ProtocolError("MALFORMED", "encoding");
  return value;
}

function decode(bytes: Uint8Array, positions: number): CborValue {
  try {
    return cborg.decode(bytes, { ...decodeOptions, tokenizer: new BoundedTokenizer(bytes, positions) });
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError("MALFORMED", "structure");
  }
}

/** Stops at the first token that is over a bound or of a type that no structure has. */
class BoundedTokenizer extends cborg.Tokenizer {
  /** For each array that is open: how many values it still waits for. */
  private readonly waiting: number[] = [];

  constructor(
    bytes: Uint8Array,
    private readonly positions: number,
  ) {
    super(bytes, decodeOptions);
  }

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
    if (positions > this.positions) throw new ProtocolError("TOO_LARGE", "array");
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
