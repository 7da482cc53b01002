/** What is known of whoever acts in shares, and what a change of them is held against (PROTOCOL §4.11). */
import type { ChainHead } from "../../crypto/chain.ts";
import type { Id, SigningPublicKey } from "../../crypto/keys.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import type { Visit } from "../context.ts";
import type { ActingRow, WayRow } from "./rows.ts";

export type ShareScopeName = "PERSONAL" | "BUSINESS";

/** The actor, and what they are to the shares at hand. */
export interface Acquaintance {
  readonly acting: ActingRow;
  readonly scopes: ReadonlyMap<VaultId, ShareScopeName>;
  /** The ways in which the actor is a recipient whose time is not over, to the millisecond. */
  readonly ways: ReadonlyMap<VaultId, readonly WayRow[]>;
  readonly administers: boolean;
}

/** Rosters beside the share's own: of the tenant and of groups, each as it is now. */
export interface ShareGround {
  readonly tenantHead: ChainHead;
  /** Null where nothing asks for it. */
  readonly tenant: RosterState | null;
  /** By id, Everyone's own among them. */
  readonly groups: ReadonlyMap<string, RosterState>;
  readonly everyone: RosterId | null;
  /** The actor's key; null for whoever is not active. */
  readonly key: SigningPublicKey | null;
  readonly actor: Id;
  readonly administers: boolean;
  /** Of a guest; null for everybody else. */
  readonly visit: Visit | null;
  readonly now: Date;
}

/** What is to be read of rosters, and whether it is to stay so. */
export interface Wanted {
  readonly tenant: boolean;
  readonly groups: readonly RosterId[];
  /** Whose groups are wanted, all of them. */
  readonly shares: readonly VaultId[];
  /** Whether links are to rest on them. */
  readonly locked: boolean;
}
