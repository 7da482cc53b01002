import { createUnionType, Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

export const StaffRole = {
  OWNER: "OWNER",
  ADMINISTRATOR: "ADMINISTRATOR",
  TECHNICIAN: "TECHNICIAN",
  BILLING: "BILLING",
  AUDITOR: "AUDITOR",
} as const;
export type StaffRole = keyof typeof StaffRole;
registerEnumType(StaffRole, { name: "StaffRole" });

export const StaffScopeKind = { ALL: "ALL", LABELS: "LABELS", LIST: "LIST" } as const;
export type StaffScopeKind = keyof typeof StaffScopeKind;
registerEnumType(StaffScopeKind, { name: "StaffScopeKind" });

@ObjectType("PartnerStaff", { simpleResolvers: true })
export class PartnerStaff {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => StaffRole) role!: StaffRole;
  @Field(() => StaffScopeKind) scope!: StaffScopeKind;
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => [Uuid]) companies!: readonly string[];
  @Field(() => DateTime) since!: Date;
  @Field(() => Boolean) counts!: boolean;
}

export const PartnerStaffConnection = connectionOf("PartnerStaff", () => PartnerStaff);
export type PartnerStaffConnection = Connection<PartnerStaff>;

@InputType("SetStaffInput")
export class SetStaffInput {
  @Field(() => Uuid) user!: string;
  @Field(() => StaffRole) role!: StaffRole;
  @Field(() => StaffScopeKind) scope!: StaffScopeKind;
  @Field(() => [String], { nullable: true, defaultValue: [] }) labels?: string[] | null;
  @Field(() => [Uuid], { nullable: true, defaultValue: [] }) companies?: string[] | null;
}

export const StaffRefusal = {
  LAST_OWNER: "LAST_OWNER",
  NOT_ADMINISTRATOR: "NOT_ADMINISTRATOR",
  TOO_MANY: "TOO_MANY",
} as const;
export type StaffRefusal = keyof typeof StaffRefusal;
registerEnumType(StaffRefusal, { name: "StaffRefusal" });

@ObjectType("StaffSet", { simpleResolvers: true })
export class StaffSet {
  readonly __typename!: "StaffSet";
  @Field(() => PartnerStaff) staff!: PartnerStaff;
}

@ObjectType("StaffRefused", { simpleResolvers: true })
export class StaffRefused {
  readonly __typename!: "StaffRefused";
  @Field(() => StaffRefusal) refusal!: StaffRefusal;
}

export type SetStaffResult = StaffSet | StaffRefused;
export const SetStaffResult = createUnionType({
  name: "SetStaffResult",
  types: () => [StaffSet, StaffRefused] as const,
  resolveType: typeNamed,
});

@InputType("RemoveStaffInput")
export class RemoveStaffInput {
  @Field(() => Uuid) user!: string;
}

@ObjectType("StaffRemoved", { simpleResolvers: true })
export class StaffRemoved {
  readonly __typename!: "StaffRemoved";
  @Field(() => Uuid) user!: string;
}

export type RemoveStaffResult = StaffRemoved | StaffRefused;
export const RemoveStaffResult = createUnionType({
  name: "RemoveStaffResult",
  types: () => [StaffRemoved, StaffRefused] as const,
  resolveType: typeNamed,
});
