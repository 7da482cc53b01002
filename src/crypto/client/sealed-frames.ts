/** Frames that a file is made of: numbered, full but for the last, which says that it is the last (PROTOCOL §8.4). */
import { bounds } from "../bounds.ts";
import { concat } from "../bytes.ts";
import { SealError } from "../errors.ts";
import type { SymmetricKey } from "../keys.ts";
import type { ByteTaker } from "./byte-taker.ts";
import { pad, unpad } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** What each frame but the last one holds: with its padding 32,768 bytes. */
const frameBytes = 32_767;

/** What the frames of one file are sealed under, and to. */
export interface FrameSealing {
  readonly key: SymmetricKey;
  readonly aad: (number: number, last: boolean) => Uint8Array;
}

/** Why frames are not read to their end: the first does not open, they end before the last, or are not as they were sealed. */
export type FrameRefusal = "NOT_OPENED" | "TRUNCATED" | "DAMAGED";

/** Seals whatever comes, in portions of any length, and keeps no more than one frame and one portion. At least one frame. */
export async function* sealFrames(
  sealing: FrameSealing,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let number = 0;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const portion of content) {
    rest = concat(rest, portion);
    while (rest.length > frameBytes) {
      yield frameOf(sealing, number++, rest.subarray(0, frameBytes), false);
      rest = rest.subarray(frameBytes);
    }
  }
  yield frameOf(sealing, number, rest, true);
}

function frameOf({ key, aad }: FrameSealing, number: number, content: Uint8Array, last: boolean): Uint8Array {
  const envelope = seal(key, aad(number, last), pad(content));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, envelope.length, true);
  return concat(length, envelope);
}

/**
 * Opens frames one by one. Each portion is what was sealed at its place; that nothing is missing is known only when this ends without a
 * throw. Throws what `refuse` makes.
 */
export async function* openFrames(
  sealing: FrameSealing,
  bytes: ByteTaker,
  refuse: (why: FrameRefusal) => Error,
): AsyncGenerator<Uint8Array, void> {
  for (let number = 0, ended = false; !ended; number++) {
    const envelope = await readEnvelope(bytes, refuse);
    const frame = openFrame(sealing, number, envelope);
    if (frame === null) throw refuse(number === 0 ? "NOT_OPENED" : "DAMAGED");
    yield frame.content;
    ended = frame.last;
  }
  if ((await bytes.take(1)).length > 0) throw refuse("DAMAGED");
}

async function readEnvelope(bytes: ByteTaker, refuse: (why: FrameRefusal) => Error): Promise<Uint8Array> {
  const four = await bytes.take(4);
  if (four.length < 4) throw refuse("TRUNCATED");
  const length = new DataView(four.buffer, four.byteOffset).getUint32(0, true);
  if (length > bounds.envelope) throw refuse("DAMAGED");
  const envelope = await bytes.take(length);
  if (envelope.length < length) throw refuse("TRUNCATED");
  return envelope;
}

/** Null where it is not the frame of this number. */
function openFrame(
  { key, aad }: FrameSealing,
  number: number,
  envelope: Uint8Array,
): { readonly content: Uint8Array; readonly last: boolean } | null {
  for (const last of [false, true]) {
    try {
      const content = unpad(open(key, aad(number, last), envelope));
      if (last || content.length === frameBytes) return { content, last };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  return null;
}
