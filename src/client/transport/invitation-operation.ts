import type { SequencedLink } from "../vault/chain.ts";
import { fieldOf, readBoolean, readBytes, readList, readOneOf, readText, readTime, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";

/** Why nobody can join by an invitation. */
export const invitationRefusals = [
  "GONE",
  "EXPIRED",
  "SEATS_TAKEN",
  "TRIAL_ENDED",
  "OTHER_ADDRESS",
  "STALE_ROSTER",
] as const;
export type InvitationRefusal = (typeof invitationRefusals)[number];

export const userRoles = ["ADMINISTRATOR", "USER"] as const;
export type UserRole = (typeof userRoles)[number];

export interface OpenedInvitationAnswer {
  readonly tenant: string;
  readonly address: string;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly role: UserRole;
  readonly expiresAt: number;
  readonly links: readonly SequencedLink[];
  readonly hasMore: boolean;
}

export const openInvitationOperation: Operation<
  { input: { proof: string; signature: string; after: number | null } },
  OpenedInvitationAnswer | { readonly refusal: InvitationRefusal }
> = {
  name: "OpenInvitation",
  document:
    "mutation OpenInvitation($input: OpenInvitationInput!) { openInvitation(input: $input) { __typename ... on OpenedInvitation { tenant address name salt role expiresAt links { seq link signatures } hasMore } ... on InvitationRefused { refusal } } }",
  read: (data) => {
    const answer = fieldOf(data, "openInvitation");
    const type = readOneOf(answer, "__typename", ["OpenedInvitation", "InvitationRefused"]);
    if (type === "InvitationRefused") return { refusal: readOneOf(answer, "refusal", invitationRefusals) };
    return {
      tenant: readUuid(answer, "tenant"),
      address: readText(answer, "address"),
      name: readText(answer, "name"),
      salt: readBytes(answer, "salt"),
      role: readOneOf(answer, "role", userRoles),
      expiresAt: readTime(answer, "expiresAt"),
      links: readList(answer, "links", readLink),
      hasMore: readBoolean(answer, "hasMore"),
    };
  },
};
