import { call } from "../account/session.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import { readPage } from "../transport/page.ts";
import { type KnownHeadWire, rawSyncOperation } from "../transport/sync-operations.ts";
import { emptyStaged, stagePage } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { knownHeads, knownRevisions, pageSize, revisionOf, takeStaged } from "./fetch.ts";

/** Up to where the server was read, in clear, so that a locked device can ask what comes next. */
interface Position {
  readonly cursor: string;
  readonly known: readonly KnownHeadWire[];
  /** Milliseconds since 1970 of the last sync, and how many pieces of evidence there are: for display while locked. */
  readonly at: number | null;
  readonly evidence: number;
}

/** A page as it came, not looked at: what it says is for the day when it can be verified. */
type RawPage = unknown;

/** Notes up to where was read. */
export async function notePosition(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || open.held.cursor === null) return;
  const position: Position = {
    cursor: open.held.cursor,
    known: knownHeads(open),
    at: core.lastSyncAt,
    evidence: open.held.evidence.length,
  };
  await core.around.store.put("position", encode(position));
}

/** Fetches what is new without looking into it. Returns how many records came. Throws LOCKED where nobody knows from where. */
export async function spoolAll(core: Core): Promise<number> {
  const position = await readPosition(core.around.store);
  if (position === null) throw new SealgraphError("LOCKED");
  core.spooledCursor ??= await lastSpooled(core);
  let records = 0;
  for (let after = core.spooledCursor ?? position.cursor; ; ) {
    const page = await call(core, rawSyncOperation, { after, first: pageSize, known: position.known });
    const { cursor, hasMore, vaults, rosters } = readPage(page);
    if (vaults.length > 0 || rosters.length > 0) await spool(core, page, cursor);
    for (const vault of vaults) records += vault.records.length;
    if (!hasMore) {
      core.spooledCursor = cursor;
      core.lastSyncAt = core.around.now();
      return records;
    }
    after = cursor;
  }
}

/** Keeps a page as it came. */
export async function spool(core: Core, page: RawPage, cursor: string): Promise<void> {
  await core.around.store.append("spool", [encode(page)]);
  core.spooledCursor = cursor;
}

/** Takes what came while locked, all of it or, where it cannot be taken, nothing: then it is fetched again. */
export async function drainSpool(core: Core, open: Open): Promise<void> {
  const { entries } = await core.around.store.read("spool");
  core.spooledCursor = null;
  if (entries.length === 0) return;
  let staged = emptyStaged({ whole: false, fromKnown: false });
  const asked = knownRevisions(open);
  try {
    for (const entry of entries) {
      const page = readPage(decode(entry));
      stagePage(staged, page, revisionOf(open));
      if (page.hasMore) continue;
      takeStaged(core, open, staged, asked);
      staged = emptyStaged({ whole: false, fromKnown: false });
    }
  } catch (error) {
    if (!(error instanceof PathMissing) && !(error instanceof SealgraphError && error.code === "MALFORMED_ANSWER")) {
      throw error;
    }
  }
  await core.around.store.replace("spool", 0, []);
}

/** What was noted last; null where nothing was. */
export async function readPosition(store: Store): Promise<Position | null> {
  const bytes = await store.get("position");
  return bytes && (decode(bytes) as Position);
}

async function lastSpooled(core: Core): Promise<string | null> {
  const { entries } = await core.around.store.read("spool");
  const last = entries.at(-1);
  return last === undefined ? null : readPage(decode(last)).cursor;
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new SealgraphError("STORE_DAMAGED", { part: "spool" });
  }
}
