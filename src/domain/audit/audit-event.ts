import type { AuditKind } from "../../crypto/audit-kinds.ts";
import type { DeviceId, RecordId, RosterId, UserId, VaultId } from "../../ids.ts";
import type { Surface, Visit } from "../context.ts";

/** What is to be written into the tenant's log: a kind, and the ids and numbers that it speaks of. */
export interface AuditEvent {
  readonly kind: AuditKind;
  /** Of items: written only where the actor's `passwordAuditing` has one of these. Left out: always. PROTOCOL §7.1. */
  readonly audited?: number;
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
  /** Of a guest, of whom no policy of the company speaks. */
  readonly visit?: Visit | null;
}

/** Where events happen: by whom, and when. */
export interface Scene {
  readonly actor: AuditActor;
  readonly now: Date;
}

export interface StampedEvent extends AuditEvent {
  readonly id: string;
}
