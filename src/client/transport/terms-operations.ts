/** What a partner gives its companies by the server's table: labels, plans, seats, suspension. */
import { fieldOf, readBoolean, readList, readOneOf, readOptional, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import type { companyPlans } from "./partner-operations.ts";

type Plan = (typeof companyPlans)[number];

const companyRefusals = ["SEATS", "PLAN", "TRIAL", "LABELS", "LABELS_BIND", "BY_OPERATOR"] as const;
export type CompanyRefusal = (typeof companyRefusals)[number];

/** What each of them takes, besides the company. */
interface CompanyTerms {
  readonly setCompanyLabels: { readonly labels: readonly string[] };
  readonly setCompanyReference: { readonly reference: string | null };
  readonly changeCompanyPlan: { readonly plan: Plan; readonly trialDays: number | null };
  readonly setCompanySeats: { readonly seats: number };
  readonly suspendCompany: object;
  readonly resumeCompany: object;
}

/** The input of a change of one company. */
export interface ChangeCompanyWire<T extends object> {
  readonly input: { readonly company: string } & T;
}

/** A change of one company, by the name of its mutation. The answer is why it was not made; null where it was. */
function changeCompany<M extends keyof CompanyTerms>(
  mutation: M,
): Operation<ChangeCompanyWire<CompanyTerms[M]>, CompanyRefusal | null> {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  return {
    name,
    document: `mutation ${name}($input: ${name}Input!) { ${mutation}(input: $input) { __typename ... on CompanyChanged { changed } ... on CompanyRefused { refusal } } }`,
    read: (data) => {
      const answer = fieldOf(data, mutation);
      const type = readOneOf(answer, "__typename", ["CompanyChanged", "CompanyRefused"]);
      if (type === "CompanyRefused") return readOneOf(answer, "refusal", companyRefusals);
      readBoolean(answer, "changed");
      return null;
    },
  };
}

export const setCompanyLabelsOperation = changeCompany("setCompanyLabels");
export const setCompanyReferenceOperation = changeCompany("setCompanyReference");
export const changeCompanyPlanOperation = changeCompany("changeCompanyPlan");
export const setCompanySeatsOperation = changeCompany("setCompanySeats");
export const suspendCompanyOperation = changeCompany("suspendCompany");
export const resumeCompanyOperation = changeCompany("resumeCompany");

export const releaseCompanyOperation: Operation<{ input: { company: string; dryRun: boolean } }, string> = {
  name: "ReleaseCompany",
  document: "mutation ReleaseCompany($input: ReleaseCompanyInput!) { releaseCompany(input: $input) { company } }",
  read: (data) => readUuid(fieldOf(data, "releaseCompany"), "company"),
};

export interface BulkActionWire {
  readonly setLabels?: readonly string[];
  readonly addLabels?: readonly string[];
  readonly removeLabels?: readonly string[];
  readonly changePlan?: { readonly plan: Plan; readonly trialDays: number | null };
  readonly setSeats?: number;
  readonly suspend?: boolean;
  readonly resume?: boolean;
}

export interface BulkWire {
  readonly clientMutationId: string;
  readonly companies: readonly string[];
  readonly action: BulkActionWire;
  readonly dryRun: boolean;
  readonly after: string | null;
}

const outcomes = ["DONE", "UNCHANGED", "REFUSED", "NOT_FOUND"] as const;

export interface BulkPageAnswer {
  readonly results: readonly {
    readonly company: string;
    readonly outcome: (typeof outcomes)[number];
    readonly refusal: CompanyRefusal | null;
  }[];
  readonly next: string | null;
}

export const bulkOperation: Operation<{ input: BulkWire }, BulkPageAnswer> = {
  name: "BulkCompanies",
  document:
    "mutation BulkCompanies($input: BulkCompaniesInput!) { bulkCompanies(input: $input) { results { company outcome refusal } next } }",
  read: (data) => {
    const page = fieldOf(data, "bulkCompanies");
    return {
      results: readList(page, "results", (each) => ({
        company: readUuid(each, "company"),
        outcome: readOneOf(each, "outcome", outcomes),
        refusal: readOptional(each, "refusal", (holder, name) => readOneOf(holder, name, companyRefusals)),
      })),
      next: readOptional(page, "next", readUuid),
    };
  },
};
