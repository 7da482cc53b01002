import { SealgraphError } from "../errors.ts";
import type { SequencedLink } from "../vault/chain.ts";
import { fieldOf, readBoolean, readList, readOneOf, readOptional, readText, readTime, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";
import { type PersonTextAnswer, personTextFields, readPersonText } from "./person-text.ts";

/** Why nobody can join by an invitation, as it is said to people. */
const sentences = {
  GONE: "This invitation was used, was taken back, or never was.",
  EXPIRED: "This invitation has run out.",
  SEATS_TAKEN: "The company has no seat left.",
  TRIAL_ENDED: "The company's trial is over: nobody joins before it has a plan.",
  OTHER_ADDRESS: "This invitation was made for another address.",
  NETWORK_REFUSED: "The company lets its people in from certain networks only, and this is none of them.",
  STALE_ROSTER: "The company kept changing. Nothing was spent: try again.",
} as const;
export type InvitationRefusal = keyof typeof sentences;
export const invitationRefusals = Object.keys(sentences) as InvitationRefusal[];

/** INVITATION_REFUSED, with the reason. */
export const invitationRefused = (reason: InvitationRefusal): SealgraphError =>
  new SealgraphError("INVITATION_REFUSED", { reason }, sentences[reason]);

const userRoles = ["ADMINISTRATOR", "USER"] as const;
export type UserRole = (typeof userRoles)[number];

export interface OpenedInvitationAnswer extends PersonTextAnswer {
  readonly tenant: string;
  readonly role: UserRole;
  readonly expiresAt: number;
  readonly founder: string | null;
  readonly links: readonly SequencedLink[];
  readonly hasMore: boolean;
}

export const openInvitationOperation: Operation<
  { input: { proof: string; signature: string; after: number | null } },
  OpenedInvitationAnswer | { readonly refusal: InvitationRefusal }
> = {
  name: "OpenInvitation",
  document: `mutation OpenInvitation($input: OpenInvitationInput!) { openInvitation(input: $input) { __typename ... on OpenedInvitation { tenant ${personTextFields} role expiresAt founder links { seq link signatures } hasMore } ... on InvitationRefused { refusal } } }`,
  read: (data) => {
    const answer = fieldOf(data, "openInvitation");
    const type = readOneOf(answer, "__typename", ["OpenedInvitation", "InvitationRefused"]);
    if (type === "InvitationRefused") return { refusal: readOneOf(answer, "refusal", invitationRefusals) };
    return {
      ...readPersonText(answer),
      tenant: readUuid(answer, "tenant"),
      role: readOneOf(answer, "role", userRoles),
      expiresAt: readTime(answer, "expiresAt"),
      founder: readOptional(answer, "founder", readText),
      links: readList(answer, "links", readLink),
      hasMore: readBoolean(answer, "hasMore"),
    };
  },
};
