/** What a partner sees of its companies. All of it is the server's word, by the partner's scope: nothing signed stands behind it. */
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
  "openInvitations",
  "withSecondFactor",
  "withoutSecondFactor",
  "devices",
  "staleDevices",
  "pendingWraps",
  "freshBackups",
  "staleBackups",
  "missingBackups",
] as const;
export type PostureNumber = (typeof postureNumbers)[number];

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
  /** Whether what the partner's templates say there is of an earlier version. */
  readonly templatesBehind?: boolean;
  readonly breakGlass?: boolean;
} & { readonly [N in PostureNumber]?: NumberRange };

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
  /** 1 to 100; 50 where nothing is said. */
  readonly first?: number;
  /** `next` of the page before, by the same filter and order. */
  readonly after?: string;
}

/** What of a company an operator of many looks after, in numbers. */
export type Posture = { readonly [N in PostureNumber]: number } & {
  /** Whether the company demands a second factor of everybody. */
  readonly secondFactorDemanded: boolean;
  readonly recovery: ReadinessState;
  readonly oldestBackup: Date | null;
  readonly templatesBehind: boolean;
};

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
  readonly lastActiveAt: Date | null;
  readonly posture: Posture;
}

export interface CompanyPage {
  readonly companies: readonly ManagedCompany[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
}

/** Sums over companies. */
export type CompanyTotals = { readonly [N in PostureNumber]: number } & {
  readonly companies: number;
  readonly suspendedCompanies: number;
  readonly seats: number;
  readonly seatsTaken: number;
};
