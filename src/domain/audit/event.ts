import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { Bound } from "../batch.ts";
import type { AuditEvent, Scene, StampedEvent } from "./audit-event.ts";
import { insertAudit, insertOfStranger, insertWhereAudited } from "./rows.ts";

export type { AuditEvent };

/** Ids for events of one moment, in their order. */
export function stamp(now: Date, events: readonly AuditEvent[]): StampedEvent[] {
  const ids = events.map(() => formatUuid(makeId(now.getTime()))).sort();
  return events.map((event, place) => ({ ...event, id: ids[place] as string }));
}

/** The statements that write events into the log of the tenant that was entered: for the transaction that does them. */
export function audited({ actor, now }: Scene, ...events: readonly AuditEvent[]): Bound<unknown>[] {
  const stamped = stamp(now, events);
  // Whom no policy of the company is about is recorded in whatever they do.
  const isAlways = (event: StampedEvent) => event.audited === undefined || Boolean(actor.visit);
  const always = stamped.filter(isAlways);
  const ofItems = stamped.filter((event) => !isAlways(event));
  return [
    ...(always.length > 0 ? [insertAudit(actor, now, always)] : []),
    ...(ofItems.length > 0 ? [insertWhereAudited(actor, now, ofItems)] : []),
  ];
}

/** The statements, one or none, that write what a client said that it did, and the policy is known to record. */
export const reported = ({ actor, now }: Scene, events: readonly AuditEvent[]): Bound<unknown>[] =>
  events.length > 0 ? [insertAudit(actor, now, stamp(now, events), "CLIENT")] : [];

/**
 * The same for what nobody proved to be: it names whom it was about, and writes nothing where no tenant was entered, so that
 * what is done for a user who is nobody looks like what is done for any other.
 */
export const auditedOfStranger = (now: Date, event: AuditEvent): Bound<unknown> =>
  insertOfStranger(now, stamp(now, [event])[0] as StampedEvent);

/** What is said of the other sessions that a deed ended: nothing, where there were none. */
export const sessionsEnded = (amount: number): AuditEvent[] =>
  amount > 0 ? [{ kind: "OTHER_SESSIONS_ENDED", amount }] : [];
