/** Fetching in pages, that goes on where it was cut off: also in another run of the device. */
import { parseManifest } from "../../crypto/manifest.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Progress } from "../events.ts";
import { keeping } from "../store/store.ts";
import type { Operation } from "../transport/http.ts";
import { type Page, readPage } from "../transport/page.ts";
import { type KnownHeadWire, rawSyncOperation, type SyncWire, syncOperation } from "../transport/sync-operations.ts";
import { knownHeads, ownHeads } from "../vault/known-heads.ts";
import { emptyStaged, type Staged, stagePage } from "../vault/staged.ts";
import { revisionOf } from "./known-revisions.ts";
import { decode, encode } from "./position.ts";

/** Records in a page that is asked for. */
export const pageSize = 1_000;
/** How often it is begun anew because a cursor is not taken: a server that takes none is not asked for ever. */
const mostBegun = 10;

/** A server may say that there is more for as long as it likes: whoever locks or closes the account does not wait for it. */
async function askPage<R>(
  core: Core,
  open: Open,
  operation: Operation<SyncWire, R>,
  variables: SyncWire,
  visit: string | null = null,
): Promise<R> {
  if (opened(core) !== open) throw new SealgraphError("LOCKED");
  return call(core, operation, variables, visit);
}

/**
 * Stages everything behind the cursor. Pages are kept as they come, unless it is only one: what was cut off goes on behind
 * the last that is kept. They are believed no more than pages that come just now. Throws what `call` throws.
 *
 * `kept`: there are pages to be forgotten once this is taken.
 */
export async function stageAll(
  core: Core,
  open: Open,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<{ readonly staged: Staged; readonly kept: boolean }> {
  const report = (staged: Staged) => {
    const total = staged.whole ? expectedRecords(staged) : null;
    const progress: Progress = { phase: "FETCH", done: staged.received, total };
    onProgress?.(progress);
    core.events.emit("progress", progress);
  };
  const from = open.held.cursor;
  let staged = emptyStaged({ whole: from === null, fromKnown: true });
  let after = from;
  for (const page of await pagesFrom(core, open)) {
    stagePage(staged, readPage(page), revisionOf(open));
    after = staged.cursor;
  }
  let kept = staged.cursor !== null;
  if (kept) report(staged);
  for (let begun = 1; ; ) {
    try {
      // What was left out of a page, or frozen since, is behind the cursor on purpose.
      const complete = after === from && open.held.frozen.size === 0;
      const raw = await askPage(core, open, rawSyncOperation, {
        after,
        first: pageSize,
        known: ownHeads(open),
        complete,
      });
      const page = readPage(raw);
      stagePage(staged, page, revisionOf(open));
      report(staged);
      if (!page.hasMore) return { staged, kept };
      await keeping(() => core.around.store.append("pages", [encode({ from, known: ownHeads(open), page: raw })]));
      kept = true;
      after = page.cursor;
    } catch (error) {
      if (!isInvalidCursor(error) || after === null || ++begun > mostBegun) throw error;
      await forgetPages(core);
      staged = emptyStaged({ whole: true, fromKnown: true });
      after = null;
    }
  }
}

/** Everything from the beginning, whatever is held; with `known`, the way down to those heads. */
export async function stageWhole(
  core: Core,
  {
    known,
    afresh = new Set(),
    visit = null,
  }: Partial<Pick<Staged, "afresh" | "visit">> & { readonly known: readonly KnownHeadWire[] },
): Promise<Staged> {
  const open = opened(core);
  for (let begun = 1; ; begun++) {
    const staged = emptyStaged({ whole: true, fromKnown: known.length > 0, afresh, visit });
    try {
      for (let after: string | null = null; ; ) {
        const page: Page = await askPage(core, open, syncOperation, { after, first: pageSize, known }, visit);
        stagePage(staged, page, () => 0);
        if (!page.hasMore) return staged;
        after = page.cursor;
      }
    } catch (error) {
      // A vault was brought back, or reset, between two pages.
      if (!isInvalidCursor(error) || begun >= mostBegun) throw error;
    }
  }
}

/** Everything behind the cursor of a visit; from the beginning where the server tells changes from there alone. */
export async function stageVisit(core: Core, open: Open, visit: string): Promise<Staged> {
  const known = knownHeads(open).filter(({ vault }) => vault === visit);
  const from = open.held.visitCursors.get(visit) ?? null;
  if (from === null) return stageWhole(core, { known, visit });
  const staged = emptyStaged({ whole: false, fromKnown: true, visit });
  try {
    for (let after: string | null = from; ; after = staged.cursor) {
      const page: Page = await askPage(core, open, syncOperation, { after, first: pageSize, known }, visit);
      stagePage(staged, page, revisionOf(open));
      if (!page.hasMore) return staged;
    }
  } catch (error) {
    if (!isInvalidCursor(error)) throw error;
    return stageWhole(core, { known, visit });
  }
}

/** Nothing is left to go on from. */
export const forgetPages = ({ around: { store } }: Core): Promise<void> => keeping(() => store.replace("pages", 0, []));

/** The pages that were kept of a fetch from where this one begins, with what is held now; others go. */
async function pagesFrom(core: Core, open: Open): Promise<unknown[]> {
  const { entries } = await core.around.store.read("pages");
  const known = JSON.stringify(ownHeads(open));
  try {
    const kept = entries.map((entry) => decode(entry) as { from: string | null; known: unknown; page: unknown });
    if (kept.every((each) => each.from === open.held.cursor && JSON.stringify(each.known) === known)) {
      for (const { page } of kept) readPage(page);
      return kept.map(({ page }) => page);
    }
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
  }
  if (entries.length > 0) await forgetPages(core);
  return [];
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

/** Whether the server tells changes from the beginning alone. */
export function isInvalidCursor(error: unknown): boolean {
  return error instanceof SealgraphError && error.code === "REFUSED" && error.details.serverCode === "INVALID_CURSOR";
}
