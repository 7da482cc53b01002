import type { Request } from "../context.ts";
import { listen } from "./bell.ts";
import { type Cursor, parseCursor } from "./cursor.ts";
import type { SyncPage } from "./page.ts";
import { sync } from "./sync.ts";
import { type Followed, readTogether } from "./together.ts";

/**
 * Pages behind a cursor, as they come about: at once what is new, an empty page where nothing is, then each change. A
 * page that was read is never read again, and none is left out: what was rung for while reading is read next. Whoever was handed
 * a key is told by a page with nothing in it, after all that was new by then.
 *
 * What one vault alone was rung for is read together with all who follow it; everything else for this follower.
 *
 * `requestOf` gives a fresh request for each event, so that the session is checked each time; its failures end the stream.
 */
export async function* follow(
  requestOf: () => Request,
  after: string | null,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<SyncPage> {
  const bell = await listen(requestOf, signal);
  try {
    let page = await sync(requestOf(), after, first);
    yield page;
    let cursor: Cursor | null = null;
    let isHanded = false;
    while (!signal.aborted) {
      const { vault, handed } = page.hasMore ? { vault: null, handed: false } : await bell.rung();
      if (signal.aborted) return;
      isHanded ||= handed;
      cursor ??= parseCursor(requestOf().house.serverSecret, page.cursor);
      const followed: Followed | null = vault && (await readTogether({ requestOf, cursor, vault, first }));
      page = followed ? followed.page : await sync(requestOf(), page.cursor, first);
      cursor = followed ? followed.cursor : null;
      if (!isEmpty(page)) yield page;
      if (!isHanded || page.hasMore) continue;
      isHanded = false;
      yield { cursor: page.cursor, hasMore: false, vaults: [], rosters: [], lost: [] };
    }
  } finally {
    bell.stop();
  }
}

const isEmpty = ({ vaults, rosters, lost }: SyncPage) =>
  vaults.length === 0 && rosters.length === 0 && lost.length === 0;
