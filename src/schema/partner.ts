import { Field, Int, ObjectType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { StaffRole, StaffScopeKind } from "./partner-staff.ts";
import { DateTime, Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";

@ObjectType("PartnerViewer", { simpleResolvers: true })
export class PartnerViewer {
  @Field(() => StaffRole) role!: StaffRole;
  @Field(() => StaffScopeKind) scope!: StaffScopeKind;
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => [Uuid]) companies!: readonly string[];
}

@ObjectType("PartnerLabel", { simpleResolvers: true })
export class PartnerLabel {
  @Field(() => String) label!: string;
  @Field(() => Int) companies!: number;
}

@ObjectType("NestedPartner", { simpleResolvers: true })
export class NestedPartner {
  @Field(() => Uuid) tenant!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => Int) seats!: number;
  @Field(() => Int) seatsSold!: number;
  @Field(() => [TenantPlan]) plans!: readonly TenantPlan[];
  @Field(() => Int) companies!: number;
  @Field(() => DateTime, { nullable: true }) suspendedAt!: Date | null;
  @Field(() => DateTime) createdAt!: Date;
}

export const NestedPartnerConnection = connectionOf("NestedPartner", () => NestedPartner);
export type NestedPartnerConnection = Connection<NestedPartner>;

@ObjectType("PartedCompany", { simpleResolvers: true })
export class PartedCompany {
  @Field(() => Uuid) tenant!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => String, { nullable: true }) reference!: string | null;
  @Field(() => Int) seats!: number;
  @Field(() => DateTime) partedAt!: Date;
  @Field(() => Uuid, { nullable: true }) by!: string | null;
}

@ObjectType("Partner", { simpleResolvers: true })
export class Partner {
  @Field(() => Uuid) tenant!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => Int) seats!: number;
  @Field(() => Int) seatsSold!: number;
  @Field(() => [TenantPlan]) plans!: readonly TenantPlan[];
  @Field(() => DateTime, { nullable: true }) suspendedAt!: Date | null;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => PartnerViewer) viewer!: PartnerViewer;
}
