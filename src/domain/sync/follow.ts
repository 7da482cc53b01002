import type { TenantId, UserId } from "../../ids.ts";
import { spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { inboxTopic, tenantTopic, topicOf } from "../topics.ts";
import { ask } from "../transaction.ts";
import type { SyncPage } from "./page.ts";
import { listHeard } from "./rows.ts";
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
  const bell = await listen(requestOf, signal);
  try {
    let cursor = after;
    for (let greeted = false; !signal.aborted; greeted = true) {
      const page = await sync(requestOf(), cursor, first);
      cursor = page.cursor;
      if (!greeted || page.vaults.length > 0 || page.rosters.length > 0 || page.lost.length > 0) yield page;
      if (!page.hasMore) await bell.rung();
    }
  } finally {
    bell.stop();
  }
}

interface Bell {
  readonly rung: () => Promise<void>;
  readonly stop: () => void;
}

/**
 * Hears the doorbell for every stream of the caller, and the slow poll besides. A ring before `rung` is not lost. What may
 * give or take a stream, as inbox, groups and tenant do, has them listed anew before the next page is read.
 */
async function listen(requestOf: () => Request, signal: AbortSignal): Promise<Bell> {
  let pending = false;
  let moved = false;
  let wake = () => {};
  let unlisten = () => {};
  const hear = () => {
    pending = true;
    wake();
  };
  const hearMove = () => {
    moved = true;
    hear();
  };

  const list = async (): Promise<void> => {
    const request = requestOf();
    const { doorbell } = request.house;
    moved = false;
    const { actor, answers } = await ask(request, listHeard());
    const [streams, givers] = topicsOf(actor, answers[0]);
    // One after the other: a topic knows who hears it, not how often.
    unlisten();
    const stops = [doorbell.listen(streams, hear), doorbell.listen(givers, hearMove)];
    unlisten = () => {
      for (const stop of stops) stop();
    };
  };

  await list();
  const poll = setInterval(hearMove, spans.poll);
  signal.addEventListener("abort", hear);
  return {
    rung: async () => {
      if (!pending && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      pending = false;
      if (moved && !signal.aborted) await list();
    },
    stop: () => {
      unlisten();
      clearInterval(poll);
      signal.removeEventListener("abort", hear);
    },
  };
}

function topicsOf(
  { tenant, user }: { readonly tenant: TenantId; readonly user: UserId },
  heard: readonly { readonly id: Parameters<typeof topicOf>[1]; readonly gives: boolean }[],
): [string[], string[]] {
  const of = (gives: boolean) => heard.filter((each) => each.gives === gives).map(({ id }) => topicOf(tenant, id));
  return [[...new Set(of(false))], [tenantTopic(tenant), inboxTopic(tenant, user), ...of(true)]];
}
