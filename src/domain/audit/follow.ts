import { Failure } from "../../errors.ts";
import { bounds, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { auditTopic } from "../topics.ts";
import { readAuditNews } from "./read.ts";

export type AuditNews = Awaited<ReturnType<typeof readAuditNews>>;

/**
 * A log as it grows: its head at once, with what is behind `after` where that is given, then every entry that is placed. None
 * is told twice or left out, for as long as the log is not shortened faster than it is read.
 *
 * `requestOf` gives a fresh request for each event, so that session and right are checked each time; its failures end the
 * stream.
 */
export async function* followAudit(
  requestOf: () => Request,
  after: number | null,
  signal: AbortSignal,
): AsyncGenerator<AuditNews> {
  if (after !== null && (after < 0 || after > bounds.count))
    throw new Failure("BAD_USER_INPUT", "after is a revision.");
  const bell = await listen(requestOf(), signal);
  try {
    let told = after;
    for (let greeted = false; !signal.aborted; greeted = true) {
      const news = await readAuditNews(requestOf(), told);
      told = news.entries.at(-1)?.revision ?? told ?? news.head.revision;
      if (!greeted || news.entries.length > 0) yield news;
      if (news.entries.length < bounds.entriesPerPage) await bell.rung();
    }
  } finally {
    bell.stop();
  }
}

/** Hears the doorbell for the log of the caller's tenant, and the slow poll besides. A ring before `rung` is not lost. */
async function listen(request: Request, signal: AbortSignal): Promise<{ rung: () => Promise<void>; stop: () => void }> {
  const { tenant } = await findActor(request);
  let pending = false;
  let wake = () => {};
  const hear = () => {
    pending = true;
    wake();
  };
  const unlisten = request.house.doorbell.listen([auditTopic(tenant)], hear);
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
