/** Desks: groups of a partner's staff, as the company's own roster knows them (PROTOCOL §4.15). */
import type { PolicyName } from "../../crypto/policies.ts";

/** What a desk may do in a company without being asked each time. */
export const deskRights = ["INVITE", "POLICY", "BREAK_GLASS"] as const;
export type DeskRight = (typeof deskRights)[number];

/** Somebody at a desk. Name and address are shown only where they open what was signed. */
export interface DeskStaff {
  readonly user: string;
  readonly name: string | null;
  readonly address: string | null;
  /** Says in the company's roster who else is at the desk. */
  readonly keeper: boolean;
}

/** What a desk asked for: rights beyond its own, for a time (PROTOCOL §4.16). */
export interface AskedBreakGlass {
  /** Why, as its author wrote; null where what the server says is not what was signed. */
  readonly reason: string | null;
  readonly from: Date;
  readonly until: Date;
  /** Who of the desk asked for it. */
  readonly by: string;
  /** What they are called, as far as that opens what was signed. */
  readonly byName: string | null;
}

/** One that the roster states. By this device's clock it waits, is in force, or is over. */
export interface BreakGlass extends AskedBreakGlass {
  readonly inForce: boolean;
  /**
   * Its time is over, and no link of the roster is behind it yet. The next one drops it, and the device of an administrator signs one
   * for that alone. Until then staff whom the server helps could date links back into it.
   */
  readonly over: boolean;
}

/** One that the roster states no more. */
export interface EndedBreakGlass extends AskedBreakGlass {
  readonly endedAt: Date;
  /** Who ended it; null where it ran out. */
  readonly endedBy: string | null;
  readonly endedByName: string | null;
}

/** A partner that stands above another, as the server says: its staff read what that one's read, and sign nothing. */
export interface ParentPartner {
  readonly partner: string;
  readonly name: string | null;
}

export interface Desk {
  /** The id of the partner's own tenant. */
  readonly desk: string;
  /** What the server calls the partner. Nothing signed stands behind it. */
  readonly partner: string | null;
  /** Who stands above the partner; null: nobody. The server's word. */
  readonly parent: ParentPartner | null;
  readonly rights: readonly DeskRight[];
  /** How long a break-glass waits before it is in force, 0 to 168. */
  readonly hours: number;
  readonly staff: readonly DeskStaff[];
  readonly breakGlass: BreakGlass | null;
  /** What it asked for that was over in the last 30 days, the newest first. */
  readonly ended: readonly EndedBreakGlass[];
  /** The roster states it no more: it has no rights and nobody is at it. What the partner is called, nobody says any more. */
  readonly dismissed: boolean;
  /** Of the link that made it what it is. */
  readonly seq: number;
}

/** What a company is offered, as the link pins it. */
export interface OfferView {
  readonly desk: string;
  /** What the server calls the partner. Whether it is them, the link says, by the way in which it was handed over. */
  readonly partner: string | null;
  /** Who stands above the partner; null: nobody. The server's word. */
  readonly parent: ParentPartner | null;
  readonly rights: readonly DeskRight[];
  readonly hours: number;
  /** Who is at the desk first. */
  readonly keeper: { readonly user: string; readonly name: string; readonly address: string };
  /** The desk that is dismissed with it: one of this partner's that nobody looks after, or that of the partner before; null: none. */
  readonly replaces: string | null;
  /** What ends with that desk; null where none is dismissed. */
  readonly ends: DeskEnding | null;
}

/** What a company loses with a desk. */
export interface DeskEnding {
  readonly desk: Desk;
  /** What the partner says of everybody by it. */
  readonly policies: readonly PolicyName[];
  /** How many people its staff invited who have not joined. */
  readonly invitations: number;
}

/** Who looks after the company: the server's word. What they may do in it, its desk says, which is signed. */
export interface Partnership {
  readonly partner: string;
  readonly name: string | null;
  readonly since: Date;
  /** The partner founded the company. */
  readonly founded: boolean;
  /** Who stands above the partner; null: nobody. */
  readonly parent: ParentPartner | null;
}

/**
 * The desks of this company, by its verified roster. What changes something is for administrators, in the portal: WRONG_SURFACE,
 * FORBIDDEN, READ_ONLY, BUSY, STEP_UP_REQUIRED.
 */
export interface CompanyDesks {
  /** All that stand; where that is asked for, behind them those that are dismissed and asked for a break-glass that was over in the last 30 days. */
  list(options?: { readonly dismissed?: boolean }): Promise<Desk[]>;
  /** Who looks after the company; null: nobody. For everybody in it. */
  partner(): Promise<Partnership | null>;
  /** What a partner's link offers. Changes nothing. INVALID_INPUT, OFFER_REFUSED, SERVER_CAUGHT for another offer than the link pins. */
  offer(link: string): Promise<OfferView>;
  /**
   * Accepts it, once `show` has returned: who throws there accepts nothing. The desk stands from then on, and the company is the
   * partner's. OFFER_REFUSED with `reason`: DESK_STANDS where it is already, and its desk stands. LIMIT_EXCEEDED.
   */
  accept(link: string, show: (offer: OfferView) => void | Promise<void>): Promise<Desk>;
  /** Gives a desk other rights or hours; what is not named stays. NOT_FOUND, ALREADY_SO. */
  change(desk: string, change: { readonly rights?: readonly DeskRight[]; readonly hours?: number }): Promise<void>;
  /** Takes somebody off a desk, at once. NOT_FOUND. */
  removeStaff(desk: string, user: string): Promise<void>;
  /** Ends a break-glass, or one that waits. NOT_FOUND. */
  endBreakGlass(desk: string): Promise<void>;
  /** Takes the desk out of the company, with its staff, its open invitations, its policies and its break-glass. NOT_FOUND. */
  dismiss(desk: string): Promise<void>;
  /** Ends what the server shows and sells through the partner, and dismisses its desk. NOT_FOUND where there is no partner. */
  leavePartner(): Promise<void>;
}
