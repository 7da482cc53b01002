import type { Hash } from "../../crypto/keys.ts";
import type { PolicyName } from "../../crypto/policies.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readHash,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readTime,
  readUuid,
  refuseAnswer,
} from "./answer.ts";
import type { SignedLinkWire } from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { type PersonTextAnswer, personTextFields, readPersonText } from "./person-text.ts";
import { type PolicyRefusal, policyRefusals, readSetting } from "./policy-operations.ts";

export interface PersonTextWire {
  readonly seq: number;
  readonly address: string;
  readonly name: string;
  readonly salt: string;
}

export interface ChangeRostersWire {
  readonly clientMutationId: string;
  readonly links: readonly SignedLinkWire[];
  readonly persons?: readonly PersonTextWire[];
  readonly names?: readonly { readonly group: string; readonly name: string; readonly epoch: number }[];
  readonly epochs?: readonly {
    readonly group: string;
    readonly epoch: number;
    readonly publicKey: string;
    readonly previousSecret: string | null;
  }[];
  readonly wraps?: readonly MemberWrapWire[];
  readonly newAddress?: NewAddressWire;
  readonly policies?: readonly { readonly seq: number; readonly document: string }[];
  readonly codes?: readonly { readonly group: string; readonly publicKey: string }[];
  readonly staffKeys?: readonly { readonly seq: number; readonly publicKey: string }[];
  readonly reasons?: readonly { readonly seq: number; readonly reason: string }[];
}

/** The code that proves an address. */
export interface NewAddressWire {
  readonly request: string;
  readonly code: string;
}

export interface MemberWrapWire {
  readonly group: string;
  readonly epoch: number;
  readonly user: string;
  readonly wrap: string;
}

const addressRefusals = ["CODE_REFUSED", "ADDRESS_TAKEN"] as const;
const tenantLimits = ["SEATS", "TRIAL_ENDED", "GROUPS", "GROUP_POLICIES", "PLAN", "LAST_CUSTODIAN"] as const;

export interface RosterHeadAnswer {
  readonly roster: string;
  readonly seq: number;
  readonly hash: Hash;
}

export type ChangeRostersAnswer =
  | {
      readonly type: "RostersChanged";
      readonly heads: readonly RosterHeadAnswer[];
    }
  | { readonly type: "StaleHead" }
  | { readonly type: "AddressRefused"; readonly refusal: (typeof addressRefusals)[number] }
  | { readonly type: "TenantLimitReached"; readonly limit: (typeof tenantLimits)[number] }
  | { readonly type: "PolicyRefused"; readonly refusal: PolicyRefusal; readonly setting: PolicyName };

export const changedFields =
  "__typename ... on RostersChanged { heads { roster seq hash } } ... on TenantLimitReached { limit } ... on AddressRefused { refusal } ... on PolicyRefused { policyRefusal: refusal setting }";

export const administerTenantOperation: Operation<{ input: ChangeRostersWire }, ChangeRostersAnswer> = {
  name: "AdministerTenant",
  document: `mutation AdministerTenant($input: ChangeRostersInput!) { administerTenant(input: $input) { ${changedFields} } }`,
  read: (data) => readChanged(fieldOf(data, "administerTenant")),
};

export const changeRostersOperation: Operation<{ input: ChangeRostersWire }, ChangeRostersAnswer> = {
  name: "ChangeRosters",
  document: `mutation ChangeRosters($input: ChangeRostersInput!) { changeRosters(input: $input) { ${changedFields} } }`,
  read: (data) => readChanged(fieldOf(data, "changeRosters")),
};

export function readChanged(value: unknown): ChangeRostersAnswer {
  const type = readOneOf(value, "__typename", [
    "RostersChanged",
    "StaleHead",
    "TenantLimitReached",
    "AddressRefused",
    "PolicyRefused",
  ]);
  if (type === "AddressRefused") return { type, refusal: readOneOf(value, "refusal", addressRefusals) };
  if (type === "PolicyRefused") return readPolicyRefused(value);
  if (type === "StaleHead") return { type };
  if (type === "TenantLimitReached") return readLimitReached(value);
  return { type, heads: readHeads(value) };
}

export const readPolicyRefused = (value: unknown): Extract<ChangeRostersAnswer, { type: "PolicyRefused" }> => ({
  type: "PolicyRefused",
  refusal: readOneOf(value, "policyRefusal", policyRefusals),
  setting: readSetting(value, "setting"),
});

export const readLimitReached = (value: unknown): Extract<ChangeRostersAnswer, { type: "TenantLimitReached" }> => ({
  type: "TenantLimitReached",
  limit: readOneOf(value, "limit", tenantLimits),
});

/** Heads of rosters. */
export const readHeads = (value: unknown): RosterHeadAnswer[] =>
  readList(value, "heads", (head) => ({
    roster: readUuid(head, "roster"),
    seq: readCount(head, "seq"),
    hash: readHash(head, "hash"),
  }));

export interface PersonAnswer extends PersonTextAnswer {
  readonly user: string;
  /** A change of name that waits for an administrator. */
  readonly awaiting: (PersonTextAnswer & { readonly seq: number }) | null;
}

const personFields = `user ${personTextFields} awaiting { seq ${personTextFields} }`;

/** A member as text; null for whoever is none. */
export const personOperation: Operation<{ user: string }, PersonAnswer | null> = {
  name: "Person",
  document: `query Person($user: Uuid!) { viewer { tenant { peopleOf(users: [$user]) { ${personFields} } } } }`,
  read: (data) => {
    const tenant = fieldOf(fieldOf(data, "viewer"), "tenant");
    const [person] = readList(tenant, "peopleOf", (each) => (each === null ? null : readPerson(each)));
    return person ?? null;
  },
};

export const requestAddressChangeOperation: Operation<
  { input: { address: string } },
  { readonly request: string; readonly expiresAt: number }
> = {
  name: "RequestAddressChange",
  document:
    "mutation RequestAddressChange($input: RequestAddressChangeInput!) { requestAddressChange(input: $input) { request expiresAt } }",
  read: (data) => {
    const asked = fieldOf(data, "requestAddressChange");
    return { request: readUuid(asked, "request"), expiresAt: readTime(asked, "expiresAt") };
  },
};

export const listPeopleOperation: Operation<
  { after: string | null },
  { readonly people: readonly PersonAnswer[]; readonly next: string | null }
> = {
  name: "ListPeople",
  document: `query ListPeople($after: String) { viewer { tenant { people(first: 100, after: $after) { edges { node { ${personFields} } } pageInfo { hasNextPage endCursor } } } } }`,
  read: (data) => {
    const people = fieldOf(fieldOf(fieldOf(data, "viewer"), "tenant"), "people");
    return {
      people: readList(people, "edges", (edge) => readPerson(fieldOf(edge, "node"))),
      next: readNext(people),
    };
  },
};

const readPerson = (value: unknown): PersonAnswer => ({
  ...readPersonText(value),
  user: readUuid(value, "user"),
  awaiting: readOptional(value, "awaiting", readAwaiting),
});

const readAwaiting = (value: unknown, field: string) => {
  const awaiting = fieldOf(value, field);
  return { ...readPersonText(awaiting), seq: readCount(awaiting, "seq") };
};

export interface FormerMemberAnswer extends PersonTextAnswer {
  readonly user: string;
  readonly removedSeq: number;
}

export const listFormerMembersOperation: Operation<
  { after: string | null },
  { readonly members: readonly FormerMemberAnswer[]; readonly next: string | null }
> = {
  name: "ListFormerMembers",
  document: `query ListFormerMembers($after: String) { viewer { tenant { formerMembers(first: 100, after: $after) { edges { node { user ${personTextFields} removedSeq } } pageInfo { hasNextPage endCursor } } } } }`,
  read: (data) => {
    const former = fieldOf(fieldOf(fieldOf(data, "viewer"), "tenant"), "formerMembers");
    return {
      members: readList(former, "edges", (edge) => {
        const node = fieldOf(edge, "node");
        return {
          ...readPersonText(node),
          user: readUuid(node, "user"),
          removedSeq: readCount(node, "removedSeq"),
        };
      }),
      next: readNext(former),
    };
  },
};

export interface InvitationAnswer extends PersonTextAnswer {
  readonly key: Uint8Array;
  readonly expired: boolean;
}

export const invitationFields = `key ${personTextFields} expired`;

export const readInvitation = (value: unknown): InvitationAnswer => ({
  ...readPersonText(value),
  key: readBytes(value, "key"),
  expired: readBoolean(value, "expired"),
});

export const listInvitationsOperation: Operation<
  { after: string | null },
  { readonly invitations: readonly InvitationAnswer[]; readonly next: string | null }
> = {
  name: "ListInvitations",
  document: `query ListInvitations($after: String) { viewer { tenant { invitations(first: 100, after: $after) { edges { node { ${invitationFields} } } pageInfo { hasNextPage endCursor } } } } }`,
  read: (data) => {
    const invitations = fieldOf(fieldOf(fieldOf(data, "viewer"), "tenant"), "invitations");
    return {
      invitations: readList(invitations, "edges", (edge) => readInvitation(fieldOf(edge, "node"))),
      next: readNext(invitations),
    };
  },
};

export interface VaultHeadAnswer {
  readonly vault: string;
  readonly revision: number;
  readonly hash: Hash;
}

export const cutOperation: Operation<{ user: string }, readonly VaultHeadAnswer[]> = {
  name: "CutOf",
  document: "query CutOf($user: Uuid!) { viewer { tenant { cutOf(user: $user) { vault revision hash } } } }",
  read: (data) => {
    return readCut(fieldOf(fieldOf(data, "viewer"), "tenant"));
  },
};

export function readCut(tenant: unknown): VaultHeadAnswer[] {
  const heads = readList(tenant, "cutOf", (head) => ({
    vault: readUuid(head, "vault"),
    revision: readCount(head, "revision"),
    hash: readHash(head, "hash"),
  }));
  // A vault has one head: of two nobody signs a cut.
  if (new Set(heads.map(({ vault }) => vault)).size !== heads.length) refuseAnswer("cutOf");
  return heads;
}

const plans = ["STANDARD", "ADVANCED", "TRIAL"] as const;

export interface TenantAnswer {
  readonly plan: (typeof plans)[number];
  readonly trialEndsAt: number | null;
  readonly seats: number;
  readonly seatsTaken: number;
  readonly suspendedAt: number | null;
}

const tenantFields = "plan trialEndsAt seats seatsTaken suspendedAt";

export const tenantOperation: Operation<Record<string, never>, TenantAnswer> = {
  name: "Tenant",
  document: `query Tenant { viewer { tenant { ${tenantFields} } } }`,
  read: (data) => readTenant(fieldOf(fieldOf(data, "viewer"), "tenant")),
};

export const deletePersonOperation: Operation<{ input: { user: string } }, { readonly accountErased: boolean }> = {
  name: "DeletePerson",
  document: "mutation DeletePerson($input: DeletePersonInput!) { deletePerson(input: $input) { accountErased } }",
  read: (data) => ({ accountErased: readBoolean(fieldOf(data, "deletePerson"), "accountErased") }),
};

export const redeemTenantCodeOperation: Operation<
  { input: { code: string } },
  TenantAnswer | { readonly refusal: "CODE_REFUSED" }
> = {
  name: "RedeemTenantCode",
  document: `mutation RedeemTenantCode($input: RedeemTenantCodeInput!) { redeemTenantCode(input: $input) { __typename ... on TenantCodeRedeemed { tenant { ${tenantFields} } } ... on TenantCodeRefused { refusal } } }`,
  read: (data) => {
    const result = fieldOf(data, "redeemTenantCode");
    const type = readOneOf(result, "__typename", ["TenantCodeRedeemed", "TenantCodeRefused"]);
    if (type === "TenantCodeRedeemed") return readTenant(fieldOf(result, "tenant"));
    return { refusal: readOneOf(result, "refusal", ["CODE_REFUSED"]) };
  },
};

const readTenant = (value: unknown): TenantAnswer => ({
  plan: readOneOf(value, "plan", plans),
  trialEndsAt: readOptional(value, "trialEndsAt", readTime),
  seats: readCount(value, "seats"),
  seatsTaken: readCount(value, "seatsTaken"),
  suspendedAt: readOptional(value, "suspendedAt", readTime),
});
