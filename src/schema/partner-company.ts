import { Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { DeskRight } from "./desk.ts";
import { GroupClass } from "./group.ts";
import { type Connection, connectionOf, connectionOfRows, Node } from "./node.ts";
import { PersonStatus } from "./person.ts";
import { ReadinessAspect, ReadinessState } from "./recovery-readiness.ts";
import { DateTime, Hash, Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";
import { UserRole } from "./user.ts";

@InputType("NumberRange")
export class NumberRange {
  @Field(() => Int, { nullable: true }) atLeast?: number | null;
  @Field(() => Int, { nullable: true }) atMost?: number | null;
}

@InputType("LabelFilter")
export class LabelFilter {
  @Field(() => [String], { nullable: true }) all?: string[] | null;
  @Field(() => [String], { nullable: true }) any?: string[] | null;
  @Field(() => [String], { nullable: true }) none?: string[] | null;
}

@InputType("CompanyFilter")
export class CompanyFilter {
  @Field(() => LabelFilter, { nullable: true }) labels?: LabelFilter | null;
  @Field(() => [TenantPlan], { nullable: true }) plans?: TenantPlan[] | null;
  @Field(() => Boolean, { nullable: true }) suspended?: boolean | null;
  @Field(() => Boolean, { nullable: true }) founded?: boolean | null;
  @Field(() => String, { nullable: true }) text?: string | null;
  @Field(() => NumberRange, { nullable: true }) seatsTaken?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) people?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) administrators?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) suspendedPeople?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) invitations?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) withSecondFactor?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) withoutSecondFactor?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) demandedSecondFactor?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) devices?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) staleDevices?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) pendingWraps?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) freshBackups?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) staleBackups?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) missingBackups?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) weakPasswords?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) reusedPasswords?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) oldPasswords?: NumberRange | null;
  @Field(() => NumberRange, { nullable: true }) breachedPasswords?: NumberRange | null;
  @Field(() => [ReadinessState], { nullable: true }) recovery?: ReadinessState[] | null;
  @Field(() => Boolean, { nullable: true }) breakGlass?: boolean | null;
  @Field(() => Boolean, { nullable: true }) partnerPolicies?: boolean | null;
  @Field(() => Boolean, { nullable: true }) policiesBehind?: boolean | null;
}

export const CompanyOrderField = {
  NAME: "NAME",
  SINCE: "SINCE",
  PEOPLE: "PEOPLE",
  SEATS_TAKEN: "SEATS_TAKEN",
  RECOVERY: "RECOVERY",
  OLDEST_BACKUP: "OLDEST_BACKUP",
  WITHOUT_SECOND_FACTOR: "WITHOUT_SECOND_FACTOR",
  LAST_ACTIVE: "LAST_ACTIVE",
} as const;
export type CompanyOrderField = keyof typeof CompanyOrderField;
registerEnumType(CompanyOrderField, { name: "CompanyOrderField" });

export const OrderDirection = { ASCENDING: "ASCENDING", DESCENDING: "DESCENDING" } as const;
export type OrderDirection = keyof typeof OrderDirection;
registerEnumType(OrderDirection, { name: "OrderDirection" });

@InputType("CompanyOrder")
export class CompanyOrder {
  @Field(() => CompanyOrderField) by!: CompanyOrderField;
  @Field(() => OrderDirection, { nullable: true, defaultValue: "ASCENDING" }) direction?: OrderDirection | null;
}

/** What resolvers of its fields go by is `tenant`; what a row does not bring, they ask for all companies of a page at once. */
@ObjectType("ManagedCompany", { implements: Node, simpleResolvers: true })
export class ManagedCompany extends Node {
  readonly __typename!: "ManagedCompany";
  @Field(() => Uuid) tenant!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => String, { nullable: true }) reference!: string | null;
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => Uuid) partner!: string;
  @Field(() => DateTime) since!: Date;
  @Field(() => Boolean) founded!: boolean;
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => DateTime, { nullable: true }) trialEndsAt!: Date | null;
  @Field(() => Int) seats!: number;
  @Field(() => DateTime, { nullable: true }) suspendedAt!: Date | null;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => Int) rosterSeq!: number;
  @Field(() => Hash) rosterHead!: Uint8Array;
}

export const ManagedCompanyConnection = connectionOf("ManagedCompany", () => ManagedCompany);
export type ManagedCompanyConnection = Connection<ManagedCompany>;

@ObjectType("SecondFactorPosture", { simpleResolvers: true })
export class SecondFactorPosture {
  @Field(() => Int) with!: number;
  @Field(() => Int) without!: number;
  @Field(() => Int) demanded!: number;
}

@ObjectType("RecoveryPosture", { simpleResolvers: true })
export class RecoveryPosture {
  @Field(() => ReadinessState) state!: ReadinessState;
  @Field(() => [ReadinessAspect]) failed!: readonly ReadinessAspect[];
  @Field(() => [ReadinessAspect]) warned!: readonly ReadinessAspect[];
}

@ObjectType("BackupPosture", { simpleResolvers: true })
export class BackupPosture {
  @Field(() => Int) fresh!: number;
  @Field(() => Int) stale!: number;
  @Field(() => Int) missing!: number;
  @Field(() => DateTime, { nullable: true }) oldest!: Date | null;
}

@ObjectType("BreakGlassPosture", { simpleResolvers: true })
export class BreakGlassPosture {
  @Field(() => DateTime) from!: Date;
  @Field(() => DateTime) until!: Date;
}

@ObjectType("DeskPosture", { simpleResolvers: true })
export class DeskPosture {
  @Field(() => [DeskRight]) rights!: readonly DeskRight[];
  @Field(() => Int) hours!: number;
  @Field(() => Int) staff!: number;
  @Field(() => BreakGlassPosture, { nullable: true }) breakGlass!: BreakGlassPosture | null;
}

@ObjectType("PoliciesPosture", { simpleResolvers: true })
export class PoliciesPosture {
  @Field(() => Int, { nullable: true }) seq!: number | null;
  @Field(() => DateTime, { nullable: true }) since!: Date | null;
  @Field(() => Boolean, { nullable: true }) behind!: boolean | null;
}

/** Every field is asked for by itself: `tenant` says of which company. */
@ObjectType("CompanyPosture")
export class CompanyPosture {
  tenant!: string;
}

@ObjectType("ManagedBusiness", { simpleResolvers: true })
export class ManagedBusiness {
  @Field(() => Boolean) entrusted!: boolean;
  @Field(() => DateTime, { nullable: true }) backedUpAt!: Date | null;
}

@ObjectType("ManagedUser", { simpleResolvers: true })
export class ManagedUser {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => Boolean) primary!: boolean;
  @Field(() => PersonStatus) status!: PersonStatus;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => Boolean) secondFactor!: boolean;
  @Field(() => Int) devices!: number;
  @Field(() => DateTime, { nullable: true }) lastSeenAt!: Date | null;
  @Field(() => ManagedBusiness) business!: ManagedBusiness;
}

export const ManagedUserConnection = connectionOfRows("ManagedUser", () => ManagedUser);
export type ManagedUserConnection = Connection<ManagedUser>;

@ObjectType("ManagedGroup", { simpleResolvers: true })
export class ManagedGroup {
  @Field(() => Uuid) group!: string;
  @Field(() => GroupClass) class!: GroupClass;
  @Field(() => Int) members!: number;
  @Field(() => DateTime) createdAt!: Date;
}

export const ManagedGroupConnection = connectionOfRows("ManagedGroup", () => ManagedGroup);
export type ManagedGroupConnection = Connection<ManagedGroup>;

@ObjectType("RecoveryTotals", { simpleResolvers: true })
export class RecoveryTotals {
  @Field(() => Int) ok!: number;
  @Field(() => Int) warning!: number;
  @Field(() => Int) failed!: number;
}

@ObjectType("CompanyTotals", { simpleResolvers: true })
export class CompanyTotals {
  @Field(() => Int) companies!: number;
  @Field(() => Int) suspendedCompanies!: number;
  @Field(() => Int) seats!: number;
  @Field(() => Int) seatsTaken!: number;
  @Field(() => Int) people!: number;
  @Field(() => Int) administrators!: number;
  @Field(() => Int) suspended!: number;
  @Field(() => Int) invitations!: number;
  @Field(() => SecondFactorPosture) secondFactor!: SecondFactorPosture;
  @Field(() => Int) devices!: number;
  @Field(() => Int) staleDevices!: number;
  @Field(() => Int) pendingWraps!: number;
  @Field(() => RecoveryTotals) recovery!: RecoveryTotals;
  @Field(() => BackupPosture) backups!: BackupPosture;
}

@ObjectType("PartnerHit", { simpleResolvers: true })
export class PartnerHit {
  @Field(() => ManagedCompany) company!: ManagedCompany;
  @Field(() => ManagedUser, { nullable: true }) user!: ManagedUser | null;
}

export const PartnerHitConnection = connectionOf("PartnerHit", () => PartnerHit);
export type PartnerHitConnection = Connection<PartnerHit>;
