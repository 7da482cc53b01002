/** What staff are shown of a company whose desk they are at, and what they sign there (PROTOCOL §4.15). */
import type { Hash } from "../../crypto/keys.ts";
import type { SequencedLink } from "../vault/chain.ts";
import { fieldOf, readBoolean, readBytes, readList, readNext, readOneOf, readUuid, refuseAnswer } from "./answer.ts";
import {
  type ChangeRostersAnswer,
  type ChangeRostersWire,
  changedFields,
  type InvitationAnswer,
  invitationFields,
  type PersonAnswer,
  type RosterHeadAnswer,
  readChanged,
  readCut,
  readHeads,
  readInvitation,
  readLimitReached,
  readPolicyRefused,
  type VaultHeadAnswer,
} from "./company-operations.ts";
import {
  type DeskTextAnswer,
  deskTextFields,
  readDeskText,
  readReasons,
  readStaffTexts,
  type StaffTextAnswer,
  staffTextFields,
} from "./desk-operations.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";
import { personTextFields, readPersonText } from "./person-text.ts";

export interface CompanyLinksAnswer {
  /** Where the roster is, as the server says. */
  readonly seq: number;
  readonly head: Hash;
  readonly links: readonly SequencedLink[];
  readonly hasMore: boolean;
}

/** Links behind a seq, of the company's roster or of a group's. */
export const companyLinksOperation: Operation<
  { company: string; roster: string; afterSeq: number },
  CompanyLinksAnswer
> = {
  name: "CompanyLinks",
  document:
    "query CompanyLinks($company: Uuid!, $roster: Uuid!, $afterSeq: Int!) { companyAtDesk(company: $company) { heads { roster seq hash } links(roster: $roster, afterSeq: $afterSeq) { links { seq link signatures } hasMore } } }",
  read: (data, { roster }) => {
    const company = fieldOf(data, "companyAtDesk");
    const head = readHeads(company).find((each) => each.roster === roster) ?? refuseAnswer("heads");
    const page = fieldOf(company, "links");
    const links = readList(page, "links", readLink);
    return { seq: head.seq, head: head.hash, links, hasMore: readBoolean(page, "hasMore") };
  },
};

/** People of the company, as texts. */
export const companyPeopleOperation: Operation<
  { company: string; after: string | null },
  { readonly people: readonly PersonAnswer[]; readonly next: string | null }
> = {
  name: "CompanyPeople",
  document: `query CompanyPeople($company: Uuid!, $after: String) { companyAtDesk(company: $company) { people(first: 100, after: $after) { edges { node { user ${personTextFields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const people = fieldOf(fieldOf(data, "companyAtDesk"), "people");
    return {
      people: readList(people, "edges", (edge) => readPersonAtDesk(fieldOf(edge, "node"))),
      next: readNext(people),
    };
  },
};

/** What somebody else has to confirm is none of a desk's business. */
const readPersonAtDesk = (value: unknown): PersonAnswer => ({
  ...readPersonText(value),
  user: readUuid(value, "user"),
  awaiting: null,
});

/** Open invitations, as texts. */
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

/** The partner's desk there, and staff of whatever desk, as texts. */
export const companyDeskOperation: Operation<
  { company: string; users: readonly string[] },
  { readonly desk: DeskTextAnswer; readonly staff: readonly StaffTextAnswer[] }
> = {
  name: "CompanyDesk",
  document: `query CompanyDesk($company: Uuid!, $users: [Uuid!]!) { companyAtDesk(company: $company) { desk { ${deskTextFields} } staffOf(users: $users) { ${staffTextFields} } } }`,
  read: (data) => {
    const company = fieldOf(data, "companyAtDesk");
    return { desk: readDeskText(fieldOf(company, "desk")), staff: readStaffTexts(company) };
  },
};

/** Why the desk, or one before it, asked for break-glass there. */
export const companyReasonsOperation: Operation<
  { company: string; seqs: readonly number[] },
  readonly (string | null)[]
> = {
  name: "CompanyReasons",
  document:
    "query CompanyReasons($company: Uuid!, $seqs: [Int!]!) { companyAtDesk(company: $company) { reasonsOf(seqs: $seqs) } }",
  read: (data) => readReasons(fieldOf(data, "companyAtDesk")),
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

export const foundingRefusals = ["SEATS", "PLAN", "LABELS", "ID_TAKEN"] as const;
export type FoundingRefusal = (typeof foundingRefusals)[number];

export const foundCompanyOperation: Operation<
  { input: FoundCompanyWire },
  | { readonly type: "CompanyFounded"; readonly heads: readonly RosterHeadAnswer[] }
  | { readonly type: "FoundingRefused"; readonly refusal: FoundingRefusal }
  | Extract<ChangeRostersAnswer, { type: "PolicyRefused" | "TenantLimitReached" }>
> = {
  name: "FoundCompany",
  document:
    "mutation FoundCompany($input: FoundCompanyInput!) { foundCompany(input: $input) { __typename ... on CompanyFounded { heads { roster seq hash } } ... on FoundingRefused { refusal } ... on TenantLimitReached { limit } ... on PolicyRefused { policyRefusal: refusal setting } } }",
  read: (data) => {
    const answer = fieldOf(data, "foundCompany");
    const type = readOneOf(answer, "__typename", [
      "CompanyFounded",
      "FoundingRefused",
      "TenantLimitReached",
      "PolicyRefused",
    ]);
    if (type === "FoundingRefused") return { type, refusal: readOneOf(answer, "refusal", foundingRefusals) };
    if (type === "PolicyRefused") return readPolicyRefused(answer);
    if (type === "TenantLimitReached") return readLimitReached(answer);
    return { type, heads: readHeads(answer) };
  },
};
