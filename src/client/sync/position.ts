import { encodeBase64url } from "../../crypto/base64url.ts";
import { encodeHandedMemory } from "../../crypto/client/approval.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { countCaught } from "../evidence.ts";
import type { Store } from "../store/store.ts";
import type { KnownHeadWire } from "../transport/sync-operations.ts";
import { ownHeads } from "../vault/known-heads.ts";
import { memoryOf } from "../vault/memory.ts";

/** Up to where the server was read, in clear, so that a locked device can ask what comes next. */
export interface Position {
  readonly cursor: string;
  readonly known: readonly KnownHeadWire[];
  /** Milliseconds since 1970 of the last sync, and how many pieces of evidence there are: for display while locked. */
  readonly at: number | null;
  readonly evidence: number;
  /** Genesis and heads, for the day when the store is sealed under former keys (PROTOCOL §6.1). */
  readonly memory?: string;
}

/** Notes up to where was read. */
export async function notePosition(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || open.held.cursor === null) return;
  const position: Position = {
    cursor: open.held.cursor,
    known: ownHeads(open),
    at: core.lastSyncAt,
    evidence: countCaught(open.held.evidence),
    ...(open.held.pins && { memory: encodeBase64url(encodeHandedMemory(memoryOf(open))) }),
  };
  await core.around.store.put("position", encode(position));
}

/** What was noted last; null where nothing was. */
export async function readPosition(store: Store): Promise<Position | null> {
  const bytes = await store.get("position");
  return bytes && (decode(bytes) as Position);
}

export const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new SealgraphError("STORE_DAMAGED", { part: "spool" });
  }
}
