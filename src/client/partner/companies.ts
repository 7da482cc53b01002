/** What a partner sees of its companies. All of it is the server's word, by the partner's scope: nothing signed stands behind it. */
import type { DeskRight } from "../company/desks.ts";
import type { ReadinessState } from "../recovery/cases.ts";

/** From, to, or both; both ends count. */
export interface NumberRange {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Numbers of a company's posture, by which lists are narrowed as well. */
export const postureNumbers = [
  "people",
  "administrators",
  "suspendedPeople",
  "invitations",
  "withSecondFactor",
  "withoutSecondFactor",
  "demandedSecondFactor",
  "devices",
  "staleDevices",
  "pendingWraps",
  "freshBackups",
  "staleBackups",
  "missingBackups",
] as const;
export type PostureNumber = (typeof postureNumbers)[number];

/** Sums over people's reports, by which lists are narrowed too: where none is made known, no range of it is met. */
export const healthNumbers = ["weakPasswords", "reusedPasswords", "oldPasswords", "breachedPasswords"] as const;
export type HealthNumber = (typeof healthNumbers)[number];

export type CompanyPlan = "STANDARD" | "ADVANCED" | "TRIAL";

/** Which companies. A filter that contradicts itself names none. */
export type CompanyFilter = {
  readonly labels?: {
    readonly all?: readonly string[];
    readonly any?: readonly string[];
    readonly none?: readonly string[];
  };
  readonly plans?: readonly CompanyPlan[];
  readonly suspended?: boolean;
  /** Whether the partner founded them. */
  readonly founded?: boolean;
  /** Part of the name, or of the partner's reference. */
  readonly text?: string;
  readonly recovery?: readonly ReadinessState[];
  readonly seatsTaken?: NumberRange;
  /** Whether the partner's desk asked for a break-glass that is not over. */
  readonly breakGlass?: boolean;
  /** Whether the partner's desk has a document of policies there. */
  readonly partnerPolicies?: boolean;
  /** Whether that is not what the templates come to, as the server says. */
  readonly policiesBehind?: boolean;
} & { readonly [N in PostureNumber | HealthNumber]?: NumberRange };

export const companyOrders = [
  "NAME",
  "SINCE",
  "PEOPLE",
  "SEATS_TAKEN",
  "RECOVERY",
  "OLDEST_BACKUP",
  "WITHOUT_SECOND_FACTOR",
  "LAST_ACTIVE",
] as const;
export type CompanyOrder = (typeof companyOrders)[number];

export interface CompanyPageOptions {
  readonly filter?: CompanyFilter;
  readonly orderBy?: CompanyOrder;
  readonly descending?: boolean;
  /** 1 to 100; 50 where nothing is said. */
  readonly first?: number;
  /** `next` of the page before, by the same filter and order. */
  readonly after?: string;
}

/** What of a company an operator of many looks after, in numbers. */
export type Posture = { readonly [N in PostureNumber]: number } & {
  readonly recovery: ReadinessState;
  /** Aspects of recovery that failed, and that warn. */
  readonly recoveryFailed: readonly string[];
  readonly recoveryWarned: readonly string[];
  readonly oldestBackup: Date | null;
  /** The partner's desk there, as the server says; `verified` verifies it. */
  readonly desk: PostureDesk | null;
  readonly policies: PosturePolicies;
};

export interface PostureDesk {
  readonly rights: readonly DeskRight[];
  readonly hours: number;
  readonly staff: number;
  /** Asked for, and in force from `from` on. */
  readonly breakGlass: { readonly from: Date; readonly until: Date } | null;
}

export interface PosturePolicies {
  /** The link that states the desk's document; null where it has none. */
  readonly seq: number | null;
  readonly since: Date | null;
  /** Whether it is not what the templates come to; null where none can be signed. As the server says: `templates.preview` works it out. */
  readonly behind: boolean | null;
}

export interface ManagedCompany {
  readonly tenant: string;
  /** As the server says; `roster` verifies it. */
  readonly name: string | null;
  readonly reference: string | null;
  readonly labels: readonly string[];
  /** The partner whose company it is: this one, or one below it, whose companies are only read. */
  readonly partner: string;
  readonly since: Date;
  readonly founded: boolean;
  readonly plan: CompanyPlan;
  readonly trialEndsAt: Date | null;
  readonly seats: number;
  readonly seatsTaken: number;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
  readonly lastActiveAt: Date | null;
  readonly posture: Posture;
}

export interface CompanyPage {
  readonly companies: readonly ManagedCompany[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
}

/** Where a text was found: in a company itself, or in somebody of it. */
export interface PartnerHit {
  readonly company: string;
  /** Of the company, as the server says. */
  readonly name: string | null;
  /** As the server says; null where the company itself is meant. */
  readonly person: { readonly user: string; readonly name: string; readonly address: string } | null;
}

/** Sums over companies. */
export type CompanyTotals = { readonly [N in PostureNumber]: number } & {
  readonly companies: number;
  readonly suspendedCompanies: number;
  readonly seats: number;
  readonly seatsTaken: number;
};
