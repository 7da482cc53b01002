import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { StaleHead } from "./commit.ts";
import { AddressRefused, ChangeRostersInput, RosterHead, RostersChanged, TenantLimitReached } from "./company.ts";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { ParentPartner } from "./partnership.ts";
import { PersonStatus } from "./person.ts";
import { PolicyRefused } from "./policy.ts";
import { Link } from "./roster.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";
import { UserRole } from "./user.ts";

export const DeskRight = { INVITE: "INVITE", POLICY: "POLICY", BREAK_GLASS: "BREAK_GLASS" } as const;
export type DeskRight = keyof typeof DeskRight;
registerEnumType(DeskRight, { name: "DeskRight" });

export const DeskRole = { KEEPER: "KEEPER", STAFF: "STAFF" } as const;
export type DeskRole = keyof typeof DeskRole;
registerEnumType(DeskRole, { name: "DeskRole" });

@ObjectType("DeskStaff", { simpleResolvers: true })
export class DeskStaff {
  @Field(() => Uuid) user!: string;
  @Field(() => DeskRole) role!: DeskRole;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => Bytes) encryptionKey!: Uint8Array;
  @Field(() => Int) seq!: number;
}

@ObjectType("BreakGlass", { simpleResolvers: true })
export class BreakGlass {
  @Field(() => String) reason!: string;
  @Field(() => DateTime) from!: Date;
  @Field(() => DateTime) until!: Date;
  @Field(() => Uuid) author!: string;
  @Field(() => Int) seq!: number;
}

@ObjectType("Desk", { simpleResolvers: true })
export class Desk {
  @Field(() => Uuid) desk!: string;
  @Field(() => String, { nullable: true }) partnerName!: string | null;
  @Field(() => ParentPartner, { nullable: true }) parent!: ParentPartner | null;
  @Field(() => [DeskRight]) rights!: readonly DeskRight[];
  @Field(() => Int) hours!: number;
  @Field(() => Int) seq!: number;
  @Field(() => DateTime) since!: Date;
  @Field(() => [DeskStaff]) staff!: readonly DeskStaff[];
  @Field(() => BreakGlass, { nullable: true }) breakGlass!: BreakGlass | null;
}

@ObjectType("StaffText", { simpleResolvers: true })
export class StaffText {
  @Field(() => Uuid) user!: string;
  @Field(() => Uuid) desk!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => Int, { nullable: true }) goneSeq!: number | null;
}

@ObjectType("PersonAtDesk", { simpleResolvers: true })
export class PersonAtDesk {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => Boolean) primary!: boolean;
  @Field(() => PersonStatus) status!: PersonStatus;
  @Field(() => DateTime) createdAt!: Date;
}

export const PersonAtDeskConnection = connectionOf("PersonAtDesk", () => PersonAtDesk);
export type PersonAtDeskConnection = Connection<PersonAtDesk>;

@ObjectType("LinkPage", { simpleResolvers: true })
export class LinkPage {
  @Field(() => [Link]) links!: readonly Link[];
  @Field(() => Boolean) hasMore!: boolean;
}

@ObjectType("CompanyAtDesk", { simpleResolvers: true })
export class CompanyAtDesk {
  @Field(() => Uuid) tenant!: string;
  @Field(() => Desk) desk!: Desk;
}

@InputType("AdministerCompanyInput")
export class AdministerCompanyInput {
  @Field(() => Uuid) company!: string;
  @Field(() => ChangeRostersInput) change!: ChangeRostersInput;
}

@InputType("FoundCompanyInput")
export class FoundCompanyInput {
  @Field(() => ChangeRostersInput) change!: ChangeRostersInput;
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => Int) seats!: number;
  @Field(() => Int, { nullable: true }) trialDays?: number | null;
  @Field(() => [String], { nullable: true, defaultValue: [] }) labels?: string[] | null;
  @Field(() => String, { nullable: true }) reference?: string | null;
}

@ObjectType("CompanyFounded", { simpleResolvers: true })
export class CompanyFounded {
  readonly __typename!: "CompanyFounded";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Uuid) tenant!: string;
  @Field(() => [RosterHead]) heads!: readonly RosterHead[];
}

export const FoundingRefusal = { SEATS: "SEATS", PLAN: "PLAN", LABELS: "LABELS", ID_TAKEN: "ID_TAKEN" } as const;
export type FoundingRefusal = keyof typeof FoundingRefusal;
registerEnumType(FoundingRefusal, { name: "FoundingRefusal" });

@ObjectType("FoundingRefused", { simpleResolvers: true })
export class FoundingRefused {
  readonly __typename!: "FoundingRefused";
  @Field(() => FoundingRefusal) refusal!: FoundingRefusal;
}

export type FoundCompanyResult = CompanyFounded | FoundingRefused | TenantLimitReached | PolicyRefused;
export const FoundCompanyResult = createUnionType({
  name: "FoundCompanyResult",
  types: () => [CompanyFounded, FoundingRefused, TenantLimitReached, PolicyRefused] as const,
  resolveType: typeNamed,
});

@InputType("AcceptPartnerInput")
export class AcceptPartnerInput {
  @Field(() => Uuid) partner!: string;
  @Field(() => Hash) offer!: Uint8Array;
  @Field(() => ChangeRostersInput) change!: ChangeRostersInput;
}

export const PartnerRefusal = {
  OFFER_GONE: "OFFER_GONE",
  PLAN: "PLAN",
  SEATS: "SEATS",
  LABELS: "LABELS",
  DESK_STANDS: "DESK_STANDS",
} as const;
export type PartnerRefusal = keyof typeof PartnerRefusal;
registerEnumType(PartnerRefusal, { name: "PartnerRefusal" });

@ObjectType("PartnerNotAccepted", { simpleResolvers: true })
export class PartnerNotAccepted {
  readonly __typename!: "PartnerNotAccepted";
  @Field(() => PartnerRefusal) refusal!: PartnerRefusal;
}

export type AcceptPartnerResult =
  | RostersChanged
  | StaleHead
  | TenantLimitReached
  | AddressRefused
  | PolicyRefused
  | PartnerNotAccepted;
export const AcceptPartnerResult = createUnionType({
  name: "AcceptPartnerResult",
  types: () =>
    [RostersChanged, StaleHead, TenantLimitReached, AddressRefused, PolicyRefused, PartnerNotAccepted] as const,
  resolveType: typeNamed,
});
