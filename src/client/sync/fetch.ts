import { type Core, type Open, opened } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import type { Progress } from "../events.ts";
import { refreshShown } from "../queue/shown.ts";
import type { Staged } from "../vault/staged.ts";
import { announceTaken } from "./announce.ts";
import { keep, keepTaken } from "./keep.ts";
import { knownRevisions } from "./known-revisions.ts";
import { forgetPages, stageAll } from "./stage-all.ts";
import { type Asked, take } from "./take.ts";

/** What one round of asking brought. */
export interface Fetched {
  /** Records that came, tombstones included. */
  readonly records: number;
  /** Records that are different now. */
  readonly changes: number;
}

/**
 * Asks for everything behind the cursor until there is no more, and takes it; where that was cut off before, it goes on
 * from there. Throws what `call` throws, and ServerCaught where nothing could begin. To be called in turn.
 */
export async function fetchAll(core: Core, onProgress?: (progress: Progress) => void): Promise<Fetched> {
  const open = opened(core);
  const asked = knownRevisions(open);
  const { staged, kept } = await stageAll(core, open, onProgress);
  let changes: number;
  try {
    changes = takeStaged(core, open, staged, asked);
  } finally {
    // Taken or not: what does not hold is asked for anew.
    if (kept) await forgetPages(core);
  }
  core.lastSyncAt = core.around.now();
  core.events.emit("synced", { at: new Date(core.lastSyncAt), records: staged.received });
  return { records: staged.received, changes };
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
