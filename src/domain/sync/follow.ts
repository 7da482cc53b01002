import { spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { tenantTopic, topicOf } from "../topics.ts";
import { ask } from "../transaction.ts";
import type { SyncPage } from "./page.ts";
import { listReadable } from "./rows.ts";
import { sync } from "./sync.ts";

/**
 * Pages behind a cursor, as they come about: at once what is new, an empty page where nothing is, then each change. A
 * page that was read is never read again, and none is left out: what was rung for while reading is read next.
 *
 * `requestOf` gives a fresh request for each event, so that the session is checked each time; its failures end the stream.
 */
export async function* follow(
  requestOf: () => Request,
  after: string | null,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<SyncPage> {
  const bell = await listen(requestOf(), signal);
  try {
    let cursor = after;
    for (let greeted = false; !signal.aborted; greeted = true) {
      const page = await sync(requestOf(), cursor, first);
      cursor = page.cursor;
      if (!greeted || page.vaults.length > 0 || page.rosters.length > 0) yield page;
      if (!page.hasMore) await bell.rung();
    }
  } finally {
    bell.stop();
  }
}

/** Hears the doorbell for every stream of the caller, and the slow poll besides. A ring before `rung` is not lost. */
async function listen(request: Request, signal: AbortSignal): Promise<{ rung: () => Promise<void>; stop: () => void }> {
  const { actor, answers } = await ask(request, listReadable());
  const { tenant } = actor;
  let pending = false;
  let wake = () => {};
  const hear = () => {
    pending = true;
    wake();
  };
  const unlisten = request.house.doorbell.listen(
    [tenantTopic(tenant), ...answers[0].map(({ vault }) => topicOf(tenant, vault))],
    hear,
  );
  const poll = setInterval(hear, spans.poll);
  signal.addEventListener("abort", hear);
  return {
    rung: async () => {
      if (!pending && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      pending = false;
    },
    stop: () => {
      unlisten();
      clearInterval(poll);
      signal.removeEventListener("abort", hear);
    },
  };
}
