/** What a change of rosters stands on, and what it comes to. */
import type { Hash, XWingPublicKey } from "../../crypto/keys.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { GroupEpochKeys, GroupName, MemberWrap } from "./parse.ts";
import type { PersonText } from "./person.ts";

/** What the server holds of the rosters that a change names, locked. */
export interface RosterGround {
  readonly tenant: RosterState;
  /** Groups that have not ended. */
  readonly groups: ReadonlyMap<RosterId, RosterState>;
  /** Of the actor, as it is now. */
  readonly address: string;
  /** By user: what a cut over the person's business profile states; null where it has no head. */
  readonly cuts: ReadonlyMap<UserId, Hash | null>;
}

/** A link that holds, with the state of its roster before and after it, and what came along. */
export interface Applied {
  readonly link: ParsedLink;
  readonly before: RosterState | null;
  readonly after: RosterState;
  /** The tenant's roster as it stood before the link. */
  readonly tenant: RosterState;
  readonly person: PersonText | null;
  readonly name: GroupName | null;
  readonly epoch: (GroupEpochKeys & { readonly wraps: readonly MemberWrap[] }) | null;
  /** The document that a link states. */
  readonly policies: Uint8Array | null;
  /** The key of a recovery code that it sets. */
  readonly code: XWingPublicKey | null;
  /** The X-Wing key of whom it takes to a desk, or who replaces theirs there. */
  readonly staffKey: XWingPublicKey | null;
  /** Why it asks for break-glass. */
  readonly reason: string | null;
}

export interface Outcome {
  readonly tenant: RosterState;
  readonly groups: ReadonlyMap<RosterId, RosterState>;
  readonly applied: readonly Applied[];
  /** Wraps beside those that new epochs name: of recovery groups. */
  readonly given: readonly MemberWrap[];
}
