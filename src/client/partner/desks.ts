/** A partner's desks in its companies, on the side of staff (PROTOCOL §4.15, §4.16). */
import type { Desk, DeskRight } from "../company/desks.ts";
import type { Invite, Invited, OpenInvitation } from "../company/invitations.ts";
import type { UserRole } from "../transport/invitation-operation.ts";

/** What a company's roster says, as this device has verified it from its genesis. */
export interface VerifiedCompany {
  readonly tenant: string;
  /** As signed; null where nobody has named it. */
  readonly name: string | null;
  readonly seq: number;
  readonly head: string;
  readonly people: readonly CompanyPerson[];
  readonly desks: readonly Desk[];
  /** What this account is at the partner's desk there; null: nothing. */
  readonly you: { readonly desk: string; readonly keeper: boolean; readonly rights: readonly DeskRight[] } | null;
}

export interface CompanyPerson {
  readonly user: string;
  /** Null where what the server says does not open what was signed. */
  readonly name: string | null;
  readonly address: string | null;
  readonly role: UserRole;
  readonly primary: boolean;
  readonly suspended: boolean;
  /** An administrator by a break-glass, or by somebody who is one so (PROTOCOL §4.16). */
  readonly marked: boolean;
}

/** What became of one company in an act over many. */
export interface CompanyOutcome {
  readonly tenant: string;
  readonly outcome: "DONE" | "UNCHANGED" | "REFUSED" | "FAILED" | "NOT_FOUND";
  /** Why, where it was refused or failed: a code of an error; null else. */
  readonly reason: string | null;
}

/** How an act over many companies goes on. What it did stands: done again, it does what is left. */
export interface OverCompanies {
  /** Only these; else all that the partner has and this account's scope holds. */
  readonly companies?: readonly string[];
  readonly onResult?: (result: CompanyOutcome, progress: { readonly done: number; readonly total: number }) => void;
  /** Ends it between two companies; what was done by then is given. */
  readonly signal?: AbortSignal;
}

/** Whom `tend` would bring to a company's desk or take off it. */
export interface DeskChange {
  readonly user: string;
  /** As the partner's own roster states them; of whoever is not in it any more, as the company's does. Null where nothing opens that. */
  readonly name: string | null;
  readonly address: string | null;
  /** `KEYS`: they are at the desk, and the partner's roster states other keys, or another name, by now. */
  readonly change: "COMES" | "KEYS" | "GOES";
}

/** Who would come to one company's desk, and go from it. */
export interface DeskPreview {
  readonly tenant: string;
  readonly name: string | null;
  /** None where this account is no keeper. */
  readonly changes: readonly DeskChange[];
  /** Whether this account is a keeper there: who is none brings nobody to the desk. */
  readonly keeper: boolean;
  /** Why nothing can be done there: a code of an error; null where it can. */
  readonly refusal: string | null;
}

export interface PartnerDesks {
  /**
   * What brings the desk of every company to the partner's staff: whoever may act in a company by role and scope at its desk, with the
   * keys that the partner's own roster states, and nobody else. Roles and scopes are the server's word, and no roster's: show it
   * to whoever signs, before they do.
   */
  preview(over?: OverCompanies): Promise<DeskPreview[]>;
  /**
   * Does what was previewed and no more: nobody else comes or goes, and nobody by another name than was shown. For keepers; of
   * others only their own keys follow.
   */
  tend(previews: readonly DeskPreview[], over?: Omit<OverCompanies, "companies">): Promise<CompanyOutcome[]>;
  /** Makes somebody who is at a company's desk its keeper, or no more. NOT_FOUND, ALREADY_SO, FORBIDDEN. */
  setKeeper(company: string, user: string, keeper: boolean): Promise<void>;
  /** Dismisses the partner's desk in a company. */
  leave(company: string): Promise<void>;
}

/** Rights beyond the desk's own. FORBIDDEN where the company gave no such right, BREAK_GLASS_CLOSED where none is in force, RATE_LIMITED where the desk has asked five times within a day. */
export interface BreakGlassActs {
  /**
   * Asks for it: every administrator of the company is told. It is in force when the hours are over that the company says, for
   * `lasting` hours, 72 at the most. ALREADY_SO while one stands.
   */
  begin(
    company: string,
    ask: { readonly reason: string; readonly lasting?: number },
  ): Promise<{ from: Date; until: Date }>;
  /** Ends it. NOT_FOUND. */
  end(company: string): Promise<void>;
  /** As `Partner.invite`, with either role. */
  invite(company: string, people: readonly Invite[]): Promise<Invited[]>;
  suspend(company: string, user: string): Promise<void>;
  resume(company: string, user: string): Promise<void>;
  makeAdministrator(company: string, user: string): Promise<void>;
}

export interface PartnerInvitations {
  list(company: string): Promise<OpenInvitation[]>;
  void(company: string, keys: readonly string[]): Promise<void>;
}
