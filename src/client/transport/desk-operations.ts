/** What a company's own people are shown of its desks beside the roster, and how a partner's offer is accepted (PROTOCOL §4.15). */
import {
  fieldOf,
  readBoolean,
  readBytes,
  readDate,
  readList,
  readOneOf,
  readOptional,
  readText,
  readUuid,
} from "./answer.ts";
import { type ChangeRostersAnswer, type ChangeRostersWire, changedFields, readChanged } from "./company-operations.ts";
import type { Operation } from "./http.ts";
import { type PersonTextAnswer, personTextFields, readPersonText } from "./person-text.ts";

/** Who stands above a partner, as the server says. */
export interface ParentAnswer {
  readonly partner: string;
  readonly name: string | null;
}

const parentFields = "parent { partner name }";

const readParent = (value: unknown): ParentAnswer | null =>
  readOptional(value, "parent", (holder, field) => {
    const its = fieldOf(holder, field);
    return { partner: readUuid(its, "partner"), name: readOptional(its, "name", readText) };
  });

export interface DeskTextAnswer {
  readonly desk: string;
  /** What the server calls the partner. */
  readonly partner: string | null;
  readonly parent: ParentAnswer | null;
}

export interface StaffTextAnswer extends PersonTextAnswer {
  readonly user: string;
}

export const deskTextFields = `desk partnerName ${parentFields}`;
export const staffTextFields = `user ${personTextFields}`;

export const readDeskText = (value: unknown): DeskTextAnswer => ({
  desk: readUuid(value, "desk"),
  partner: readOptional(value, "partnerName", readText),
  parent: readParent(value),
});

const readStaffText = (value: unknown): StaffTextAnswer => ({
  ...readPersonText(value),
  user: readUuid(value, "user"),
});

/** Desks as the server has them beside the roster, with the texts of who is at them. */
export const desksOperation: Operation<
  Record<string, never>,
  { readonly desks: readonly DeskTextAnswer[]; readonly staff: readonly StaffTextAnswer[] }
> = {
  name: "Desks",
  document: `query Desks { viewer { tenant { desks { ${deskTextFields} staff { ${staffTextFields} } } } } }`,
  read: (data) => readDesks(fieldOf(fieldOf(data, "viewer"), "tenant")),
};

function readDesks(tenant: unknown): {
  readonly desks: readonly DeskTextAnswer[];
  readonly staff: readonly StaffTextAnswer[];
} {
  const all = readList(tenant, "desks", (desk) => ({
    desk: readDeskText(desk),
    staff: readList(desk, "staff", readStaffText),
  }));
  return { desks: all.map(({ desk }) => desk), staff: all.flatMap(({ staff }) => staff) };
}

/** Staff as text, also of before: for links of theirs. Null for whoever never was any. */
export const staffTextsOperation: Operation<{ users: readonly string[] }, readonly StaffTextAnswer[]> = {
  name: "StaffTexts",
  document: `query StaffTexts($users: [Uuid!]!) { viewer { tenant { staffOf(users: $users) { ${staffTextFields} } } } }`,
  read: (data) => readStaffTexts(fieldOf(fieldOf(data, "viewer"), "tenant")),
};

export const readStaffTexts = (holder: unknown): StaffTextAnswer[] =>
  readList(holder, "staffOf", (each) => (each === null ? null : readStaffText(each))).filter((each) => each !== null);

/** Why desks asked for break-glass, by the seqs of the links that did; null where the server has none. */
export const breakGlassReasonsOperation: Operation<{ seqs: readonly number[] }, readonly (string | null)[]> = {
  name: "BreakGlassReasons",
  document: "query BreakGlassReasons($seqs: [Int!]!) { viewer { tenant { reasonsOf(seqs: $seqs) } } }",
  read: (data) => readReasons(fieldOf(fieldOf(data, "viewer"), "tenant")),
};

export const readReasons = (holder: unknown): (string | null)[] =>
  readList(holder, "reasonsOf", (reason) => readOptional({ reason }, "reason", readText));

export interface OfferAnswer {
  readonly partner: string | null;
  readonly parent: ParentAnswer | null;
  /** The bytes that the link pins. */
  readonly offer: Uint8Array;
  /** Of the keeper. */
  readonly person: PersonTextAnswer;
  readonly publicKey: Uint8Array;
}

/** An offer as its partner made it; null where there is none. */
export const partnerOfferOperation: Operation<{ partner: string; hash: string }, OfferAnswer | null> = {
  name: "PartnerOffer",
  document: `query PartnerOffer($partner: Uuid!, $hash: Hash!) { partnerOffer(partner: $partner, hash: $hash) { name ${parentFields} offer keeperAddress keeperName keeperSalt keeperEncryptionKey } }`,
  read: (data) =>
    readOptional(data, "partnerOffer", (holder, field) => {
      const its = fieldOf(holder, field);
      return {
        partner: readOptional(its, "name", readText),
        parent: readParent(its),
        offer: readBytes(its, "offer"),
        person: {
          address: readText(its, "keeperAddress"),
          name: readText(its, "keeperName"),
          salt: readBytes(its, "keeperSalt"),
        },
        publicKey: readBytes(its, "keeperEncryptionKey"),
      };
    }),
};

export interface PartnershipAnswer {
  readonly partner: string;
  readonly name: string | null;
  readonly since: Date;
  readonly founded: boolean;
  readonly parent: ParentAnswer | null;
}

/** Who looks after the company, as the server says; null: nobody. */
export const partnershipOperation: Operation<Record<string, never>, PartnershipAnswer | null> = {
  name: "Partnership",
  document: `query Partnership { viewer { tenant { partner { partner name since founded ${parentFields} } } } }`,
  read: (data) =>
    readOptional(fieldOf(fieldOf(data, "viewer"), "tenant"), "partner", (holder, field) =>
      readPartnership(fieldOf(holder, field)),
    ),
};

const readPartnership = (its: unknown): PartnershipAnswer => ({
  partner: readUuid(its, "partner"),
  name: readOptional(its, "name", readText),
  since: readDate(its, "since"),
  founded: readBoolean(its, "founded"),
  parent: readParent(its),
});

/** As the contract has them. */
export const acceptRefusals = ["OFFER_GONE", "PLAN", "SEATS", "LABELS", "DESK_STANDS"] as const;
export type AcceptRefusal = (typeof acceptRefusals)[number];

export const acceptPartnerOperation: Operation<
  { input: { partner: string; offer: string; change: ChangeRostersWire } },
  ChangeRostersAnswer | { readonly type: "PartnerNotAccepted"; readonly refusal: AcceptRefusal }
> = {
  name: "AcceptPartner",
  document: `mutation AcceptPartner($input: AcceptPartnerInput!) { acceptPartner(input: $input) { ${changedFields} ... on PartnerNotAccepted { notAccepted: refusal } } }`,
  read: (data) => {
    const answer = fieldOf(data, "acceptPartner");
    if (readText(answer, "__typename") !== "PartnerNotAccepted") return readChanged(answer);
    return { type: "PartnerNotAccepted", refusal: readOneOf(answer, "notAccepted", acceptRefusals) };
  },
};

export const leavePartnerOperation: Operation<Record<string, never>, string> = {
  name: "LeavePartner",
  document: "mutation LeavePartner { leavePartner { partner } }",
  read: (data) => readUuid(fieldOf(data, "leavePartner"), "partner"),
};
