/** What concerns guests of shares (PROTOCOL §4.12); nothing of it is believed before rosters say so. */
import type { Hash } from "../../crypto/keys.ts";
import { SealgraphError } from "../errors.ts";
import type { SequencedLink } from "../vault/chain.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readHash,
  readList,
  readOneOf,
  readOptional,
  readTime,
  readUuid,
} from "./answer.ts";
import type { SignedLinkWire } from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";
import { type PersonTextAnswer, personTextFields, readPersonText } from "./person-text.ts";

const statuses = ["ACTIVE", "SUSPENDED", "GONE"] as const;
export type GuestStatusName = (typeof statuses)[number];

export interface GuestAnswer extends PersonTextAnswer {
  readonly user: string;
  readonly status: GuestStatusName;
  readonly encryptionKey: Uint8Array;
}

export interface ShareInvitationAnswer extends PersonTextAnswer {
  readonly key: Uint8Array;
  readonly expired: boolean;
}

export interface IntroducedAnswer extends PersonTextAnswer {
  readonly user: string;
}

export const readGuest = (value: unknown): GuestAnswer => ({
  ...readPersonText(value),
  user: readUuid(value, "user"),
  status: readOneOf(value, "status", statuses),
  encryptionKey: readBytes(value, "encryptionKey"),
});

const readIntroduced = (value: unknown): IntroducedAnswer => ({
  ...readPersonText(value),
  user: readUuid(value, "user"),
});

export const guestFields = `guests { user status ${personTextFields} encryptionKey }`;

/** The guests of a share, and members who were introduced to them; null for whoever is no recipient of it. */
export const shareGuestsOperation: Operation<
  { share: string },
  { readonly guests: readonly GuestAnswer[]; readonly introduced: readonly IntroducedAnswer[] } | null
> = {
  name: "ShareGuests",
  document: `query ShareGuests($share: Uuid!) { share(share: $share) { ${guestFields} introduced { user ${personTextFields} } } }`,
  read: (data) =>
    readOptional(data, "share", (value, name) => ({
      guests: readList(fieldOf(value, name), "guests", readGuest),
      introduced: readList(fieldOf(value, name), "introduced", readIntroduced),
    })),
};

/** Invitations into a share, for its owners. */
export const shareInvitationsOperation: Operation<{ share: string }, readonly ShareInvitationAnswer[] | null> = {
  name: "ShareInvitations",
  document: `query ShareInvitations($share: Uuid!) { share(share: $share) { invitations { key ${personTextFields} expired } } }`,
  read: (data) =>
    readOptional(data, "share", (value, name) =>
      readList(fieldOf(value, name), "invitations", (each) => ({
        ...readPersonText(each),
        key: readBytes(each, "key"),
        expired: readBoolean(each, "expired"),
      })),
    ),
};

/** Why nobody, or not this account, can join a share by an invitation, as it is said to people. */
const sentences = {
  GONE: "This invitation was used, was taken back, or never was.",
  EXPIRED: "This invitation has run out.",
  OTHER_ADDRESS: "This invitation was made for another address.",
  STALE_ROSTER: "The share kept changing. Nothing was spent: try again.",
  OWN_COMPANY: "This share is of your own company: an owner of it puts you in without an invitation.",
  SHARING_DISABLED: "Your own company forbids sharing.",
  VISITS_TAKEN: "You are a guest in as many shares as anybody can be.",
} as const;
export type ShareInvitationRefusal = keyof typeof sentences;
const refusals = Object.keys(sentences) as ShareInvitationRefusal[];

/** INVITATION_REFUSED, with the reason. */
export const shareInvitationRefused = (reason: ShareInvitationRefusal): SealgraphError =>
  new SealgraphError("INVITATION_REFUSED", { reason }, sentences[reason]);

export interface OpenedShareInvitationAnswer extends PersonTextAnswer {
  readonly tenant: string;
  readonly share: string;
  readonly expiresAt: number;
  readonly introduced: readonly IntroducedAnswer[];
  readonly links: readonly SequencedLink[];
  readonly hasMore: boolean;
}

interface Refused {
  readonly refusal: ShareInvitationRefusal;
}

export const openShareInvitationOperation: Operation<
  { input: { proof: string; signature: string; after: number | null } },
  OpenedShareInvitationAnswer | Refused
> = {
  name: "OpenShareInvitation",
  document: `mutation OpenShareInvitation($input: OpenShareInvitationInput!) { openShareInvitation(input: $input) { __typename ... on OpenedShareInvitation { tenant share ${personTextFields} expiresAt introduced { user ${personTextFields} } links { seq link signatures } hasMore } ... on ShareInvitationRefused { refusal } } }`,
  read: (data) => {
    const answer = fieldOf(data, "openShareInvitation");
    const type = readOneOf(answer, "__typename", ["OpenedShareInvitation", "ShareInvitationRefused"]);
    if (type === "ShareInvitationRefused") return { refusal: readOneOf(answer, "refusal", refusals) };
    return {
      ...readPersonText(answer),
      tenant: readUuid(answer, "tenant"),
      share: readUuid(answer, "share"),
      expiresAt: readTime(answer, "expiresAt"),
      introduced: readList(answer, "introduced", readIntroduced),
      links: readList(answer, "links", readLink),
      hasMore: readBoolean(answer, "hasMore"),
    };
  },
};

export const joinShareOperation: Operation<
  { input: { readonly tenant: string; readonly link: SignedLinkWire } },
  { readonly hash: Hash } | Refused
> = {
  name: "JoinShare",
  document:
    "mutation JoinShare($input: JoinShareInput!) { joinShare(input: $input) { __typename ... on ShareJoined { head { seq hash } } ... on ShareInvitationRefused { refusal } } }",
  read: (data) => {
    const answer = fieldOf(data, "joinShare");
    const type = readOneOf(answer, "__typename", ["ShareJoined", "ShareInvitationRefused"]);
    if (type === "ShareInvitationRefused") return { refusal: readOneOf(answer, "refusal", refusals) };
    return { hash: readHash(fieldOf(answer, "head"), "hash") };
  },
};
