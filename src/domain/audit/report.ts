import { createHash } from "node:crypto";
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { auditedEvent } from "../../crypto/policy-settings.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RecordId, type VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import { insertCommitted } from "../commit/effect-rows.ts";
import { parseMutationId } from "../commit/parse.ts";
import { findCommitted } from "../commit/rows.ts";
import { isTaken } from "../connection.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { reported } from "./event.ts";
import { countOwnItems, loadReporter, type NamedItem } from "./report-rows.ts";

/** What only a client sees, and how the log names it. */
const kinds = {
  VIEWED: "ITEMS_VIEWED",
  COPIED: "ITEMS_COPIED",
  USED: "ITEMS_USED",
  EXPORTED: "ITEMS_EXPORTED",
  IMPORTED: "ITEMS_IMPORTED",
} as const satisfies Readonly<Record<string, AuditKind>>;

export interface ReportItemEventsInput {
  readonly clientMutationId: string;
  readonly events: readonly {
    readonly kind: keyof typeof kinds;
    readonly share?: string | null | undefined;
    readonly records: readonly string[];
    readonly amount?: number | null | undefined;
  }[];
}

interface ItemEvent {
  readonly kind: keyof typeof kinds;
  /** Null: the reporter's business profile. */
  readonly share: VaultId | null;
  readonly records: readonly RecordId[];
  readonly amount: number;
}

interface Report {
  readonly clientMutationId: string;
  readonly contentHash: Uint8Array;
  readonly events: readonly ItemEvent[];
}

/**
 * Writes into the log what a client says that it did with items of its user's business profile, or of shares of the company that
 * its user has, as far as the user's policy records it (PROTOCOL §7.1): all of it, or nothing. The same mutation id with the same content is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `NOT_FOUND`, `MUTATION_ID_REUSED`, `RATE_LIMITED`.
 */
export async function reportItemEvents(
  request: Request,
  input: ReportItemEventsInput,
): Promise<{ readonly clientMutationId: string; readonly recorded: number }> {
  const report = parseReport(input);
  const { user } = await findActor(request);
  await takeAttempts(request, [["report", user, attempts.reportsPerUser]]);
  const write = () => inTransaction(request, (tx) => record(tx, report));
  const recorded = await write().catch((error: unknown) => {
    // Somebody was faster with the same id: what it was for is there to be read now.
    if (isTaken(error)) return write();
    throw error;
  });
  return { clientMutationId: report.clientMutationId, recorded };
}

async function record(tx: Transaction, { clientMutationId, contentHash, events }: Report): Promise<number> {
  const named = itemsOf(events);
  const [[before], [reporter], [own]] = await tx.run(
    findCommitted(clientMutationId, tx),
    loadReporter(),
    countOwnItems(named),
  );
  const grant = Grant.authorize(tx, "items.report", reporter);
  if (before) {
    if (Buffer.compare(before.contentHash, contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
    return Number(before.answer);
  }
  if (own?.count !== named.length) throw new Failure("NOT_FOUND");
  const kept = events.filter(({ kind }) => ((reporter?.audited ?? 0) & auditedEvent[kind]) !== 0);
  await tx.finish(
    insertCommitted(grant, { clientMutationId, contentHash, answer: String(kept.length) }),
    ...reported(
      tx,
      kept.map(({ kind, share, records, amount }) => ({
        kind: kinds[kind],
        vault: share ?? grant.vault,
        records,
        amount,
      })),
    ),
  );
  return kept.length;
}

/** Each once. */
function itemsOf(events: readonly ItemEvent[]): NamedItem[] {
  const named = events.flatMap(({ share, records }) => records.map((record) => ({ share, record })));
  return [...new Map(named.map((each) => [`${each.share} ${each.record}`, each])).values()];
}

function parseReport(input: ReportItemEventsInput): Report {
  const { length } = input.events;
  if (length < 1 || length > bounds.eventsPerReport) {
    throw new Failure("BAD_USER_INPUT", `events are 1 to ${bounds.eventsPerReport}.`);
  }
  const events = input.events.map(parseEvent);
  const content = JSON.stringify([
    "report",
    events.map(({ kind, share, records, amount }) => [kind, records, amount, ...(share ? [share] : [])]),
  ]);
  return {
    clientMutationId: parseMutationId(input.clientMutationId),
    contentHash: createHash("sha256").update(content).digest(),
    events,
  };
}

function parseEvent({ kind, share, records, amount }: ReportItemEventsInput["events"][number]): ItemEvent {
  const most = bounds.recordsPerEntry;
  if (records.length < 1 || records.length > most || new Set(records).size !== records.length) {
    throw new Failure("BAD_USER_INPUT", `records are 1 to ${most}, none twice.`);
  }
  const all = amount ?? records.length;
  if (all !== records.length && (records.length < most || all < most || all > bounds.recordsPerVault)) {
    throw new Failure("BAD_USER_INPUT", `amount counts the records, or more than ${most} where so many are named.`);
  }
  return {
    kind,
    share: share == null ? null : parseId<VaultId>(share, "share"),
    records: records.map((record) => parseId<RecordId>(record, "records")),
    amount: all,
  };
}
