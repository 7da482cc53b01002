import { call } from "../account/session.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { readPage } from "../transport/page.ts";
import { rawSyncOperation } from "../transport/sync-operations.ts";
import { emptyStaged, stagePage } from "../vault/staged.ts";
import { PathMissing } from "../vault/verify.ts";
import { takeStaged } from "./fetch.ts";
import { knownRevisions, revisionOf } from "./known-revisions.ts";
import { decode, encode, readPosition } from "./position.ts";
import { isInvalidCursor, pageSize } from "./stage-all.ts";

/** A page as it came, not looked at: what it says is for the day when it can be verified. */
type RawPage = unknown;

/** Pages at once: a server that always says that there is more keeps nobody from unlocking. The rest is fetched the next time. */
const mostPages = 100;

/** Fetches what is new without looking into it. Returns how many records came. Throws LOCKED where nobody knows from where. */
export async function spoolAll(core: Core): Promise<number> {
  const position = await readPosition(core.around.store);
  if (position === null) throw new SealgraphError("LOCKED");
  core.spooledCursor ??= await lastSpooled(core);
  let records = 0;
  let after = core.spooledCursor ?? position.cursor;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await call(core, rawSyncOperation, { after, first: pageSize, known: position.known }).catch(
      (error) => {
        if (isInvalidCursor(error)) return null;
        throw error;
      },
    );
    // From where this device stands nothing is told any more: it reads from the beginning when it is unlocked.
    if (page === null) return records;
    const { cursor, hasMore, vaults, rosters, lost } = readPage(page);
    if (vaults.length + rosters.length + lost.length > 0) await spool(core, page, cursor);
    for (const vault of vaults) records += vault.records.length;
    if (!hasMore) {
      core.spooledCursor = cursor;
      core.lastSyncAt = core.around.now();
      return records;
    }
    after = cursor;
  }
  return records;
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

async function lastSpooled(core: Core): Promise<string | null> {
  const { entries } = await core.around.store.read("spool");
  const last = entries.at(-1);
  return last === undefined ? null : readPage(decode(last)).cursor;
}
