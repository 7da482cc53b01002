/** `passwordAuditing`: what this device does with the company's items, told to the company's log (PROTOCOL §7.1). */
import { auditedEvent } from "../../crypto/policy-settings.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import type { Core, ItemReports, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Place } from "../events.ts";
import { recordsOf } from "../sync/deed.ts";
import {
  eventsPerReport,
  type ItemEventKind,
  type ItemEventWire,
  recordsPerEvent,
  reportItemEventsOperation,
} from "../transport/item-events-operation.ts";
import { hasFailed } from "../transport/refusal.ts";
import { scopeOf } from "../vault/held.ts";
import { knownBinding } from "./binding.ts";

/** Beyond it the oldest are forgotten. */
const mostWaiting = 1_000;

/**
 * Tells the company's log where the policy records it, of the business profile and of shares of the company: else nothing happens. Resolves when the
 * server was told, or could not be.
 */
export async function noteItems(
  { core, kind: place }: { readonly core: Core; readonly kind: Place },
  kind: ItemEventKind,
  ids: readonly string[],
): Promise<void> {
  const { open } = core;
  if (open === null || ids.length === 0 || !isOfCompany(open, place)) return;
  // What the server does not show binds nobody here; it would also be the one to keep the log.
  if ((knownBinding(open).passwordAuditing.value & auditedEvent[kind]) === 0) return;
  const reports = reportsOf(core);
  const amount = ids.length > recordsPerEvent ? { amount: ids.length } : {};
  const where = typeof place === "string" ? {} : { share: place.share };
  const event = { kind, ...where, records: ids.slice(0, recordsPerEvent), ...amount };
  reports.events = [...reports.events, event].slice(-mostWaiting);
  await sendItemEvents(core);
}

function isOfCompany({ held }: Open, place: Place): boolean {
  if (typeof place === "string") return place === "BUSINESS";
  const share = held.shares.get(place.share);
  // Of shares of another company the user's own has no log.
  return share !== undefined && share.visit === null && scopeOf(share.chain) === "BUSINESS";
}

/** Sends what waits. What the server cannot be told now comes with the next sync; what it refuses is trouble, and dropped. */
export async function sendItemEvents(core: Core): Promise<void> {
  const reports = core.itemReports;
  if (!reports || core.device.session === null) return;
  // All that is said while one is on its way goes with the next.
  reports.next ??= reports.sending.then(() => {
    reports.next = null;
    const sent = sendAll(core, reports);
    reports.sending = sent.catch(() => {});
    return sent;
  });
  await reports.next;
}

function reportsOf(core: Core): ItemReports {
  core.itemReports ??= { events: [], sent: [], sending: Promise.resolve(), next: null };
  return core.itemReports;
}

async function sendAll(core: Core, reports: ItemReports): Promise<void> {
  const waiting: ItemEventWire[] = [];
  try {
    await sendEach(core, reports, waiting);
  } finally {
    reports.events.push(...waiting);
  }
}

/** Until all is sent, or the server cannot be told. What has to wait for its item goes to `waiting`. */
async function sendEach(core: Core, reports: ItemReports, waiting: ItemEventWire[]): Promise<void> {
  for (;;) {
    if (reports.sent.length === 0) {
      const events = reports.events.splice(0, eventsPerReport);
      if (events.length === 0) return;
      reports.sent.push(reportOf(core, events));
    }
    const [report] = reports.sent;
    if (report === undefined) return;
    try {
      await call(core, reportItemEventsOperation, { input: report });
      reports.sent.shift();
    } catch (error) {
      if (!(error instanceof SealgraphError)) throw error;
      if (!isRefused(error)) return;
      reports.sent.shift();
      const { events } = report;
      const [first] = events;
      // One item that nobody has any more, or that the server does not have yet, takes no others with it.
      if (error.code === "NOT_FOUND" && events.length > 1) reports.sent.unshift(...halvesOf(core, events));
      else if (error.code === "NOT_FOUND" && first && isQueued(core, first)) waiting.push(first);
      else core.events.emit("trouble", error);
    }
  }
}

const reportOf = (core: Core, events: readonly ItemEventWire[]) => ({
  clientMutationId: formatUuid(makeId(core.around.now())),
  events,
});

const halvesOf = (core: Core, events: readonly ItemEventWire[]) => {
  const middle = events.length >> 1;
  return [reportOf(core, events.slice(0, middle)), reportOf(core, events.slice(middle))];
};

/** Whether an item of it is changed here by what the server does not have yet: it may be one that the server does not know. */
const isQueued = ({ open }: Core, { records }: ItemEventWire): boolean =>
  (open?.queue ?? []).some(({ deed }) => recordsOf(deed).some(({ record }) => records.includes(record)));

/** Whether the server will never take it. Whatever else went wrong says nothing about what was reported. */
const isRefused = (error: SealgraphError): boolean =>
  error.code === "NOT_FOUND" || (error.code === "REFUSED" && !hasFailed(error));
