import { bounds, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { feedTopic } from "../topics.ts";
import { type FeedFilter, type FeedPage, parseFilter, readHead, readPage, readPlace } from "./read.ts";

/**
 * A feed as it grows: at once where it stands, with what is behind `after` where that is given, then every event that is placed.
 *
 * `requestOf` gives a fresh request for each look, so that session or token, role, scope and what companies there are count as they
 * are then; its failures end the stream.
 */
export async function* followEvents(
  requestOf: () => Request,
  args: FeedFilter & { readonly after: string | null },
  signal: AbortSignal,
): AsyncGenerator<FeedPage> {
  const filter = parseFilter(args);
  const head = await readHead(requestOf());
  const { doorbell } = requestOf().house;
  let rung = false;
  let wake = () => {};
  const hear = () => {
    rung = true;
    wake();
  };
  const unlisten = doorbell.listen([feedTopic(head.partner)], hear);
  const poll = setInterval(hear, spans.poll);
  signal.addEventListener("abort", hear);
  try {
    let behind = args.after === null ? head.revision : await readPlace(requestOf(), args.after);
    for (let greeted = false; !signal.aborted; greeted = true) {
      rung = false;
      const { page, until } = await readPage(requestOf(), {
        ...filter,
        behind,
        most: bounds.eventsPerPage,
        upTo: null,
      });
      behind = until;
      if (!greeted || page.events.length > 0) yield page;
      if (!page.more && !rung && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unlisten();
    clearInterval(poll);
    signal.removeEventListener("abort", hear);
  }
}
