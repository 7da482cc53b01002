/** The partner that the caller is on the staff of, and who else is. */
import type { NestedPartner, PartedCompany } from "../partner/partner.ts";
import { type PartnerStaffMember, type StaffRole, type StaffScope, staffRoles } from "../partner/staff.ts";
import {
  fieldOf,
  readBytes,
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
import type { Operation } from "./http.ts";
import { companyPlans } from "./partner-operations.ts";

const scopeFields = "role scope labels companies";
const scopes = ["ALL", "LABELS", "LIST"] as const;

const readTexts = (value: unknown, name: string): string[] =>
  readList(value, name, (each) => (typeof each === "string" ? each : refuseAnswer(name)));

function readScope(value: unknown): { readonly role: StaffRole } & StaffScope {
  const role = readOneOf(value, "role", staffRoles);
  const scope = readOneOf(value, "scope", scopes);
  if (scope === "LABELS") return { role, scope, labels: readTexts(value, "labels") };
  return scope === "LIST" ? { role, scope, companies: readTexts(value, "companies") } : { role, scope };
}

export interface PartnerAnswer {
  readonly tenant: string;
  readonly name: string | null;
  readonly seats: number;
  readonly seatsSold: number;
  readonly plans: readonly (typeof companyPlans)[number][];
  readonly suspendedAt: Date | null;
  readonly you: { readonly role: StaffRole } & StaffScope;
  readonly labels: readonly { readonly label: string; readonly companies: number }[];
  readonly parted: readonly PartedCompany[];
  /** A page of those under it. */
  readonly partners: readonly NestedPartner[];
  readonly next: string | null;
}

export const partnerOperation: Operation<{ after: string | null }, PartnerAnswer> = {
  name: "Partner",
  document: `query Partner($after: String) { partner { tenant name seats seatsSold plans suspendedAt viewer { ${scopeFields} } labels { label companies } parted { tenant name reference seats partedAt by } partners(first: 100, after: $after) { edges { node { tenant name seats seatsSold companies suspendedAt } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const partner = fieldOf(data, "partner");
    const nested = fieldOf(partner, "partners");
    return {
      tenant: readUuid(partner, "tenant"),
      name: readOptional(partner, "name", readText),
      seats: readCount(partner, "seats"),
      seatsSold: readCount(partner, "seatsSold"),
      plans: readList(partner, "plans", (plan) => companyPlans.find((each) => each === plan) ?? refuseAnswer("plans")),
      suspendedAt: readOptional(partner, "suspendedAt", readDate),
      you: readScope(fieldOf(partner, "viewer")),
      labels: readList(partner, "labels", (each) => ({
        label: readText(each, "label"),
        companies: readCount(each, "companies"),
      })),
      parted: readList(partner, "parted", readParted),
      partners: readList(nested, "edges", (edge) => readNested(fieldOf(edge, "node"))),
      next: readNext(nested),
    };
  },
};

const readParted = (value: unknown): PartedCompany => ({
  tenant: readUuid(value, "tenant"),
  name: readOptional(value, "name", readText),
  reference: readOptional(value, "reference", readText),
  seats: readCount(value, "seats"),
  partedAt: readDate(value, "partedAt"),
  by: readOptional(value, "by", readUuid),
});

const readNested = (value: unknown): NestedPartner => ({
  tenant: readUuid(value, "tenant"),
  name: readOptional(value, "name", readText),
  seats: readCount(value, "seats"),
  seatsSold: readCount(value, "seatsSold"),
  companies: readCount(value, "companies"),
  suspendedAt: readOptional(value, "suspendedAt", readDate),
});

/** Whether the role counts, the server says; who it is, the partner's own roster. */
export type StaffAnswer = Omit<PartnerStaffMember, "name" | "address"> & StaffScope;

export const listStaffOperation: Operation<
  { after: string | null },
  { readonly staff: readonly StaffAnswer[]; readonly next: string | null }
> = {
  name: "ListStaff",
  document: `query ListStaff($after: String) { partner { staff(first: 50, after: $after) { edges { node { user ${scopeFields} since counts } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "staff");
    const staff = readList(page, "edges", (edge) => {
      const its = fieldOf(edge, "node");
      const counts = fieldOf(its, "counts") === true;
      return { user: readUuid(its, "user"), ...readScope(its), since: readDate(its, "since"), counts };
    });
    return { staff, next: readNext(page) };
  },
};

export interface SetStaffWire {
  readonly user: string;
  readonly role: StaffRole;
  readonly scope: (typeof scopes)[number];
  readonly labels?: readonly string[];
  readonly companies?: readonly string[];
}

const staffRefusals = ["LAST_OWNER", "NOT_ADMINISTRATOR", "TOO_MANY"] as const;
export type StaffRefusal = (typeof staffRefusals)[number];

const readStaffChange =
  (mutation: string, done: string) =>
  (data: unknown): StaffRefusal | null => {
    const answer = fieldOf(data, mutation);
    const type = readOneOf(answer, "__typename", [done, "StaffRefused"]);
    return type === "StaffRefused" ? readOneOf(answer, "refusal", staffRefusals) : null;
  };

/** Null: it is so. */
export const setStaffOperation: Operation<{ input: SetStaffWire }, StaffRefusal | null> = {
  name: "SetStaff",
  document:
    "mutation SetStaff($input: SetStaffInput!) { setStaff(input: $input) { __typename ... on StaffRefused { refusal } } }",
  read: readStaffChange("setStaff", "StaffSet"),
};

export const removeStaffOperation: Operation<{ input: { user: string } }, StaffRefusal | null> = {
  name: "RemoveStaff",
  document:
    "mutation RemoveStaff($input: RemoveStaffInput!) { removeStaff(input: $input) { __typename ... on StaffRefused { refusal } } }",
  read: readStaffChange("removeStaff", "StaffRemoved"),
};

/** False: CODE_REFUSED. */
export const redeemPartnerCodeOperation: Operation<{ input: { code: string } }, boolean> = {
  name: "RedeemPartnerCode",
  document:
    "mutation RedeemPartnerCode($input: RedeemPartnerCodeInput!) { redeemPartnerCode(input: $input) { __typename } }",
  read: (data) =>
    readOneOf(fieldOf(data, "redeemPartnerCode"), "__typename", ["PartnerCodeRedeemed", "PartnerCodeRefused"]) ===
    "PartnerCodeRedeemed",
};

export interface PartnerOfferAnswer {
  readonly hash: Uint8Array;
  readonly offer: Uint8Array;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const offerFields = "hash offer createdAt expiresAt";
const readOffer = (value: unknown): PartnerOfferAnswer => ({
  hash: readBytes(value, "hash"),
  offer: readBytes(value, "offer"),
  createdAt: readDate(value, "createdAt"),
  expiresAt: readDate(value, "expiresAt"),
});

export const offersOperation: Operation<Record<string, never>, readonly PartnerOfferAnswer[]> = {
  name: "Offers",
  document: `query Offers { partner { offers { ${offerFields} } } }`,
  read: (data) => readList(fieldOf(data, "partner"), "offers", readOffer),
};

export interface MakeOfferWire {
  readonly offer: string;
  readonly keeperAddress: string;
  readonly keeperName: string;
  readonly keeperSalt: string;
  readonly labels: readonly string[];
  readonly reference: string | null;
}

/** Null: there are as many as there may be. */
export const makeOfferOperation: Operation<{ input: MakeOfferWire }, PartnerOfferAnswer | null> = {
  name: "MakeOffer",
  document: `mutation MakeOffer($input: MakeOfferInput!) { makeOffer(input: $input) { __typename ... on OfferMade { offer { ${offerFields} } } } }`,
  read: (data) => {
    const answer = fieldOf(data, "makeOffer");
    const type = readOneOf(answer, "__typename", ["OfferMade", "OfferRefused"]);
    return type === "OfferMade" ? readOffer(fieldOf(answer, "offer")) : null;
  },
};

export const voidOfferOperation: Operation<{ input: { hash: string } }, Uint8Array> = {
  name: "VoidOffer",
  document: "mutation VoidOffer($input: VoidOfferInput!) { voidOffer(input: $input) { hash } }",
  read: (data) => readBytes(fieldOf(data, "voidOffer"), "hash"),
};
