import type { PolicyName } from "../crypto/policies.ts";
import type { SealgraphError } from "./errors.ts";
import type { Evidence } from "./evidence.ts";
import type { OwnRecovery } from "./recovery/setup.ts";
import type { StoreEnd } from "./store/store.ts";
import type { VaultClass } from "./transport/page.ts";

export type ProfileKind = "PERSONAL" | "BUSINESS";
/** What items and folders are in: a profile of the account, or a share by its id. */
export type Place = ProfileKind | { readonly share: string };

/**
 * How a record stands. `SYNCED`: the server has it and so have we. `PENDING`: changed here and on its way. `OFFLINE`:
 * changed here, and the server cannot be reached. `REFUSED`: the change was refused and is kept.
 */
export type SyncState = "SYNCED" | "PENDING" | "OFFLINE" | "REFUSED";

/** What became of one folder or item. `STATE`: only its sync state changed. */
export interface RecordChange {
  /** The profile that it is in; of what is in a share the one that fits the share's scope. */
  readonly profile: ProfileKind;
  /** The share that it is in; null for what is in the profile itself. */
  readonly share: string | null;
  readonly record: string;
  readonly kind: "ITEM" | "FOLDER";
  readonly change: "ADDED" | "CHANGED" | "TRASHED" | "RESTORED" | "PURGED" | "STATE";
  readonly state: SyncState;
  /** Of the vault. */
  readonly revision: number;
}

/** How far something has come; `total` is null where nobody knows. */
export interface Progress {
  readonly phase: "FETCH" | "SEND";
  readonly done: number;
  readonly total: number | null;
}

export type Connection = "STOPPED" | "CONNECTING" | "LIVE" | "POLLING";

/** Heads of a vault that its user abandoned, because nobody could bring them to a restored server (PROTOCOL §5.8). */
export interface VaultReset {
  readonly vault: string;
  readonly class: VaultClass;
  /** Their revisions. */
  readonly abandoned: readonly number[];
  /** Whether this device held one of them. */
  readonly held: boolean;
  /** Items that it held and that the new head has not, or has otherwise: they are kept as items of their own. */
  readonly kept: number;
}

export interface EventMap {
  readonly change: RecordChange;
  readonly progress: Progress;
  readonly connection: Connection;
  readonly caught: Evidence;
  readonly reset: VaultReset;
  readonly signedOut: { readonly reason: "SIGNED_OUT" | "SESSION_ENDED" | "DEVICE_REVOKED" };
  /** How many profiles follow new account keys, and how many have. */
  readonly rotation: { readonly done: number; readonly total: number };
  /** Something else binds the user from now on. */
  readonly policies: { readonly changed: readonly PolicyName[] };
  /** What recovery is for this account, where it is another than was told before: nobody's vault is entrusted unseen. */
  readonly recovery: OwnRecovery;
  /** Nobody used the account for longer than a policy lets it stay open. */
  readonly locked: { readonly reason: "IDLE" };
  /** The store had to be let go of: the client is closed, and forgets every key, as by `close`. */
  readonly closed: { readonly reason: StoreEnd };
  /** Something in the background failed and will be tried again. */
  readonly trouble: SealgraphError;
  /** A whole set of pages was taken in: everything up to its cursor is verified. */
  readonly synced: { readonly at: Date; readonly records: number };
}

export interface Events {
  on<Name extends keyof EventMap>(name: Name, listener: (event: EventMap[Name]) => void): () => void;
  emit<Name extends keyof EventMap>(name: Name, event: EventMap[Name]): void;
}

/** Listeners are called in the order in which they came; one that throws fails nobody else, and is reported to the platform. */
export function makeEvents(): Events {
  const listeners = new Map<keyof EventMap, Set<(event: never) => void>>();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
