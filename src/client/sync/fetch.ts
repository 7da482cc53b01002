import { parseManifest } from "../../crypto/manifest.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Progress } from "../events.ts";
import { refreshShown } from "../queue/shown.ts";
import { syncOperation } from "../transport/sync-operations.ts";
import { knownHeads } from "../vault/known-heads.ts";
import { emptyStaged, type KnownRevisions, type Staged, stagePage } from "../vault/staged.ts";
import { announceTaken } from "./announce.ts";
import { keep, keepTaken } from "./keep.ts";
import { type Asked, take } from "./take.ts";

/** Records in a page that is asked for. */
export const pageSize = 1_000;

/** What one round of asking brought. */
export interface Fetched {
  /** Records that came, tombstones included. */
  readonly records: number;
  /** Records that are different now. */
  readonly changes: number;
}

/**
 * Asks for everything behind the cursor until there is no more, and takes it. Throws what `call` throws, and
 * ServerCaught where nothing could begin. To be called in turn.
 */
export async function fetchAll(core: Core, onProgress?: (progress: Progress) => void): Promise<Fetched> {
  const open = opened(core);
  const asked = knownRevisions(open);
  const staged = await stageAll(core, open, onProgress);
  const changes = takeStaged(core, open, staged, asked);
  core.lastSyncAt = core.around.now();
  core.events.emit("synced", { at: new Date(core.lastSyncAt), records: staged.received });
  return { records: staged.received, changes };
}

async function stageAll(core: Core, open: Open, onProgress?: (progress: Progress) => void): Promise<Staged> {
  const report = (progress: Progress) => {
    onProgress?.(progress);
    core.events.emit("progress", progress);
  };
  let staged = emptyStaged({ whole: open.held.cursor === null, fromKnown: true });
  for (let after = open.held.cursor; ; ) {
    try {
      const page = await call(core, syncOperation, { after, first: pageSize, known: knownHeads(open) });
      stagePage(staged, page, revisionOf(open));
      after = page.cursor;
      report({ phase: "FETCH", done: staged.received, total: staged.whole ? expectedRecords(staged) : null });
      if (!page.hasMore) return staged;
    } catch (error) {
      if (!isInvalidCursor(error) || after === null) throw error;
      staged = emptyStaged({ whole: true, fromKnown: true });
      after = null;
    }
  }
}

/** Takes what is staged, tells everybody, and has it written down. Returns how many records changed. */
export function takeStaged(core: Core, open: Open, staged: Staged, asked: Asked): number {
  const evidenceBefore = open.held.evidence.length;
  try {
    const taken = take(open, staged, asked, core.around.now());
    noteRestoring(core, open, staged);
    if (open.queue.length > 0) refreshShown(core, open);
    announceTaken(core, open, taken);
    if (taken.hasNews) void keepTaken(core, open, taken);
    return taken.diffs.length;
  } catch (error) {
    if (error instanceof ServerCaught) {
      const evidence = open.held.evidence.slice(evidenceBefore);
      void keep(
        core,
        open,
        evidence.map((each) => ({ type: "EVIDENCE", evidence: each })),
      );
      for (const each of evidence) core.events.emit("caught", each);
    }
    throw error;
  }
}

/** A server that says that it waits for what is missing is offered what is here, in turn. */
function noteRestoring(core: Core, open: Open, { vaults }: Staged): void {
  for (const { vault, restoring } of vaults.values()) {
    if (restoring) open.restoring.add(vault);
    else open.restoring.delete(vault);
  }
  if (open.restoring.size > 0) core.onRestoring?.();
}

/** What is held of a vault, as it stands when it is asked. */
export const revisionOf =
  ({ held }: Open): KnownRevisions =>
  (vault) =>
    held.vaults.get(vault)?.head?.manifest.revision ?? 0;

/** The revisions that are known now: an answer to what is asked now may not be below them. */
export function knownRevisions(open: Open): Asked {
  return new Map(knownHeads(open).map(({ vault, revision }) => [vault, revision]));
}

/** As far as the heads say; they are not verified yet, and this is only shown. */
function expectedRecords(staged: Staged): number | null {
  try {
    return [...staged.vaults.values()].reduce(
      (sum, { head }) => sum + (head ? parseManifest(head.manifest).count : 0),
      0,
    );
  } catch {
    return null;
  }
}

function isInvalidCursor(error: unknown): boolean {
  return error instanceof SealgraphError && error.code === "REFUSED" && error.details.serverCode === "INVALID_CURSOR";
}
