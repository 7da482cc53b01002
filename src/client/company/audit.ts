/** The company's log: what was done, as the server says, in an order that it cannot change any more. */
import { type AuditOrigin, type AuditPosition, beginningOfLog } from "../../crypto/audit-entry.ts";
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { refuseInput, ServerCaught } from "../errors.ts";
import { type AuditHeadAnswer, auditHeadOperation, auditLogOperation } from "../transport/audit-operations.ts";
import { tenantOf } from "./act.ts";
import { follow, type LogEntry, type LogPosition, positionOf, shownEntry, shownPosition } from "./audit-entry.ts";
import { remember, rememberedOf } from "./audit-memory.ts";

/** Which entries to show: those that all of it holds for. */
export interface LogFilter {
  readonly kinds?: readonly AuditKind[];
  readonly origin?: AuditOrigin;
  readonly actor?: string;
  /** Whom it concerns. */
  readonly user?: string;
  /** At this moment, or after it. */
  readonly from?: Date;
  /** Before this moment. */
  readonly until?: Date;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** For the page behind it; null where there is none. */
  readonly next: string | null;
}

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
}

/**
 * For administrators, in the portal: WRONG_SURFACE, FORBIDDEN. What is read in order is verified (PROTOCOL §7.3), and up to
 * where is remembered on this device: SERVER_CAUGHT where the server changed, dropped or swapped an entry, or shows a lower
 * head than before.
 */
export interface AuditLog {
  /** A page of the entries that are asked for, the oldest first. They are not verified: what is left out is not seen. */
  list(asked?: {
    readonly first?: number;
    readonly after?: string | null;
    readonly filter?: LogFilter;
  }): Promise<LogPage>;
  /** Verifies what is new since this device last did, or all that the server keeps. */
  verify(options?: { readonly whole?: boolean; readonly onProgress?: (revision: number) => void }): Promise<CheckedLog>;
  /**
   * The log in order, verified, from a position on, up to the head of this moment; without one from the oldest that the
   * server keeps. One that was cut goes on from the position of the last portion. INVALID_INPUT for a position that the
   * server has forgotten.
   */
  read(from?: LogPosition): AsyncGenerator<LogPortion>;
  /** Behind which entry the log that the server keeps begins. */
  beginning(): Promise<LogPosition>;
}

/** Entries of one page: as many as the server gives. */
const pageSize = 500;
/** How often a log that was shortened meanwhile is begun anew. */
const mostRounds = 3;

export function auditLogOf(core: Core): AuditLog {
  return {
    list: ({ first = 50, after = null, filter } = {}) => list(core, first, after, filter ?? {}),
    verify: ({ whole = false, onProgress = () => {} } = {}) => verify(core, whole, onProgress),
    read: (from) => read(core, from && positionIn(from)),
    beginning: async () => shownPosition(anchorOf(await headOf(core))),
  };
}

async function list(core: Core, first: number, after: string | null, filter: LogFilter): Promise<LogPage> {
  if (!Number.isInteger(first) || first < 1 || first > pageSize) refuseInput("first");
  const { from, until, ...rest } = filter;
  const wire = { ...rest, from: from?.toISOString(), until: until?.toISOString() };
  const { entries, next } = await call(core, auditLogOperation, { first, after, filter: wire });
  return { entries: entries.map(shownEntry), next };
}

/** The head, which is not behind what was checked here. Throws SERVER_CAUGHT. */
async function headOf(core: Core): Promise<AuditHeadAnswer> {
  const head = await call(core, auditHeadOperation, {});
  const known = await rememberedOf(core, formatUuid(tenantId(core)));
  if (head.revision < known.revision) throw new ServerCaught("WENT_BACK", null);
  const anchored = head.anchorRevision !== known.revision || equalOrNull(head.anchorHash, known.hash);
  if (!anchored || head.anchorRevision > head.revision) throw new ServerCaught("BROKEN_CHAIN", null);
  return head;
}

const anchorOf = ({ anchorRevision, anchorHash }: AuditHeadAnswer): AuditPosition =>
  anchorRevision === 0 ? beginningOfLog : { revision: anchorRevision, hash: anchorHash };

async function verify(core: Core, whole: boolean, onProgress: (revision: number) => void): Promise<CheckedLog> {
  const known = await rememberedOf(core, formatUuid(tenantId(core)));
  for (let round = 1; ; round++) {
    const head = await headOf(core);
    const anchor = anchorOf(head);
    const from = whole || anchor.revision > known.revision ? anchor : known;
    let to = from;
    try {
      for await (const portion of portions(core, from, head)) {
        to = positionOf(portion.position);
        onProgress(to.revision);
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
async function wasShortened(core: Core, error: unknown, anchor: AuditPosition): Promise<boolean> {
  if (!(error instanceof ServerCaught)) return false;
  return (await headOf(core)).anchorRevision > anchor.revision;
}

async function* read(core: Core, asked: AuditPosition | undefined): AsyncGenerator<LogPortion> {
  const head = await headOf(core);
  const anchor = anchorOf(head);
  if (asked && (asked.revision < anchor.revision || asked.revision > head.revision)) refuseInput("from");
  yield* portions(core, asked ?? anchor, head);
}

/** From a position to a head, page by page. What was checked is remembered. Throws SERVER_CAUGHT. */
async function* portions(core: Core, from: AuditPosition, head: AuditHeadAnswer): AsyncGenerator<LogPortion> {
  const tenant = tenantId(core);
  const known = await rememberedOf(core, formatUuid(tenant));
  let at = from;
  while (at.revision < head.revision) {
    const page = { first: pageSize, after: null, filter: { behind: at.revision } };
    const answer = await call(core, auditLogOperation, page);
    const entries = answer.entries.filter(({ revision }) => revision <= head.revision).map(shownEntry);
    if (entries.length === 0) throw new ServerCaught("BROKEN_CHAIN", null);
    at = entries.reduce((before, entry) => checked(tenant, before, entry, [known, head]), at);
    await remember(core, formatUuid(tenant), at);
    yield { entries, position: shownPosition(at) };
  }
  if (from.revision === head.revision && !equalOrNull(from.hash, head.hash))
    throw new ServerCaught("BROKEN_CHAIN", null);
}

/** The next position, which is the one that is known where one is known of that revision. Throws SERVER_CAUGHT. */
function checked(tenant: Id, before: AuditPosition, entry: LogEntry, known: readonly AuditPosition[]): AuditPosition {
  const next = caught(() => follow(tenant, before, entry));
  const other = known.some(({ revision, hash }) => revision === next.revision && !equalOrNull(hash, next.hash));
  if (other) throw new ServerCaught("BROKEN_CHAIN", null);
  return next;
}

function caught<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}

const tenantId = (core: Core): Id => tenantOf(core).head.id;

function positionIn(from: LogPosition): AuditPosition {
  try {
    return positionOf(from);
  } catch {
    return refuseInput("from");
  }
}
