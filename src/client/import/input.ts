import { ImportRefused } from "./refusals.ts";

/** Bytes that are fetched piece by piece. A browser's `Blob` and `File` are such. */
export interface ImportBlob {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** An export file: its bytes, or something that gives them when they are asked for. */
export type ImportInput = Uint8Array | ImportBlob;

export const sizeOf = (input: ImportInput): number => (input instanceof Uint8Array ? input.length : input.size);

/** The bytes from `start` to `end`. Throws TRUNCATED when the file has not as many as it said. */
export async function bytesOf(input: ImportInput, start = 0, end = sizeOf(input)): Promise<Uint8Array> {
  const bytes =
    input instanceof Uint8Array
      ? input.subarray(start, end)
      : new Uint8Array(await input.slice(start, end).arrayBuffer());
  if (bytes.length !== end - start) throw new ImportRefused("TRUNCATED");
  return bytes;
}
