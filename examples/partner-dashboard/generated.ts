/* Generated from operations.graphql and src/schema: npm run examples:types */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How many, at least and at most; both are met by the number itself. What nothing can meet finds nothing, and is no error. */
export type NumberRange = {
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
};

/** Labels are told apart by every character. */
export type LabelFilter = {
  /** All of these. */
  readonly all?: ReadonlyArray<string> | null | undefined;
  /** One of these, or more. */
  readonly any?: ReadonlyArray<string> | null | undefined;
  /** None of these. */
  readonly none?: ReadonlyArray<string> | null | undefined;
};

/** A company has to meet all that is given. An empty list of plans or states is met by nobody; empty lists of labels say nothing. */
export type CompanyFilter = {
  readonly labels?: LabelFilter | null | undefined;
  readonly plans?: ReadonlyArray<TenantPlan> | null | undefined;
  readonly suspended?: boolean | null | undefined;
  /** Whether the partner founded it. */
  readonly founded?: boolean | null | undefined;
  /** Stands in its name or its reference, whatever the case. 1 to 100 characters. */
  readonly text?: string | null | undefined;
  readonly seatsTaken?: NumberRange | null | undefined;
  readonly people?: NumberRange | null | undefined;
  readonly administrators?: NumberRange | null | undefined;
  readonly suspendedPeople?: NumberRange | null | undefined;
  readonly invitations?: NumberRange | null | undefined;
  readonly withSecondFactor?: NumberRange | null | undefined;
  readonly withoutSecondFactor?: NumberRange | null | undefined;
  readonly demandedSecondFactor?: NumberRange | null | undefined;
  readonly devices?: NumberRange | null | undefined;
  readonly staleDevices?: NumberRange | null | undefined;
  readonly pendingWraps?: NumberRange | null | undefined;
  readonly freshBackups?: NumberRange | null | undefined;
  readonly staleBackups?: NumberRange | null | undefined;
  readonly missingBackups?: NumberRange | null | undefined;
  /** Of what is made known, as `health` shows it: where no sum is made known, none of these ranges is met. */
  readonly weakPasswords?: NumberRange | null | undefined;
  readonly reusedPasswords?: NumberRange | null | undefined;
  readonly oldPasswords?: NumberRange | null | undefined;
  readonly breachedPasswords?: NumberRange | null | undefined;
  /** The worst of what its readiness says. */
  readonly recovery?: ReadonlyArray<ReadinessState> | null | undefined;
  /** Whether the partner's desk has asked for a break-glass that is not over, whether it has begun or not. */
  readonly breakGlass?: boolean | null | undefined;
  /** Whether the partner's desk has a document of policies there. */
  readonly partnerPolicies?: boolean | null | undefined;
  /** Whether that document is not what the partner's templates come to. What cannot be said of a company is neither. */
  readonly policiesBehind?: boolean | null | undefined;
};

export type CompanyOrderField =
  /** Whatever the case. */
  | 'NAME'
  /** Since when the partner looks after it. */
  | 'SINCE'
  | 'PEOPLE'
  | 'SEATS_TAKEN'
  /** What is in order before what fails. */
  | 'RECOVERY'
  /** Where nothing is backed up stands first, as if it were older than all. */
  | 'OLDEST_BACKUP'
  | 'WITHOUT_SECOND_FACTOR'
  /** Where nobody was ever seen stands first. */
  | 'LAST_ACTIVE';

export type OrderDirection =
  | 'ASCENDING'
  | 'DESCENDING';

/** Companies that are alike in it stand by id. */
export type CompanyOrder = {
  readonly by: CompanyOrderField;
  readonly direction?: OrderDirection | null | undefined;
};

export type ReadinessState =
  | 'OK'
  /** A recovery succeeds, and something is amiss. */
  | 'WARNING'
  /** A recovery fails, or reads less than it should. */
  | 'FAILED';

export type ReadinessAspect =
  /** Of the company: its policy says that profiles are backed up. Of a user: what binds them does. */
  | 'POLICY'
  /** The plan has backups, and the company is not suspended. */
  | 'PLAN'
  /** Another administrator has confirmed the switch, and the group that it names stands. */
  | 'SWITCH'
  /** There are two custodians who can act. */
  | 'CUSTODIANS'
  /** The group has a key that was made for those who are in it. */
  | 'GROUP_EPOCH'
  /** Where the policy demands a code: there is one, and somebody has opened by it in the last 180 days. */
  | 'CODE'
  /** Somebody has proven in the last 180 days that they have the group's key in force. */
  | 'DRILL'
  /** Nobody is in the group for a recovery that is over. */
  | 'TEMPORARY_MEMBERS'
  /** No recovery is over that was not closed. */
  | 'RECOVERIES_CLOSED'
  /** The key in force of the business profile is wrapped for the group's epoch in force. */
  | 'ENTRUSTED'
  /** There is a backup of the business profile's head, or one that is not older than 48 hours. */
  | 'BACKUP_FRESH';

/** What an operator sells. */
export type TenantPlan =
  | 'STANDARD'
  /** With organisation backups. */
  | 'ADVANCED'
  /** Everything, until `trialEndsAt`. Then nobody can be invited, join, or be put into a new group; all that is there stays usable. */
  | 'TRIAL';

export type OverviewQueryVariables = Exact<{
  filter?: CompanyFilter | null | undefined;
}>;


export type OverviewQuery = { readonly partner: { readonly name: string | null, readonly seats: number, readonly seatsSold: number, readonly suspendedAt: string | null, readonly totals: { readonly companies: number, readonly suspendedCompanies: number, readonly seats: number, readonly seatsTaken: number, readonly people: number, readonly staleDevices: number, readonly secondFactor: { readonly with: number, readonly without: number }, readonly recovery: { readonly ok: number, readonly warning: number, readonly failed: number }, readonly backups: { readonly fresh: number, readonly stale: number, readonly missing: number } } } };

export type CompaniesQueryVariables = Exact<{
  filter?: CompanyFilter | null | undefined;
  orderBy?: CompanyOrder | null | undefined;
  after?: string | null | undefined;
}>;


export type CompaniesQuery = { readonly partner: { readonly companies: { readonly edges: ReadonlyArray<{ readonly node: { readonly tenant: string, readonly name: string | null, readonly labels: ReadonlyArray<string>, readonly plan: TenantPlan, readonly seats: number, readonly seatsTaken: number, readonly suspendedAt: string | null, readonly lastActiveAt: string | null, readonly posture: { readonly people: number, readonly staleDevices: number, readonly secondFactor: { readonly without: number }, readonly recovery: { readonly state: ReadinessState, readonly failed: ReadonlyArray<ReadinessAspect> }, readonly backups: { readonly stale: number, readonly missing: number, readonly oldest: string | null } } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } };

export type SeatDaysQueryVariables = Exact<{
  filter?: CompanyFilter | null | undefined;
  from: string;
  to: string;
  days: number;
  after?: string | null | undefined;
}>;


export type SeatDaysQuery = { readonly partner: { readonly companies: { readonly edges: ReadonlyArray<{ readonly node: { readonly seatsByDay: ReadonlyArray<{ readonly day: string, readonly seats: number, readonly taken: number }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const OverviewDocument = new TypedDocumentString(`
    query Overview($filter: CompanyFilter) {
  partner {
    name
    seats
    seatsSold
    suspendedAt
    totals(filter: $filter) {
      companies
      suspendedCompanies
      seats
      seatsTaken
      people
      secondFactor {
        with
        without
      }
      staleDevices
      recovery {
        ok
        warning
        failed
      }
      backups {
        fresh
        stale
        missing
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const CompaniesDocument = new TypedDocumentString(`
    query Companies($filter: CompanyFilter, $orderBy: CompanyOrder, $after: String) {
  partner {
    companies(filter: $filter, orderBy: $orderBy, first: 50, after: $after) {
      edges {
        node {
          tenant
          name
          labels
          plan
          seats
          seatsTaken
          suspendedAt
          lastActiveAt
          posture {
            people
            secondFactor {
              without
            }
            staleDevices
            recovery {
              state
              failed
            }
            backups {
              stale
              missing
              oldest
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CompaniesQuery, CompaniesQueryVariables>;
export const SeatDaysDocument = new TypedDocumentString(`
    query SeatDays($filter: CompanyFilter, $from: String!, $to: String!, $days: Int!, $after: String) {
  partner {
    companies(filter: $filter, first: 50, after: $after) {
      edges {
        node {
          seatsByDay(from: $from, to: $to, first: $days) {
            day
            seats
            taken
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SeatDaysQuery, SeatDaysQueryVariables>;
