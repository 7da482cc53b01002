import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { DeviceId, RecordId, RosterId, UserId, VaultId } from "../../ids.ts";
import type { Bound } from "../batch.ts";
import type { Surface } from "../context.ts";
import { insertAudit, insertRefusal } from "./rows.ts";

/** What is to be written into the tenant's log: a kind, and the ids and numbers that it speaks of. */
export interface AuditEvent {
  readonly kind: AuditKind;
  readonly user?: UserId;
  readonly device?: DeviceId;
  readonly group?: RosterId;
  readonly vault?: VaultId;
  readonly invitation?: Uint8Array;
  readonly records?: readonly RecordId[];
  readonly amount?: number;
  readonly seq?: number;
  readonly epoch?: number;
}

/** Who acts, as a log names them. */
export interface AuditActor {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly surface: Surface;
}

/** Where events happen: by whom, and when. */
export interface Scene {
  readonly actor: AuditActor;
  readonly now: Date;
}

export interface StampedEvent extends AuditEvent {
  readonly id: string;
}

/** Ids for events of one moment, in their order. */
export function stamp(now: Date, events: readonly AuditEvent[]): StampedEvent[] {
  const ids = events.map(() => formatUuid(makeId(now.getTime()))).sort();
  return events.map((event, place) => ({ ...event, id: ids[place] as string }));
}

/** The statements, one or none, that write events into the log of the tenant that was entered: for the transaction that does them. */
export const audited = ({ actor, now }: Scene, ...events: readonly AuditEvent[]): Bound<unknown>[] =>
  events.length === 0 ? [] : [insertAudit(actor, now, stamp(now, events))];

/**
 * The same for what nobody proved to be: it names whom it was about, and writes nothing where no tenant was entered, so that
 * what is done for a user who is nobody looks like what is done for any other.
 */
export const auditedRefusal = (now: Date, event: AuditEvent): Bound<unknown> =>
  insertRefusal(now, stamp(now, [event])[0] as StampedEvent);
