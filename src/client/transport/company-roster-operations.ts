/** What staff are shown of a company whose desk they are at, and what they sign there (PROTOCOL §4.15). */
import type { Hash } from "../../crypto/keys.ts";
import type { SequencedLink } from "../vault/chain.ts";
import { fieldOf, readBytes, readCount, readHash, readList, readNext, readOneOf } from "./answer.ts";
import {
  type ChangeRostersAnswer,
  type ChangeRostersWire,
  changedFields,
  type InvitationAnswer,
  invitationFields,
  type PersonAnswer,
  personFields,
  type RosterHeadAnswer,
  readChanged,
  readCut,
  readHeads,
  readInvitation,
  readPerson,
  readPolicyRefused,
  type VaultHeadAnswer,
} from "./company-operations.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";

export interface CompanyLinksAnswer {
  /** Where the roster is, as the server says. */
  readonly seq: number;
  readonly head: Hash;
  readonly links: readonly SequencedLink[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
}

/** Links behind a seq, of the company's roster or of a group's. */
export const companyLinksOperation: Operation<
  { company: string; roster: string; after: string | null },
  CompanyLinksAnswer
> = {
  name: "CompanyLinks",
  document:
    "query CompanyLinks($company: Uuid!, $roster: Uuid!, $after: String) { companyAtDesk(company: $company) { rosterHeads { roster seq hash } links(roster: $roster, first: 200, after: $after) { edges { node { seq link signatures } } pageInfo { hasNextPage endCursor } } } }",
  read: (data, { roster }) => {
    const company = fieldOf(data, "companyAtDesk");
    const heads = readList(company, "rosterHeads", (head) => head).filter((head) => fieldOf(head, "roster") === roster);
    const [head] = heads;
    const links = fieldOf(company, "links");
    return {
      seq: readCount(head, "seq"),
      head: readHash(head, "hash"),
      links: readList(links, "edges", (edge) => readLink(fieldOf(edge, "node"))),
      next: readNext(links),
    };
  },
};

/** People of the company, as texts. */
export const companyPeopleOperation: Operation<
  { company: string; after: string | null },
  { readonly people: readonly PersonAnswer[]; readonly next: string | null }
> = {
  name: "CompanyPeople",
  document: `query CompanyPeople($company: Uuid!, $after: String) { companyAtDesk(company: $company) { people(first: 100, after: $after) { edges { node { ${personFields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const people = fieldOf(fieldOf(data, "companyAtDesk"), "people");
    return { people: readList(people, "edges", (edge) => readPerson(fieldOf(edge, "node"))), next: readNext(people) };
  },
};

/** Invitations of the desk, as texts. */
export const companyInvitationsOperation: Operation<
  { company: string; after: string | null },
  { readonly invitations: readonly InvitationAnswer[]; readonly next: string | null }
> = {
  name: "CompanyInvitations",
  document: `query CompanyInvitations($company: Uuid!, $after: String) { companyAtDesk(company: $company) { invitations(first: 100, after: $after) { edges { node { ${invitationFields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const invitations = fieldOf(fieldOf(data, "companyAtDesk"), "invitations");
    return {
      invitations: readList(invitations, "edges", (edge) => readInvitation(fieldOf(edge, "node"))),
      next: readNext(invitations),
    };
  },
};

/** Every document of policies that the company's roster states. */
export const companyPoliciesOperation: Operation<
  { company: string; after: string | null },
  { readonly documents: readonly Uint8Array[]; readonly next: string | null }
> = {
  name: "CompanyPolicies",
  document:
    "query CompanyPolicies($company: Uuid!, $after: String) { companyAtDesk(company: $company) { policyDocuments(first: 100, after: $after) { edges { node { document } } pageInfo { hasNextPage endCursor } } } }",
  read: (data) => {
    const found = fieldOf(fieldOf(data, "companyAtDesk"), "policyDocuments");
    return {
      documents: readList(found, "edges", (edge) => readBytes(fieldOf(edge, "node"), "document")),
      next: readNext(found),
    };
  },
};

/** Heads of a user's vaults, for a cut, and of the rosters that stand. */
export const companyCutOperation: Operation<{ company: string; user: string }, readonly VaultHeadAnswer[]> = {
  name: "CompanyCut",
  document:
    "query CompanyCut($company: Uuid!, $user: Uuid!) { companyAtDesk(company: $company) { cutOf(user: $user) { vault revision hash } } }",
  read: (data) => readCut(fieldOf(data, "companyAtDesk")),
};

export const administerCompanyOperation: Operation<
  { input: { company: string; change: ChangeRostersWire } },
  ChangeRostersAnswer
> = {
  name: "AdministerCompany",
  document: `mutation AdministerCompany($input: AdministerCompanyInput!) { administerCompany(input: $input) { ${changedFields} } }`,
  read: (data) => readChanged(fieldOf(data, "administerCompany")),
};

export interface FoundCompanyWire {
  readonly change: ChangeRostersWire;
  readonly plan: string;
  readonly seats: number;
  readonly trialDays: number | null;
  readonly labels: readonly string[];
  readonly reference: string | null;
}

const foundingRefusals = ["SEATS", "PLAN", "LABELS", "ID_TAKEN"] as const;
export type FoundingRefusal = (typeof foundingRefusals)[number];

export const foundCompanyOperation: Operation<
  { input: FoundCompanyWire },
  | { readonly type: "CompanyFounded"; readonly heads: readonly RosterHeadAnswer[] }
  | { readonly type: "FoundingRefused"; readonly refusal: FoundingRefusal }
  | Extract<ChangeRostersAnswer, { type: "PolicyRefused" }>
> = {
  name: "FoundCompany",
  document:
    "mutation FoundCompany($input: FoundCompanyInput!) { foundCompany(input: $input) { __typename ... on CompanyFounded { heads { roster seq hash } } ... on FoundingRefused { refusal } ... on PolicyRefused { policyRefusal: refusal setting } } }",
  read: (data) => {
    const answer = fieldOf(data, "foundCompany");
    const type = readOneOf(answer, "__typename", ["CompanyFounded", "FoundingRefused", "PolicyRefused"]);
    if (type === "FoundingRefused") return { type, refusal: readOneOf(answer, "refusal", foundingRefusals) };
    if (type === "PolicyRefused") return readPolicyRefused(answer);
    return { type, heads: readHeads(answer) };
  },
};
