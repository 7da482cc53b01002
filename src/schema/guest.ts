import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { SignedLinkInput } from "./commit.ts";
import { RosterHead } from "./company.ts";
import { typeNamed } from "./node.ts";
import { Link } from "./roster.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";
import { SharePermission } from "./share.ts";

export const GuestStatus = { ACTIVE: "ACTIVE", SUSPENDED: "SUSPENDED", GONE: "GONE" } as const;
export type GuestStatus = keyof typeof GuestStatus;
registerEnumType(GuestStatus, { name: "GuestStatus" });

@ObjectType("ShareGuest", { simpleResolvers: true })
export class ShareGuest {
  @Field(() => Uuid) user!: string;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => GuestStatus) status!: GuestStatus;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => Bytes) encryptionKey!: Uint8Array;
  @Field(() => DateTime) joinedAt!: Date;
  @Field(() => DateTime, { nullable: true }) expiresAt!: Date | null;
  @Field(() => Boolean) expired!: boolean;
}

@ObjectType("ShareInvitation", { simpleResolvers: true })
export class ShareInvitation {
  @Field(() => Bytes) key!: Uint8Array;
  @Field(() => Int) seq!: number;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => Boolean) expired!: boolean;
  @Field(() => Uuid) author!: string;
  @Field(() => DateTime) createdAt!: Date;
}

@ObjectType("IntroducedPerson", { simpleResolvers: true })
export class IntroducedPerson {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
}

@ObjectType("Visit", { simpleResolvers: true })
export class Visit {
  @Field(() => Uuid) share!: string;
  @Field(() => Uuid) tenant!: string;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => GuestStatus) status!: GuestStatus;
  @Field(() => DateTime) joinedAt!: Date;
  @Field(() => DateTime, { nullable: true }) expiresAt!: Date | null;
}

@InputType("OpenShareInvitationInput")
export class OpenShareInvitationInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
  @Field(() => Int, { nullable: true }) after?: number | null;
}

@ObjectType("OpenedShareInvitation", { simpleResolvers: true })
export class OpenedShareInvitation {
  readonly __typename!: "OpenedShareInvitation";
  @Field(() => Uuid) tenant!: string;
  @Field(() => Uuid) share!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => [IntroducedPerson]) introduced!: readonly IntroducedPerson[];
  @Field(() => [Link]) links!: readonly Link[];
  @Field(() => Boolean) hasMore!: boolean;
}

export const ShareInvitationRefusal = {
  GONE: "GONE",
  EXPIRED: "EXPIRED",
  OTHER_ADDRESS: "OTHER_ADDRESS",
  STALE_ROSTER: "STALE_ROSTER",
  OWN_COMPANY: "OWN_COMPANY",
  SHARING_DISABLED: "SHARING_DISABLED",
  VISITS_TAKEN: "VISITS_TAKEN",
} as const;
export type ShareInvitationRefusal = keyof typeof ShareInvitationRefusal;
registerEnumType(ShareInvitationRefusal, { name: "ShareInvitationRefusal" });

@ObjectType("ShareInvitationRefused", { simpleResolvers: true })
export class ShareInvitationRefused {
  readonly __typename!: "ShareInvitationRefused";
  @Field(() => ShareInvitationRefusal) refusal!: ShareInvitationRefusal;
}

export type OpenShareInvitationResult = OpenedShareInvitation | ShareInvitationRefused;
export const OpenShareInvitationResult = createUnionType({
  name: "OpenShareInvitationResult",
  types: () => [OpenedShareInvitation, ShareInvitationRefused] as const,
  resolveType: typeNamed,
});

@InputType("JoinShareInput")
export class JoinShareInput {
  @Field(() => Uuid) tenant!: string;
  @Field(() => SignedLinkInput) link!: SignedLinkInput;
}

@ObjectType("ShareJoined", { simpleResolvers: true })
export class ShareJoined {
  readonly __typename!: "ShareJoined";
  @Field(() => RosterHead) head!: RosterHead;
}

export type JoinShareResult = ShareJoined | ShareInvitationRefused;
export const JoinShareResult = createUnionType({
  name: "JoinShareResult",
  types: () => [ShareJoined, ShareInvitationRefused] as const,
  resolveType: typeNamed,
});
