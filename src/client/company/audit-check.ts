/** How a company's log is verified as it is read (PROTOCOL §7.3). */
import { type AuditPosition, beginningOfLog } from "../../crypto/audit-entry.ts";
import { equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { type AuditHeadAnswer, auditHeadOperation, auditLogOperation } from "../transport/audit-operations.ts";
import { tenantOf } from "./act.ts";
import { follow, type LogEntry, type LogPosition, positionOf, shownEntry, shownPosition } from "./audit-entry.ts";
import { remember, rememberedOf, rememberedTime } from "./audit-memory.ts";

export interface CheckedLog {
  /** Behind which entry the check began: what this device had checked before, or the oldest that the server keeps. */
  readonly from: LogPosition;
  /** The head: two people who see the same here have the same log. */
  readonly to: LogPosition;
  readonly entries: number;
  /** Entries that were forgotten before this device saw them, so that nothing says what was in between. */
  readonly unseen: number;
}

/** A portion of the log that was verified, and where it ends: going on from there gives the next. */
export interface LogPortion {
  readonly entries: readonly LogEntry[];
  readonly position: LogPosition;
  /** The revision up to which this reading goes: what came into the log meanwhile is for the next. */
  readonly head: number;
  /** Entries that were forgotten before they were told, right before this portion: nothing says what they were. */
  readonly unseen: number;
}

/** Entries of one page: as many as the server gives. */
export const pageSize = 500;
/** What no server forgets is 30 days old: a day less, for clocks that differ. */
const leastKept = 29 * 86_400_000;
/** How often a log that was shortened meanwhile is begun anew. */
const mostRounds = 3;

/** The head, which is not behind what was checked here, and has forgotten nothing too early. Throws SERVER_CAUGHT. */
export async function headOf(core: Core): Promise<AuditHeadAnswer> {
  // Before it asks: what is checked meanwhile may well be beyond the answer.
  const tenant = formatUuid(tenantId(core));
  const known = await rememberedOf(core, tenant);
  const knownAt = await rememberedTime(core, tenant);
  const head = await call(core, auditHeadOperation, {});
  if (head.revision < known.revision) throw new ServerCaught("WENT_BACK", null, head.revision + 1);
  const anchored = head.anchorRevision !== known.revision || equalOrNull(head.anchorHash, known.hash);
  if (!anchored || head.anchorRevision > head.revision)
    throw new ServerCaught("BROKEN_CHAIN", null, head.anchorRevision);
  // What has to be kept keeps all that is behind it.
  const isYoung = knownAt !== null && core.around.now() - knownAt < leastKept;
  if (isYoung && head.anchorRevision >= known.revision) throw new ServerCaught("WENT_BACK", null, known.revision);
  return head;
}

export const anchorOf = ({ anchorRevision, anchorHash }: AuditHeadAnswer): AuditPosition =>
  anchorRevision === 0 ? beginningOfLog : { revision: anchorRevision, hash: anchorHash };

export async function verify(
  core: Core,
  whole: boolean,
  onProgress: (revision: number, head: number) => void,
): Promise<CheckedLog> {
  const known = await rememberedOf(core, formatUuid(tenantId(core)));
  for (let round = 1; ; round++) {
    const head = await headOf(core);
    const anchor = anchorOf(head);
    const from = whole || anchor.revision > known.revision ? anchor : known;
    let to = from;
    try {
      for await (const portion of portions(core, from, head)) {
        to = positionOf(portion.position);
        onProgress(to.revision, head.revision);
      }
    } catch (error) {
      if (!(await wasShortened(core, error, anchor)) || round === mostRounds) throw error;
      continue;
    }
    const unseen = known.hash === null ? 0 : Math.max(0, anchor.revision - known.revision);
    return { from: shownPosition(from), to: shownPosition(to), entries: to.revision - from.revision, unseen };
  }
}

/** Entries that had their time went while they were read: that is no lie. */
export async function wasShortened(core: Core, error: unknown, anchor: AuditPosition): Promise<boolean> {
  if (!(error instanceof ServerCaught)) return false;
  return (await headOf(core)).anchorRevision > anchor.revision;
}

/** From a position to a head, page by page. What was checked is remembered. Throws SERVER_CAUGHT. */
export async function* portions(core: Core, from: AuditPosition, head: AuditHeadAnswer): AsyncGenerator<LogPortion> {
  const tenant = tenantId(core);
  const known = await rememberedOf(core, formatUuid(tenant));
  let at = from;
  while (at.revision < head.revision) {
    const page = { first: pageSize, after: null, filter: { behind: at.revision } };
    const answer = await call(core, auditLogOperation, page);
    const entries = answer.entries.filter(({ revision }) => revision <= head.revision).map(shownEntry);
    if (entries.length === 0) throw new ServerCaught("BROKEN_CHAIN", null, at.revision + 1);
    at = entries.reduce((before, entry) => checked(tenant, before, entry, [known, head]), at);
    await remember(core, formatUuid(tenant), at, newestOf(entries));
    yield { entries, position: shownPosition(at), head: head.revision, unseen: 0 };
  }
  if (from.revision === head.revision && !equalOrNull(from.hash, head.hash))
    throw new ServerCaught("BROKEN_CHAIN", null, head.revision);
}

/** Of a portion with an entry at least. */
export const newestOf = (entries: readonly LogEntry[]): Date => (entries.at(-1) as LogEntry).at;

/** The next position, which is the one that is known where one is known of that revision. Throws SERVER_CAUGHT. */
export function checked(
  tenant: Id,
  before: AuditPosition,
  entry: LogEntry,
  known: readonly AuditPosition[],
): AuditPosition {
  const next = caught(before.revision + 1, () => follow(tenant, before, entry));
  const other = known.some(({ revision, hash }) => revision === next.revision && !equalOrNull(hash, next.hash));
  if (other) throw new ServerCaught("BROKEN_CHAIN", null, next.revision);
  return next;
}

function caught<T>(revision: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null, revision);
    throw error;
  }
}

export const tenantId = (core: Core): Id => tenantOf(core).head.id;
