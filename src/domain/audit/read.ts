import { Failure } from "../../errors.ts";
import { parseId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { type Actor, isPortal, type Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import { ask } from "../transaction.ts";
import { loadViewer, type UserRow } from "../user/rows.ts";
import { recordsOf } from "./chain.ts";
import { noteRefusal } from "./note.ts";
import {
  type AuditFilter,
  type AuditHeadRow,
  listAudit,
  listSeatDays,
  loadAuditHead,
  type PlacedRow,
  type SeatDayRow,
} from "./read-rows.ts";

/** An entry of the log as it is shown. */
export interface PlacedEntry {
  readonly revision: number;
  readonly entry: string;
  readonly kind: string;
  readonly at: Date;
  readonly origin: "SERVER" | "CLIENT";
  readonly actor: string | null;
  readonly actorDevice: string | null;
  readonly surface: string | null;
  readonly user: string | null;
  readonly device: string | null;
  readonly group: string | null;
  readonly vault: string | null;
  readonly invitation: Uint8Array | null;
  readonly records: readonly string[];
  readonly amount: number | null;
  readonly seq: number | null;
  readonly epoch: number | null;
  readonly hash: Uint8Array;
}

export type AuditFilterInput = { readonly [N in keyof AuditFilter]?: AuditFilter[N] | undefined } & {
  readonly behind?: number | null | undefined;
};

interface AuditArgs {
  readonly first: number;
  readonly after: string | null;
  readonly filter: AuditFilterInput | null;
}

const nothing: AuditHeadRow = { revision: 0, hash: null, anchorRevision: 0, anchorHash: null };
const anything: AuditFilter = { kinds: null, origin: null, actor: null, user: null, from: null, until: null };

/**
 * Entries of the log of the caller's tenant, for its administrators. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`,
 * `BAD_USER_INPUT`.
 */
export async function readAudit(request: Request, args: AuditArgs): Promise<Connection<PlacedEntry>> {
  const asked = parsePage(args, "NUMBER", bounds.entriesPerPage);
  const filter = parseFilter(args.filter ?? {});
  const behind = Math.max(Number(asked.after ?? 0), parseRevision(args.filter?.behind ?? 0));
  const { answers, actor } = await ask(request, loadViewer(), listAudit(behind, asked.first + 1, filter));
  const [[viewer], rows] = answers;
  await demandAdministrator(request, actor, viewer);
  return connectionOf(rows.map(shownEntry), asked, ({ revision }) => String(revision));
}

/** Where the log stands. Throws as `readAudit` does. */
export async function readAuditHead(request: Request): Promise<AuditHeadRow> {
  const { answers, actor } = await ask(request, loadViewer(), loadAuditHead());
  const [[viewer], [head]] = answers;
  await demandAdministrator(request, actor, viewer);
  return head ?? nothing;
}

/** The head, and entries behind a revision, of one moment. Throws as `readAudit` does. */
export async function readAuditNews(
  request: Request,
  after: number | null,
): Promise<{ readonly head: AuditHeadRow; readonly entries: readonly PlacedEntry[] }> {
  const { answers, actor } = await ask(
    request,
    loadViewer(),
    loadAuditHead(),
    listAudit(after ?? bounds.count, bounds.entriesPerPage, anything),
  );
  const [[viewer], [head], rows] = answers;
  await demandAdministrator(request, actor, viewer);
  return { head: head ?? nothing, entries: rows.map(shownEntry) };
}

/** Seats by day, the newest first. Throws as `readAudit` does. */
export async function readSeatDays(request: Request, first: number): Promise<SeatDayRow[]> {
  const limit = parseFirst(first, bounds.seatDays);
  const { answers, actor } = await ask(request, loadViewer(), listSeatDays(limit));
  const [[viewer], days] = answers;
  await demandAdministrator(request, actor, viewer);
  return days;
}

/** Who else asks is told nothing, and the log tells of them. */
async function demandAdministrator(request: Request, actor: Actor, viewer: UserRow | undefined): Promise<void> {
  const may = viewer?.role === "ADMINISTRATOR";
  if (may && isPortal(actor.surface)) return;
  if (!may) await noteRefusal(request, { kind: "AUDIT_LOG_REFUSED" });
  throw new Failure(isPortal(actor.surface) ? "FORBIDDEN" : "WRONG_SURFACE");
}

function parseRevision(revision: number): number {
  if (revision < 0 || revision > bounds.count) throw new Failure("BAD_USER_INPUT", "behind is a revision.");
  return revision;
}

function parseFilter({ kinds, origin, actor, user, from, until }: AuditFilterInput): AuditFilter {
  if (kinds && (kinds.length === 0 || kinds.length > bounds.kindsAsked)) {
    throw new Failure("BAD_USER_INPUT", `kinds has 1 to ${bounds.kindsAsked} entries.`);
  }
  return {
    kinds: kinds ?? null,
    origin: origin ?? null,
    actor: actor == null ? null : parseId(actor, "actor"),
    user: user == null ? null : parseId(user, "user"),
    from: sinceBegun(from),
    until: sinceBegun(until),
  };
}

/** No log is older than 1970, and the database knows no year 0. */
const sinceBegun = (moment: Date | null | undefined): Date | null =>
  moment == null ? null : new Date(Math.max(0, moment.getTime()));

export const shownEntry = (row: PlacedRow): PlacedEntry => ({
  revision: row.revision,
  entry: row.id,
  kind: row.kind,
  at: row.happenedAt,
  origin: row.origin,
  actor: row.actorId,
  actorDevice: row.actorDeviceId,
  surface: row.surface,
  user: row.userId,
  device: row.deviceId,
  group: row.groupId,
  vault: row.vaultId,
  invitation: row.invitation,
  records: recordsOf(row),
  amount: row.amount,
  seq: row.seq,
  epoch: row.epoch,
  hash: row.hash,
});
