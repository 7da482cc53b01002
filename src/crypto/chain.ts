import { equalBytes } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readUint } from "./fields.ts";
import { asHash, asId, type Hash, type Id } from "./keys.ts";

/** A link of a roster's chain, named: as the head known of it, or as the one that something rests on. */
export interface ChainHead {
  /** The roster. */
  readonly id: Id;
  readonly seq: number;
  readonly hash: Hash;
}

/** Whether both name the same link of the same roster. */
export function sameHead(a: ChainHead | null, b: ChainHead | null): boolean {
  if (a === null || b === null) return a === b;
  return a.seq === b.seq && equalBytes(a.id, b.id) && equalBytes(a.hash, b.hash);
}

/** Whether `next` is lower than `known` within one roster (PROTOCOL §5.4). Heads of two rosters are not compared. */
export function wentBack(known: ChainHead, next: ChainHead): boolean {
  return equalBytes(known.id, next.id) && next.seq < known.seq;
}

/** `[tenant, seq, hash]`, as it stands in links and manifests (PROTOCOL §4.2). */
export function headFields(head: ChainHead): CborValue {
  return [head.id, head.seq, head.hash];
}

/**
 * Reads the link by which somebody has a right, `[group, seq, hash]`; undefined for null. Another form than this version's is
 * not refused as malformed: it may be a later one's. Throws UNSUPPORTED, MALFORMED.
 */
export function readVia(value: CborValue | undefined): ChainHead | undefined {
  if (value === null) return undefined;
  if (!Array.isArray(value)) throw new ProtocolError("UNSUPPORTED", "via");
  return readHead(value);
}

/** Reads `[tenant, seq, hash]`; throws MALFORMED. */
export function readHead(value: CborValue | undefined): ChainHead {
  const [id, seq, hash] = readArray(value, 3, "head");
  return { id: readBytes(id, asId), seq: readUint(seq, "head"), hash: readBytes(hash, asHash) };
}
