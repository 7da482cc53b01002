/** Random bytes made of other bytes: nothing of it knows what it is given, but for the heads of CBOR. */

/** Numbers below a bound, the same for the same seed (xorshift, 32 bits). */
export type Numbers = (below: number) => number;

export function numbersFrom(seed: number): Numbers {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const interesting = [
  0, 1, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x20, 0x3b, 0x40, 0x5f, 0x60, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xd8,
  0xf4, 0xf6, 0xf7, 0xfb, 0xff,
];
const words = [
  '"',
  "\\",
  "\u0000",
  "\ufeff",
  "=",
  ",",
  "\r\n",
  "{",
  "}",
  "[",
  "]",
  "null",
  "-1",
  "1e999",
  "__proto__",
  "\ud800",
  "otpauth://totp/",
];

type Mutation = (bytes: Uint8Array, next: Numbers, other: Uint8Array) => Uint8Array;
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const at = (bytes: Uint8Array, next: Numbers) => next(bytes.length + 1);

const mutations: readonly Mutation[] = [
  // A bit.
  (bytes, next) => changed(bytes, next, (byte) => byte ^ (1 << next(8))),
  // A byte that means something somewhere.
  (bytes, next) => changed(bytes, next, () => interesting[next(interesting.length)] as number),
  // One more or less: lengths, versions, counts.
  (bytes, next) => changed(bytes, next, (byte) => byte + (next(2) ? 1 : 255)),
  // Cut off, cut out, doubled, grown.
  (bytes, next) => bytes.subarray(0, at(bytes, next)),
  (bytes, next) => {
    const [from, length] = [at(bytes, next), next(16)];
    return join(bytes.subarray(0, from), bytes.subarray(from + length));
  },
  (bytes, next) => {
    const [from, length] = [at(bytes, next), next(40)];
    return join(bytes.subarray(0, from), bytes.subarray(from, from + length), bytes.subarray(from));
  },
  (bytes, next) => {
    const from = at(bytes, next);
    return join(
      bytes.subarray(0, from),
      Uint8Array.from({ length: 1 + next(9) }, () => next(256)),
      bytes.subarray(from),
    );
  },
  // A part of another.
  (bytes, next, other) => join(bytes.subarray(0, at(bytes, next)), other.subarray(at(other, next))),
  // Wrapped in arrays, deep.
  (bytes, next) => join(new Uint8Array(1 + next(60)).fill(0x81), bytes),
  // A head of CBOR in a longer form than it needs, or of no stated length.
  (bytes, next) => {
    const from = at(bytes, next);
    const head = bytes[from] ?? 0;
    const longer = (head & 0x1f) < 24 ? [(head & 0xe0) | 0x18, head & 0x1f] : [(head & 0xe0) | 0x1f];
    return join(bytes.subarray(0, from), Uint8Array.from(longer), bytes.subarray(from + 1));
  },
  // A word of a text format.
  (bytes, next) => {
    const from = at(bytes, next);
    return join(
      bytes.subarray(0, from),
      new TextEncoder().encode(words[next(words.length)]),
      bytes.subarray(from + next(3)),
    );
  },
];

/** One to four mutations, one after the other. `other` is spliced in. */
export function mutated(bytes: Uint8Array, next: Numbers, other: Uint8Array): Uint8Array {
  let result = bytes;
  for (let left = 1 + next(4); left > 0; left--) {
    result = (mutations[next(mutations.length)] as Mutation)(result, next, other);
  }
  return result.subarray(0, 200_000);
}

function changed(bytes: Uint8Array, next: Numbers, change: (byte: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const copy = bytes.slice();
  const place = next(copy.length);
  copy[place] = change(copy[place] as number);
  return copy;
}
