/** What a company's roster states of the partners that look after it (PROTOCOL §4.15, §4.16). */
import type { DeskTerms } from "./desk-terms.ts";
import type { entryType } from "./entry-type.ts";
import type { Hash, Id, SigningPublicKey } from "./keys.ts";

/** Roles of staff: a keeper says in the company's roster who else is at the desk. The numbers are those of `ADMINISTRATOR` and `USER`. */
export const deskRole = { KEEPER: 2, STAFF: 3 } as const;
export type DeskRole = (typeof deskRole)[keyof typeof deskRole];

/** A partner's group of staff, as the company's roster knows it. */
export interface Desk extends DeskTerms {
  readonly type: typeof entryType.DESK;
  /** The id of the partner's tenant. */
  readonly desk: Id;
  /** Hash of the genesis of the partner's tenant. */
  readonly genesis: Hash;
  readonly seq: number;
}

/** Somebody at a desk, by keys that the company's roster states itself. */
export interface Staff {
  readonly type: typeof entryType.STAFF;
  readonly user: Id;
  readonly desk: Id;
  readonly role: DeskRole;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly person: Hash;
  /** Of the link that made the entry what it is; it is also the seq that gives the right. */
  readonly seq: number;
}

/** A key of staff that was taken: of somebody who was taken off a desk, or has another. */
export interface FormerStaff {
  readonly type: typeof entryType.FORMER_STAFF;
  readonly signingKey: SigningPublicKey;
  readonly user: Id;
  readonly seq: number;
}

/** Rights beyond its own that a desk has for a time. */
export interface BreakGlass {
  readonly type: typeof entryType.BREAK_GLASS;
  readonly desk: Id;
  /** `breakGlassReasonHash` of what it is for. */
  readonly reason: Hash;
  /** Milliseconds since 1970, held against the time of each link: from `from` on, and no more from `until` on. */
  readonly from: number;
  readonly until: number;
  readonly author: Id;
  readonly seq: number;
}

/** What is marked in the place of a user or an invitation: the switch in force. */
export const markedSwitch = 0;

/** What is marked in the place of a group: its kind as one byte, followed by its id. Ids alone are users'. */
export type MarkedGroup = Uint8Array & { readonly marked: "group" };
export const markedGroup = (group: Id): MarkedGroup => Uint8Array.from([2, ...group]) as MarkedGroup;

/**
 * That somebody is an administrator by a desk's break-glass, or would be by an invitation; that such a one made a group, or only
 * such put the switch in force.
 */
export interface Mark {
  readonly type: typeof entryType.MARK;
  /** A user, the key of an invitation, `markedGroup` or `markedSwitch`. */
  readonly what: Id | SigningPublicKey | MarkedGroup | typeof markedSwitch;
  readonly seq: number;
}
