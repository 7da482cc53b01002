/** The company's log: what was done, as the server says, in an order that it cannot change any more. */
import type { AuditOrigin, AuditPosition } from "../../crypto/audit-entry.ts";
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { refuseInput } from "../errors.ts";
import { auditLogOperation } from "../transport/audit-operations.ts";
import {
  anchorOf,
  type CheckedLog,
  headOf,
  type LogPortion,
  pageSize,
  portions,
  tenantId,
  verify,
} from "./audit-check.ts";
import { type LogEntry, type LogPosition, positionOf, shownEntry, shownPosition } from "./audit-entry.ts";
import { followLog, type LogFollower } from "./audit-follow.ts";
import { forget } from "./audit-memory.ts";

export type { CheckedLog, LogFollower, LogPortion };

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
  /** Verifies what is new since this device last did, or all that the server keeps: what is before is not looked at again. */
  verify(options?: {
    readonly whole?: boolean;
    readonly onProgress?: (revision: number, head: number) => void;
  }): Promise<CheckedLog>;
  /**
   * The log in order, verified, from a position on, up to the head of this moment; without one from the oldest that the
   * server keeps. One that was cut goes on from the position of the last portion. INVALID_INPUT for a position that the
   * server has forgotten.
   */
  read(from?: LogPosition): AsyncGenerator<LogPortion>;
  /**
   * The log as it grows, verified: every entry behind a position, or from now on without one. Goes on by itself when the line
   * is back; stops when the session is over, or the server is caught. A portion says how many entries before it went `unseen`.
   */
  follow(onPortion: (portion: LogPortion) => void, from?: LogPosition): LogFollower;
  /**
   * Lets go of what this device remembers, and gives it back: for when the operator says that the server was restored from an
   * old copy. Ask the person first, and keep what it answers: nothing else says what was seen.
   */
  forget(): Promise<LogPosition>;
  /** Behind which entry the log that the server keeps begins. */
  beginning(): Promise<LogPosition>;
}

export function auditLogOf(core: Core): AuditLog {
  return {
    list: ({ first = 50, after = null, filter } = {}) => list(core, first, after, filter ?? {}),
    verify: ({ whole = false, onProgress = () => {} } = {}) => verify(core, whole, onProgress),
    read: (from) => read(core, from && positionIn(from)),
    follow: (onPortion, from) => followLog(core, onPortion, from && positionIn(from)),
    forget: async () => shownPosition(await forget(core, formatUuid(tenantId(core)))),
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

async function* read(core: Core, asked: AuditPosition | undefined): AsyncGenerator<LogPortion> {
  const head = await headOf(core);
  const anchor = anchorOf(head);
  if (asked && (asked.revision < anchor.revision || asked.revision > head.revision)) refuseInput("from");
  yield* portions(core, asked ?? anchor, head);
}

function positionIn(from: LogPosition): AuditPosition {
  try {
    return positionOf(from);
  } catch {
    return refuseInput("from");
  }
}
