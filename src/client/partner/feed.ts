/** What happens in a partner's companies: as far as the server tells it, by one cursor. */
import { accessToken, call, renew } from "../account/session.ts";
import type { Core } from "../core.ts";
import { backOff, wait } from "../pace.ts";
import {
  type FeedWire,
  type PartnerEventAnswer,
  type PartnerNewsAnswer,
  partnerEventsOperation,
  partnerEventsStream,
} from "../transport/feed-operations.ts";
import type { EventGroup } from "../transport/machine-operations.ts";
import { asksForRefresh, isPassing } from "../transport/refusal.ts";
import { subscribe } from "../transport/socket.ts";

/** That something was written into a company's log: ids and numbers, no names. */
export type PartnerEvent = PartnerEventAnswer;

export interface FeedOptions {
  /** Behind this cursor; without one from the oldest that is kept. */
  readonly after?: string;
  readonly groups?: readonly EventGroup[];
  readonly companies?: readonly string[];
  /** Waits for more at the end, until the signal says otherwise; goes on by itself when the line is back. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  /** Told after the events of each portion: behind all that was looked at so far, whatever of it was wanted. */
  readonly onPosition?: (cursor: string) => void | Promise<void>;
}

/**
 * What happened, in the one order in which it was placed. For staff who may read logs: FORBIDDEN. INVALID_CURSOR comes as REFUSED
 * with that `serverCode`.
 */
export type PartnerFeed = (options?: FeedOptions) => AsyncGenerator<PartnerEvent, void>;

/** Events in a page. */
const portion = 100;

export const feedOf =
  (core: Core): PartnerFeed =>
  (options = {}) =>
    read(core, options);

async function* read(core: Core, options: FeedOptions): AsyncGenerator<PartnerEvent, void> {
  const { groups = null, companies = null, follow = false, signal, onPosition } = options;
  const ended = signal ?? new AbortController().signal;
  let after = options.after ?? null;
  const wanted = (): FeedWire => ({ after, groups, companies });
  for (let more = true; more && !ended.aborted; ) {
    const news = await call(core, partnerEventsOperation, { ...wanted(), first: portion });
    yield* news.events;
    after = news.cursor;
    await onPosition?.(after);
    more = news.more;
  }
  for (let attempt = 0; follow && !ended.aborted; attempt++) {
    const token = await accessToken(core);
    try {
      for await (const news of streamed(core, token, wanted(), ended)) {
        attempt = 0;
        yield* news.events;
        after = news.cursor;
        await onPosition?.(after);
      }
    } catch (error) {
      if (asksForRefresh(error)) await renew(core, token);
      else if (!isPassing(error)) throw error;
    }
    await wait(backOff(attempt, core.around.random), ended);
  }
}

/** The portions of one subscription, in order, until it ends. */
async function* streamed(
  core: Core,
  token: string,
  wanted: FeedWire,
  signal: AbortSignal,
): AsyncGenerator<PartnerNewsAnswer, void> {
  const waiting: PartnerNewsAnswer[] = [];
  let wake = () => {};
  const subscription = await subscribe(core.around, {
    stream: partnerEventsStream(wanted),
    accessToken: token,
    onPage: (page) => {
      waiting.push(page as PartnerNewsAnswer);
      wake();
    },
  });
  let over = false;
  const end = subscription.ended.finally(() => {
    over = true;
    wake();
  });
  end.catch(() => {});
  signal.addEventListener("abort", subscription.stop);
  if (signal.aborted) subscription.stop();
  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (over) return await end;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", subscription.stop);
    subscription.stop();
  }
}
