import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { encodeEventCursor, encodeFeedCursor, parseFeedCursor } from "./cursor.ts";
import { type EventGroup, kindsOf } from "./kinds.ts";
import { type FeedAsked, type FeedRow, feedHead, readFeed } from "./rows.ts";

/** An event as it is told: ids and numbers. */
export interface FeedEvent {
  readonly cursor: string;
  readonly company: string;
  readonly revision: number;
  readonly kind: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly vault: string | null;
  readonly amount: number | null;
}

export interface FeedPage {
  readonly events: readonly FeedEvent[];
  readonly cursor: string;
  readonly more: boolean;
}

export interface FeedFilter {
  readonly groups?: readonly EventGroup[] | null;
  readonly companies?: readonly string[] | null;
}

/** Takes what of a feed is asked for. Throws `BAD_USER_INPUT`. */
export function parseFilter({ groups = null, companies = null }: FeedFilter): Pick<FeedAsked, "kinds" | "companies"> {
  if (groups?.length === 0) throw new Failure("BAD_USER_INPUT", "groups has one entry or more.");
  if (companies && (companies.length === 0 || companies.length > bounds.companiesPerMachine))
    throw new Failure("BAD_USER_INPUT", `companies has 1 to ${bounds.companiesPerMachine} entries.`);
  return { kinds: kindsOf(groups), companies: companies?.map((id) => parseId(id, "companies")) ?? null };
}

/**
 * A page of the feed of the partner for which the caller asks. Of a company that is out of scope, or no company of that partner at this
 * moment, it has nothing. Throws `FORBIDDEN`, `WRONG_SURFACE`, `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function readEvents(
  request: Request,
  args: FeedFilter & { readonly after: string | null; readonly first: number },
): Promise<FeedPage> {
  const filter = parseFilter(args);
  const most = parseFirst(args.first, bounds.eventsPerPage);
  const behind = args.after === null ? 0 : await readPlace(request, args.after);
  return (await readPage(request, { ...filter, behind, most, upTo: null })).page;
}

/**
 * Which revision a cursor stands for. Throws `INVALID_CURSOR`, and as `readEvents` does for whoever may not ask. A cursor beyond the
 * head is of before the server was restored from an old copy: behind it, what is placed until then would be passed over.
 */
export async function readPlace(request: Request, cursor: string): Promise<number> {
  const { partner, revision } = await readHead(request);
  const place = parseFeedCursor(request.house.serverSecret, partner, cursor);
  if (place > revision) throw new Failure("INVALID_CURSOR");
  return place;
}

/** The partner, and where its feed stands. Throws as `readEvents` does. */
export async function readHead(request: Request): Promise<{ readonly partner: TenantId; readonly revision: number }> {
  const { actor, answers } = await askAsPartner(request, feedHead());
  demandRight(actor, "events.read");
  return { partner: actor.tenant, revision: answers[0][0]?.feedHead ?? 0 };
}

/** A page of events, and up to which revision it goes. Throws as `readEvents` does. */
export async function readPage(
  request: Request,
  asked: FeedAsked,
): Promise<{ readonly page: FeedPage; readonly until: number }> {
  const { actor, answers } = await askAsPartner(request, readFeed(asked, bounds.eventsLookedAt), feedHead());
  demandRight(actor, "events.read");
  const [rows, [head]] = answers;
  const { events, until } = eventsIn(rows, asked.behind);
  const whose = [request.house.serverSecret, actor.tenant] as const;
  const shown = events.map((row) => ({ ...shownEvent(row), cursor: encodeEventCursor(...whose, row.revision) }));
  return {
    page: { events: shown, cursor: encodeFeedCursor(...whose, until), more: until < (head?.feedHead ?? 0) },
    until,
  };
}

/** Takes events and the row behind them apart. */
export function eventsIn(
  rows: readonly FeedRow[],
  behind: number,
): { readonly events: readonly (FeedRow & { readonly tenantId: TenantId })[]; readonly until: number } {
  const events = rows.filter((row): row is FeedRow & { tenantId: TenantId } => row.tenantId !== null);
  return { events, until: rows.find(({ tenantId }) => tenantId === null)?.revision ?? behind };
}

export const shownEvent = (row: FeedRow & { readonly tenantId: TenantId }): Omit<FeedEvent, "cursor"> => ({
  company: row.tenantId,
  revision: row.auditRevision,
  kind: row.kind,
  at: row.happenedAt,
  actor: row.actorId,
  user: row.userId,
  group: row.groupId,
  vault: row.vaultId,
  amount: row.amount,
});
