import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { Link } from "./roster.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";
import { UserRole } from "./user.ts";

@ObjectType("Invitation", { simpleResolvers: true })
export class Invitation {
  @Field(() => Bytes) key!: Uint8Array;
  @Field(() => Int) seq!: number;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => Boolean) expired!: boolean;
  @Field(() => Uuid) author!: string;
  @Field(() => DateTime) createdAt!: Date;
}

export const InvitationConnection = connectionOf("Invitation", () => Invitation);
export type InvitationConnection = Connection<Invitation>;

@InputType("OpenInvitationInput")
export class OpenInvitationInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
  @Field(() => Int, { nullable: true }) after?: number | null;
}

@ObjectType("OpenedInvitation", { simpleResolvers: true })
export class OpenedInvitation {
  readonly __typename!: "OpenedInvitation";
  @Field(() => Uuid) tenant!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => String, { nullable: true }) founder!: string | null;
  @Field(() => [Link]) links!: readonly Link[];
  @Field(() => Boolean) hasMore!: boolean;
}

export const InvitationRefusal = {
  GONE: "GONE",
  EXPIRED: "EXPIRED",
  SEATS_TAKEN: "SEATS_TAKEN",
  TRIAL_ENDED: "TRIAL_ENDED",
  OTHER_ADDRESS: "OTHER_ADDRESS",
  NETWORK_REFUSED: "NETWORK_REFUSED",
  STALE_ROSTER: "STALE_ROSTER",
} as const;
export type InvitationRefusal = keyof typeof InvitationRefusal;
registerEnumType(InvitationRefusal, { name: "InvitationRefusal" });

@ObjectType("InvitationRefused", { simpleResolvers: true })
export class InvitationRefused {
  readonly __typename!: "InvitationRefused";
  @Field(() => InvitationRefusal) refusal!: InvitationRefusal;
}

export type OpenInvitationResult = OpenedInvitation | InvitationRefused;
export const OpenInvitationResult = createUnionType({
  name: "OpenInvitationResult",
  types: () => [OpenedInvitation, InvitationRefused] as const,
  resolveType: typeNamed,
});
