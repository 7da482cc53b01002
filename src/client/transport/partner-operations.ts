/** What a partner's staff is shown of their companies, beside what is signed. */
import { deskRights } from "../company/desks.ts";
import type {
  CompanyFilter,
  CompanyTotals,
  ManagedCompany,
  Posture,
  PostureDesk,
  PostureNumber,
  PosturePolicies,
} from "../partner/companies.ts";
import {
  fieldOf,
  readBoolean,
  readCount,
  readDate,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readText,
  readUuid,
  refuseAnswer,
} from "./answer.ts";
import { type AuditEntryAnswer, entryFields, readEntry } from "./audit-operations.ts";
import type { Operation } from "./http.ts";

export const companyPlans = ["STANDARD", "ADVANCED", "TRIAL"] as const;
const readinessStates = ["OK", "WARNING", "FAILED"] as const;

const backupFields = "backups { fresh stale missing oldest }";
const numberFields =
  "people administrators suspended invitations secondFactor { with without demanded } devices staleDevices pendingWraps";
const standingFields = "desk { rights hours staff breakGlass { from until } } policies { seq since behind }";
const companyFields = `tenant name reference labels partner since founded plan trialEndsAt seats seatsTaken suspendedAt createdAt lastActiveAt posture { ${numberFields} recovery { state failed warned } ${backupFields} ${standingFields} }`;

type Numbers = Pick<CompanyTotals, PostureNumber>;

function readNumbers(value: unknown): Numbers {
  const [factor, backups] = [fieldOf(value, "secondFactor"), fieldOf(value, "backups")];
  return {
    people: readCount(value, "people"),
    administrators: readCount(value, "administrators"),
    suspendedPeople: readCount(value, "suspended"),
    invitations: readCount(value, "invitations"),
    withSecondFactor: readCount(factor, "with"),
    withoutSecondFactor: readCount(factor, "without"),
    demandedSecondFactor: readCount(factor, "demanded"),
    devices: readCount(value, "devices"),
    staleDevices: readCount(value, "staleDevices"),
    pendingWraps: readCount(value, "pendingWraps"),
    freshBackups: readCount(backups, "fresh"),
    staleBackups: readCount(backups, "stale"),
    missingBackups: readCount(backups, "missing"),
  };
}

function readPosture(company: unknown): Posture {
  const posture = fieldOf(company, "posture");
  const recovery = fieldOf(posture, "recovery");
  return {
    ...readNumbers(posture),
    recovery: readOneOf(recovery, "state", readinessStates),
    recoveryFailed: readTexts(recovery, "failed"),
    recoveryWarned: readTexts(recovery, "warned"),
    oldestBackup: readOptional(fieldOf(posture, "backups"), "oldest", readDate),
    desk: readOptional(posture, "desk", readDesk),
    policies: readPolicies(fieldOf(posture, "policies")),
  };
}

function readDesk(posture: unknown): PostureDesk {
  const desk = fieldOf(posture, "desk");
  return {
    rights: readList(desk, "rights", (right) => deskRights.find((each) => each === right) ?? refuseAnswer("rights")),
    hours: readCount(desk, "hours"),
    staff: readCount(desk, "staff"),
    breakGlass: readOptional(desk, "breakGlass", (its, name) => {
      const glass = fieldOf(its, name);
      return { from: readDate(glass, "from"), until: readDate(glass, "until") };
    }),
  };
}

const readPolicies = (policies: unknown): PosturePolicies => ({
  seq: readOptional(policies, "seq", readCount),
  since: readOptional(policies, "since", readDate),
  behind: readOptional(policies, "behind", readBoolean),
});

const readTexts = (value: unknown, name: string): string[] =>
  readList(value, name, (each) => (typeof each === "string" ? each : refuseAnswer(name)));

const readCompany = (value: unknown): ManagedCompany => ({
  tenant: readUuid(value, "tenant"),
  name: readOptional(value, "name", readText),
  reference: readOptional(value, "reference", readText),
  labels: readTexts(value, "labels"),
  partner: readUuid(value, "partner"),
  since: readDate(value, "since"),
  founded: readBoolean(value, "founded"),
  plan: readOneOf(value, "plan", companyPlans),
  trialEndsAt: readOptional(value, "trialEndsAt", readDate),
  seats: readCount(value, "seats"),
  seatsTaken: readCount(value, "seatsTaken"),
  suspendedAt: readOptional(value, "suspendedAt", readDate),
  createdAt: readDate(value, "createdAt"),
  lastActiveAt: readOptional(value, "lastActiveAt", readDate),
  posture: readPosture(value),
});

export interface CompaniesWire {
  readonly filter: CompanyFilter | null;
  readonly orderBy: { readonly by: string; readonly direction: "ASCENDING" | "DESCENDING" } | null;
  readonly first: number;
  readonly after: string | null;
}

export const companiesOperation: Operation<
  CompaniesWire,
  { readonly companies: readonly ManagedCompany[]; readonly next: string | null }
> = {
  name: "Companies",
  document: `query Companies($filter: CompanyFilter, $orderBy: CompanyOrder, $first: Int!, $after: String) { partner { companies(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { edges { node { ${companyFields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "companies");
    return { companies: readList(page, "edges", (edge) => readCompany(fieldOf(edge, "node"))), next: readNext(page) };
  },
};

export const companyOperation: Operation<{ company: string }, ManagedCompany> = {
  name: "CompanyOfPartner",
  document: `query CompanyOfPartner($company: Uuid!) { partner { company(tenant: $company) { ${companyFields} } } }`,
  read: (data) => readCompany(fieldOf(fieldOf(data, "partner"), "company")),
};

export const totalsOperation: Operation<{ filter: CompanyFilter | null }, CompanyTotals> = {
  name: "CompanyTotals",
  document: `query CompanyTotals($filter: CompanyFilter) { partner { totals(filter: $filter) { companies suspendedCompanies seats seatsTaken ${numberFields} ${backupFields} } } }`,
  read: (data) => {
    const totals = fieldOf(fieldOf(data, "partner"), "totals");
    return {
      ...readNumbers(totals),
      companies: readCount(totals, "companies"),
      suspendedCompanies: readCount(totals, "suspendedCompanies"),
      seats: readCount(totals, "seats"),
      seatsTaken: readCount(totals, "seatsTaken"),
    };
  },
};

/** A company of the caller's scope, as acts over many go by it. */
export interface ListedCompany {
  readonly tenant: string;
  readonly name: string | null;
  /** Whose it is: of a nested partner it is only read. */
  readonly partner: string;
  readonly labels: readonly string[];
}

export const listedCompaniesOperation: Operation<
  { filter: CompanyFilter | null; after: string | null },
  { readonly companies: readonly ListedCompany[]; readonly next: string | null }
> = {
  name: "ListedCompanies",
  document:
    "query ListedCompanies($filter: CompanyFilter, $after: String) { partner { companies(filter: $filter, first: 100, after: $after) { edges { node { tenant name partner labels } } pageInfo { hasNextPage endCursor } } } }",
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "companies");
    const companies = readList(page, "edges", (edge) => {
      const company = fieldOf(edge, "node");
      return {
        tenant: readUuid(company, "tenant"),
        name: readOptional(company, "name", readText),
        partner: readUuid(company, "partner"),
        labels: readTexts(company, "labels"),
      };
    });
    return { companies, next: readNext(page) };
  },
};

export interface FoundPerson {
  readonly user: string;
  readonly address: string;
  readonly name: string;
}

export const searchOperation: Operation<
  { text: string; first: number; after: string | null },
  {
    readonly hits: readonly { company: string; name: string | null; person: FoundPerson | null }[];
    readonly next: string | null;
  }
> = {
  name: "SearchPartner",
  document:
    "query SearchPartner($text: String!, $first: Int!, $after: String) { partner { search(text: $text, first: $first, after: $after) { edges { node { company { tenant name } user { user address name } } } pageInfo { hasNextPage endCursor } } } }",
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "search");
    const hits = readList(page, "edges", (edge) => {
      const hit = fieldOf(edge, "node");
      const company = fieldOf(hit, "company");
      return {
        company: readUuid(company, "tenant"),
        name: readOptional(company, "name", readText),
        person: readOptional(hit, "user", (holder, field) => {
          const user = fieldOf(holder, field);
          return { user: readUuid(user, "user"), address: readText(user, "address"), name: readText(user, "name") };
        }),
      };
    });
    return { hits, next: readNext(page) };
  },
};

export const companyAuditOperation: Operation<
  { company: string; kinds: readonly string[] | null; first: number; after: string | null },
  { readonly entries: readonly AuditEntryAnswer[]; readonly next: string | null; readonly end: string | null }
> = {
  name: "CompanyAudit",
  document: `query CompanyAudit($company: Uuid!, $kinds: [AuditKind!], $first: Int!, $after: String) { partner { company(tenant: $company) { auditEvents(kinds: $kinds, first: $first, after: $after) { edges { node { ${entryFields} } } pageInfo { hasNextPage endCursor } } } } }`,
  read: (data) => {
    const page = fieldOf(fieldOf(fieldOf(data, "partner"), "company"), "auditEvents");
    const entries = readList(page, "edges", (edge) => readEntry(fieldOf(edge, "node")));
    return { entries, next: readNext(page), end: readOptional(fieldOf(page, "pageInfo"), "endCursor", readText) };
  },
};
