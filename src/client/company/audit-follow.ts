/** A company's log as it grows. */
import type { AuditPosition } from "../../crypto/audit-entry.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { accessToken, renew } from "../account/session.ts";
import type { Core } from "../core.ts";
import { backOff, wait } from "../pace.ts";
import { type AuditEntryAnswer, auditNewsStream } from "../transport/audit-operations.ts";
import { asksForRefresh, isPassing } from "../transport/refusal.ts";
import { subscribe } from "../transport/socket.ts";
import { anchorOf, checked, headOf, type LogPortion, newestOf, tenantId, verify, wasShortened } from "./audit-check.ts";
import { type LogEntry, positionOf, shownEntry, shownPosition } from "./audit-entry.ts";
import { remember, rememberedOf } from "./audit-memory.ts";

/** Following goes on until it is stopped here; else it says by an error why it ended. */
export interface LogFollower {
  readonly ended: Promise<void>;
  stop(): void;
}

export function followLog(
  core: Core,
  onPortion: (portion: LogPortion) => void,
  from: AuditPosition | undefined,
): LogFollower {
  const stop = new AbortController();
  const ended = keepFollowing(core, onPortion, from, stop.signal);
  // Whoever waits sees it; nobody waiting is no unhandled rejection.
  ended.catch(() => {});
  return { ended, stop: () => stop.abort() };
}

async function keepFollowing(
  core: Core,
  onPortion: (portion: LogPortion) => void,
  from: AuditPosition | undefined,
  signal: AbortSignal,
): Promise<void> {
  let at = from ?? positionOf((await verify(core, false, () => {})).to);
  let unseen = 0;
  const take = async (entries: readonly LogEntry[]) => {
    if (entries.length === 0) return;
    const known = [await rememberedOf(core, formatUuid(tenantId(core)))];
    at = entries.reduce((before, entry) => checked(tenantId(core), before, entry, known), at);
    await remember(core, formatUuid(tenantId(core)), at, newestOf(entries));
    onPortion({ entries, position: shownPosition(at), head: at.revision, unseen });
    unseen = 0;
  };
  for (let attempt = 0; !signal.aborted; ) {
    const token = await accessToken(core);
    try {
      await subscribeOnce(core, token, at.revision, signal, async (entries) => {
        attempt = 0;
        await take(entries);
      });
    } catch (error) {
      if (asksForRefresh(error)) await renew(core, token);
      else if (await wasShortened(core, error, at)) {
        const anchor = anchorOf(await headOf(core));
        unseen += anchor.revision - at.revision;
        at = anchor;
      } else if (!isPassing(error)) throw error;
    }
    await wait(backOff(attempt++, core.around.random), signal);
  }
}

/** One subscription, until it ends; what it tells is taken in order. */
async function subscribeOnce(
  core: Core,
  token: string,
  after: number,
  signal: AbortSignal,
  take: (entries: readonly LogEntry[]) => Promise<void>,
): Promise<void> {
  let taken: Promise<void> = Promise.resolve();
  const subscription = await subscribe(core.around, {
    stream: auditNewsStream(after),
    accessToken: token,
    onPage: (page) => {
      taken = taken.then(() => take((page as readonly AuditEntryAnswer[]).map(shownEntry)));
      taken.catch(() => subscription.stop());
    },
  });
  signal.addEventListener("abort", subscription.stop);
  if (signal.aborted) subscription.stop();
  try {
    await subscription.ended;
    await taken;
  } finally {
    signal.removeEventListener("abort", subscription.stop);
    subscription.stop();
  }
}
