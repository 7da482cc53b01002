import { bounds } from "../bounds.ts";
import { ProtocolError, SealError } from "../errors.ts";

/** The length that a body of so many bytes is padded to (PROTOCOL §2.3). */
export function paddedLength(length: number): number {
  if (length < 1_024) return roundUp(length + 1, 256);
  if (length < 16_384) return roundUp(length + 1, 1_024);
  const exponent = Math.floor(Math.log2(length + 1));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  return roundUp(length + 1, 2 ** (exponent - kept));
}

/** The body, `0x80`, then zeros (PROTOCOL §2.3). Throws TOO_LARGE where no envelope would hold it. */
export function pad(body: Uint8Array): Uint8Array {
  if (body.length > bounds.body) throw new ProtocolError("TOO_LARGE", "body");
  const padded = new Uint8Array(paddedLength(body.length));
  padded.set(body);
  padded[body.length] = 0x80;
  return padded;
}

/** The body again, as a view. Throws SealError unless it was padded to exactly the length that it has to be. */
export function unpad(padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80 || paddedLength(end) !== padded.length) throw new SealError();
  return padded.subarray(0, end);
}

function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
