import { Gunzip, Inflate } from "fflate";

/** What is packed is fed in portions, so that what comes of one is bounded (a byte becomes 1,032 at most). */
const portion = 16_384;

/** Thrown out of the callback, which is the only way to stop the library. */
class TooMuch extends Error {}

/** What a packed stream gives, unless it is damaged or gives more than is wanted. */
export type Unpacked = Uint8Array | "DAMAGED" | "TOO_MUCH";

/** The bytes of a raw deflate stream, `most` at most. */
export const inflateRaw = (packed: Uint8Array, most: number): Unpacked => unpack(new Inflate(), packed, most);

/** The bytes of a gzip stream, `most` at most. */
export const gunzip = (packed: Uint8Array, most: number): Unpacked => unpack(new Gunzip(), packed, most);

function unpack(stream: Inflate | Gunzip, packed: Uint8Array, most: number): Unpacked {
  const portions: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  stream.ondata = (bytes, final) => {
    length += bytes.length;
    if (length > most) throw new TooMuch();
    portions.push(bytes);
    ended = final;
  };
  try {
    for (let at = 0; at < packed.length || at === 0; at += portion)
      stream.push(packed.subarray(at, at + portion), at + portion >= packed.length);
  } catch (error) {
    return error instanceof TooMuch ? "TOO_MUCH" : "DAMAGED";
  }
  if (!ended) return "DAMAGED";
  const whole = new Uint8Array(length);
  let at = 0;
  for (const bytes of portions) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
