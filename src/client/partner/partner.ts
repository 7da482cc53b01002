/** All companies of a partner from one place: `client.partner`, for staff, by a session of the surface PARTNER. */

import type { AuditKind } from "../../crypto/audit-kinds.ts";
import type { LogEntry } from "../company/audit-entry.ts";
import type { DeskRight } from "../company/desks.ts";
import type { Invite, Invited } from "../company/invitations.ts";
import type { RosterView } from "../company/roster.ts";
import type {
  CompanyFilter,
  CompanyPage,
  CompanyPageOptions,
  CompanyPlan,
  CompanyTotals,
  ManagedCompany,
  PartnerHit,
} from "./companies.ts";
import type {
  BreakGlassActs,
  CompanyOutcome,
  OverCompanies,
  PartnerDesks,
  PartnerInvitations,
  VerifiedCompany,
} from "./desks.ts";
import type { PartnerFeed } from "./feed.ts";
import type { ServiceAccounts, Webhooks } from "./machines.ts";
import type { CompanyRecovery } from "./recovery/recovery.ts";
import type { PartnerStaff, StaffRole, StaffScope } from "./staff.ts";
import type { PartnerTemplates } from "./templates.ts";

export interface PartnerView {
  /** The partner's own tenant; its desks bear this id. */
  readonly tenant: string;
  readonly name: string | null;
  /** What it may give to its companies together. */
  readonly seats: number;
  readonly seatsSold: number;
  readonly plans: readonly CompanyPlan[];
  readonly suspendedAt: Date | null;
  /** Of the companies of the caller's scope. */
  readonly labels: readonly { readonly label: string; readonly companies: number }[];
  readonly you: { readonly role: StaffRole } & StaffScope;
  /** Companies of the caller's scope that parted in the last 30 days, the newest first: at most 100. */
  readonly parted: readonly PartedCompany[];
  /** Those under it, for whoever sees all companies. */
  readonly partners: readonly NestedPartner[];
}

/** What became of what the partner had in the roster of a company that it let go. */
export interface ReleasedCompany {
  /**
   * `STANDS`: this account could not dismiss it, and the company's administrators do. `UNJOINED`: nobody ever was in the company, and
   * nobody is let in any more.
   */
  readonly desk: "DISMISSED" | "STANDS" | "UNJOINED";
  /** Open invitations that were taken back, of a company that nobody joined. */
  readonly voided: number;
}

/** A company that is the partner's no more. */
export interface PartedCompany {
  readonly tenant: string;
  readonly name: string | null;
  readonly reference: string | null;
  /** How many it had: they are in the pool again. */
  readonly seats: number;
  readonly partedAt: Date;
  /** Who of the staff let it go; null: it left. */
  readonly by: string | null;
}

/** A partner under this one: its companies are seen, and not changed. */
export interface NestedPartner {
  readonly tenant: string;
  readonly name: string | null;
  readonly seats: number;
  readonly seatsSold: number;
  readonly companies: number;
  readonly suspendedAt: Date | null;
}

export interface FoundCompany {
  readonly name: string;
  readonly plan: CompanyPlan;
  /** Of a TRIAL. */
  readonly trialDays?: number;
  readonly seats: number;
  readonly labels?: readonly string[];
  readonly reference?: string;
  /** What the desk may do in it from then on; the first administrator accepts it by joining. */
  readonly rights?: readonly DeskRight[];
  readonly hours?: number;
  /** Who get invitations: the first of them who joins is the company's primary user. */
  readonly administrators: readonly Omit<Invite, "role">[];
}

export interface Founded {
  readonly tenant: string;
  readonly invitations: readonly Invited[];
  /** Whether what the templates for its labels say is signed there: else `templates.apply` does it. */
  readonly policies: CompanyOutcome;
}

/** What a partner hands to a company that exists, by a way of its own. */
export interface MadeOffer {
  readonly offer: string;
  readonly link: string;
  readonly expiresAt: Date;
}

export interface OpenOffer {
  readonly offer: string;
  readonly link: string;
  readonly rights: readonly DeskRight[];
  readonly hours: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface PartnerOffers {
  /** Dangerous: STEP_UP_REQUIRED. It stands for 30 days, as long as its keeper may be at the desks, by these keys. */
  make(input: {
    readonly rights: readonly DeskRight[];
    readonly hours: number;
    readonly labels?: readonly string[];
    readonly reference?: string;
  }): Promise<MadeOffer>;
  list(): Promise<OpenOffer[]>;
  /** NOT_FOUND. */
  void(offer: string): Promise<void>;
}

/** What is done to many companies by the server's table alone; nothing of it is signed. */
export type BulkAction =
  | { readonly setLabels: readonly string[] }
  | { readonly addLabels: readonly string[] }
  | { readonly removeLabels: readonly string[] }
  | { readonly plan: CompanyPlan; readonly trialDays?: number }
  | { readonly seats: number }
  | { readonly suspend: true }
  | { readonly resume: true };

export interface CompanyAuditOptions {
  /** Only of these kinds. */
  readonly kinds?: readonly AuditKind[];
  /** 1 to 500; 50 where nothing is said. */
  readonly first?: number;
  /** `next` of the page before, or its `end`. */
  readonly after?: string;
}

export interface CompanyAuditPage {
  readonly entries: readonly LogEntry[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
  /** Behind the last of these entries, also where nothing is behind it yet; null where there is none. */
  readonly end: string | null;
}

export interface Bulk extends Omit<OverCompanies, "companies"> {
  readonly companies?: readonly string[];
  readonly filter?: CompanyFilter;
  readonly action: BulkAction;
  /** Says what would become of each, and changes nothing. */
  readonly dryRun?: boolean;
  /** The same id goes on where it stopped. */
  readonly id?: string;
}

/**
 * Needs a session of the surface PARTNER: WRONG_SURFACE without one. What role or scope does not give is FORBIDDEN; a company out
 * of scope is NOT_FOUND. What is signed in a company's roster is signed by what this device has verified of it: SERVER_CAUGHT
 * where the server shows another company, or less of it than was seen.
 */
export interface Partner {
  view(): Promise<PartnerView>;
  /** In the portal: makes the own company a partner, or gives the partner other terms, by an operator's code. CODE_REFUSED. */
  redeem(code: string): Promise<void>;
  companies(options?: CompanyPageOptions): Promise<CompanyPage>;
  /** NOT_FOUND. */
  company(tenant: string): Promise<ManagedCompany>;
  totals(filter?: CompanyFilter): Promise<CompanyTotals>;
  /** Companies by name and reference, then people by name and address, wherever the text stands in them. */
  search(
    text: string,
    page?: { readonly first?: number; readonly after?: string },
  ): Promise<{ readonly hits: readonly PartnerHit[]; readonly next: string | null }>;
  /** A company's log, the oldest entry first, as the server says it: its own administrators check that nothing is left out. */
  audit(company: string, options?: CompanyAuditOptions): Promise<CompanyAuditPage>;
  readonly staff: PartnerStaff;

  /** A company as its own roster says, verified here. For staff at its desk. */
  verified(company: string): Promise<VerifiedCompany>;
  /** Every link of a company's roster that this device has verified. */
  roster(company: string, options?: { readonly names?: boolean }): Promise<RosterView>;

  /** Founds a company by the desk, and invites its first administrators. LIMIT_EXCEEDED, FORBIDDEN. */
  create(input: FoundCompany): Promise<Founded>;
  /** Invites users into a company; administrators only while it has none, or under break-glass. */
  invite(company: string, people: readonly Invite[], onMade?: (made: readonly Invited[]) => void): Promise<Invited[]>;
  readonly invitations: PartnerInvitations;
  readonly offers: PartnerOffers;

  /** Dangerous: STEP_UP_REQUIRED. FORBIDDEN with `part` `labels` for labels that say what others see, but for owners and administrators. */
  setLabels(company: string, labels: readonly string[]): Promise<void>;
  setReference(company: string, reference: string | null): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. LIMIT_EXCEEDED with `limit` `PLAN`, or `TRIAL` where it would be tried for too long. */
  changePlan(company: string, plan: CompanyPlan, trialDays?: number): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. LIMIT_EXCEEDED with `limit` `SEATS`. */
  setSeats(company: string, seats: number): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. The company is read, and not written to. */
  suspend(company: string): Promise<void>;
  resume(company: string): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. The company is the partner's no more; the desk is dismissed in the same act where it can be. Where it may not be let go, nothing is signed. */
  release(company: string): Promise<ReleasedCompany>;
  /** Dangerous: STEP_UP_REQUIRED, but with `dryRun`. RATE_LIMITED where the partner has begun 200 within a day. */
  bulk(bulk: Bulk): Promise<CompanyOutcome[]>;

  readonly templates: PartnerTemplates;
  readonly desks: PartnerDesks;
  readonly breakGlass: BreakGlassActs;
  /** Of a company whose custodians put the caller into its recovery group. */
  recovery(company: string): CompanyRecovery;
  readonly serviceAccounts: ServiceAccounts;
  readonly webhooks: Webhooks;
  readonly feed: PartnerFeed;
  /** Seats by company and day, as lines of a CSV file, its header first. */
  seatsCsv(from: Date, to: Date): AsyncIterable<string>;
}
