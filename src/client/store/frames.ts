import { openFrame, sealFrame } from "../../crypto/client/store-frame.ts";
import { SealError } from "../../crypto/errors.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import { SealgraphError } from "../errors.ts";
import { makePace } from "../pace.ts";
import { keeping, type Log, type Store } from "./store.ts";

/** A log of a store that is sealed frame by frame (PROTOCOL §6.2). */
export interface Frames {
  /** Bytes in the log, and how many there were when it was last written anew. */
  readonly size: number;
  readonly compactSize: number;
  /** Seals and appends; resolves when it is kept. Calls are carried out in order. Throws STORE_FAILED. */
  append(contents: readonly Uint8Array[]): Promise<void>;
  /** Replaces everything, in one step. The numbering goes on, so that no frame of before fits any more. */
  rewrite(contents: readonly Uint8Array[]): Promise<void>;
  /** Resolves when everything is kept or failed, with what follows from it at once. */
  settled(): Promise<void>;
}

export interface FrameKey {
  readonly storeKey: SymmetricKey;
  readonly user: Id;
  readonly device: Id;
}

/** Logs that are sealed, each under a key of its own. */
export type SealedLog = Extract<Log, "held" | "companies">;

/** Opens every frame, in order. Throws STORE_DAMAGED when one was cut out, changed, reordered or is another device's. */
export async function readFrames(
  store: Store,
  key: FrameKey,
  log: SealedLog = "held",
): Promise<{ readonly contents: Uint8Array[]; readonly next: number; readonly size: number }> {
  const { first, entries } = await store.read(log);
  const pace = makePace();
  const contents: Uint8Array[] = [];
  let size = 0;
  for (const [place, entry] of entries.entries()) {
    const breath = pace();
    if (breath) await breath;
    contents.push(openOrRefuse(key, log, first + place, entry));
    size += entry.length;
  }
  return { contents, next: first + entries.length, size };
}

function openOrRefuse(
  { storeKey, user, device }: FrameKey,
  log: SealedLog,
  sequence: number,
  frame: Uint8Array,
): Uint8Array {
  try {
    return openFrame(storeKey, { user, device, sequence }, frame);
  } catch (error) {
    if (error instanceof SealError) throw new SealgraphError("STORE_DAMAGED", { part: log });
    throw error;
  }
}

/** Writes on from sequence `next`. */
export function writeFrames(store: Store, key: FrameKey, next: number, size: number, log: SealedLog = "held"): Frames {
  let sequence = next;
  let written = size;
  let compact = size;
  let last: Promise<unknown> = Promise.resolve();
  const seal = (contents: readonly Uint8Array[]) =>
    contents.map((content, place) => {
      const { storeKey, user, device } = key;
      return sealFrame(storeKey, { user, device, sequence: sequence + place }, content);
    });
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  const bytesOf = (frames: readonly Uint8Array[]) => frames.reduce((sum, frame) => sum + frame.length, 0);
  return {
    get size() {
      return written;
    },
    get compactSize() {
      return compact;
    },
    append: (contents) =>
      inOrder(async () => {
        const frames = seal(contents);
        await keeping(() => store.append(log, frames));
        sequence += frames.length;
        written += bytesOf(frames);
      }),
    rewrite: (contents) =>
      inOrder(async () => {
        const frames = seal(contents);
        await keeping(() => store.replace(log, sequence, frames));
        sequence += frames.length;
        written = bytesOf(frames);
        compact = written;
      }),
    settled: async () => {
      for (let awaited: unknown; awaited !== last; ) {
        awaited = last;
        await last;
      }
    },
  };
}
