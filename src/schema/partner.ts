import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";

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

@ObjectType("PartnerOffer", { simpleResolvers: true })
export class PartnerOffer {
  @Field(() => Hash) hash!: Uint8Array;
  @Field(() => Bytes) offer!: Uint8Array;
  @Field(() => Uuid) author!: string;
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => String, { nullable: true }) reference!: string | null;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime) expiresAt!: Date;
}

@ObjectType("PartnerTemplate", { simpleResolvers: true })
export class PartnerTemplate {
  @Field(() => Uuid) template!: string;
  @Field(() => Int) version!: number;
  @Field(() => Hash) hash!: Uint8Array;
  @Field(() => Bytes) signed!: Uint8Array;
  @Field(() => String) name!: string;
  @Field(() => [String]) labels!: readonly string[];
  @Field(() => Boolean) withdrawn!: boolean;
  @Field(() => Uuid) author!: string;
  @Field(() => DateTime) updatedAt!: Date;
}

export const PartnerTemplateConnection = connectionOf("PartnerTemplate", () => PartnerTemplate);
export type PartnerTemplateConnection = Connection<PartnerTemplate>;

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

@ObjectType("ParentPartner", { simpleResolvers: true })
export class ParentPartner {
  @Field(() => Uuid) partner!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
}

@ObjectType("Partnership", { simpleResolvers: true })
export class Partnership {
  @Field(() => Uuid) partner!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => DateTime) since!: Date;
  @Field(() => Boolean) founded!: boolean;
  @Field(() => ParentPartner, { nullable: true }) parent!: ParentPartner | null;
}

@ObjectType("OpenedOffer", { simpleResolvers: true })
export class OpenedOffer {
  @Field(() => Uuid) partner!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => Bytes) offer!: Uint8Array;
  @Field(() => String) keeperAddress!: string;
  @Field(() => String) keeperName!: string;
  @Field(() => Bytes) keeperSalt!: Uint8Array;
  @Field(() => Bytes) keeperEncryptionKey!: Uint8Array;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => ParentPartner, { nullable: true }) parent!: ParentPartner | null;
}

@InputType("RedeemPartnerCodeInput")
export class RedeemPartnerCodeInput {
  @Field(() => String) code!: string;
}

export const PartnerCodeRefusal = { CODE_REFUSED: "CODE_REFUSED" } as const;
export type PartnerCodeRefusal = keyof typeof PartnerCodeRefusal;
registerEnumType(PartnerCodeRefusal, { name: "PartnerCodeRefusal" });

@ObjectType("PartnerCodeRedeemed", { simpleResolvers: true })
export class PartnerCodeRedeemed {
  readonly __typename!: "PartnerCodeRedeemed";
  @Field(() => Uuid) partner!: string;
}

@ObjectType("PartnerCodeRefused", { simpleResolvers: true })
export class PartnerCodeRefused {
  readonly __typename!: "PartnerCodeRefused";
  @Field(() => PartnerCodeRefusal) refusal!: PartnerCodeRefusal;
}

export type RedeemPartnerCodeResult = PartnerCodeRedeemed | PartnerCodeRefused;
export const RedeemPartnerCodeResult = createUnionType({
  name: "RedeemPartnerCodeResult",
  types: () => [PartnerCodeRedeemed, PartnerCodeRefused] as const,
  resolveType: typeNamed,
});

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

@InputType("MakeOfferInput")
export class MakeOfferInput {
  @Field(() => Bytes) offer!: Uint8Array;
  @Field(() => String) keeperAddress!: string;
  @Field(() => String) keeperName!: string;
  @Field(() => Bytes) keeperSalt!: Uint8Array;
  @Field(() => [String], { nullable: true, defaultValue: [] }) labels?: string[] | null;
  @Field(() => String, { nullable: true }) reference?: string | null;
}

export const OfferRefusal = { TOO_MANY: "TOO_MANY" } as const;
export type OfferRefusal = keyof typeof OfferRefusal;
registerEnumType(OfferRefusal, { name: "OfferRefusal" });

@ObjectType("OfferMade", { simpleResolvers: true })
export class OfferMade {
  readonly __typename!: "OfferMade";
  @Field(() => PartnerOffer) offer!: PartnerOffer;
}

@ObjectType("OfferRefused", { simpleResolvers: true })
export class OfferRefused {
  readonly __typename!: "OfferRefused";
  @Field(() => OfferRefusal) refusal!: OfferRefusal;
}

export type MakeOfferResult = OfferMade | OfferRefused;
export const MakeOfferResult = createUnionType({
  name: "MakeOfferResult",
  types: () => [OfferMade, OfferRefused] as const,
  resolveType: typeNamed,
});

@InputType("VoidOfferInput")
export class VoidOfferInput {
  @Field(() => Hash) hash!: Uint8Array;
}

@ObjectType("VoidOfferPayload", { simpleResolvers: true })
export class VoidOfferPayload {
  @Field(() => Hash) hash!: Uint8Array;
}

@InputType("PutTemplateInput")
export class PutTemplateInput {
  @Field(() => Bytes) signed!: Uint8Array;
}

@ObjectType("StaleTemplate", { simpleResolvers: true })
export class StaleTemplate {
  readonly __typename!: "StaleTemplate";
  @Field(() => Uuid) template!: string;
  @Field(() => Int) version!: number;
  @Field(() => Hash, { nullable: true }) hash!: Uint8Array | null;
}

export const TemplateRefusal = { TOO_MANY: "TOO_MANY" } as const;
export type TemplateRefusal = keyof typeof TemplateRefusal;
registerEnumType(TemplateRefusal, { name: "TemplateRefusal" });

@ObjectType("TemplatePut", { simpleResolvers: true })
export class TemplatePut {
  readonly __typename!: "TemplatePut";
  @Field(() => PartnerTemplate) template!: PartnerTemplate;
}

@ObjectType("TemplateRefused", { simpleResolvers: true })
export class TemplateRefused {
  readonly __typename!: "TemplateRefused";
  @Field(() => TemplateRefusal) refusal!: TemplateRefusal;
}

export type PutTemplateResult = TemplatePut | StaleTemplate | TemplateRefused;
export const PutTemplateResult = createUnionType({
  name: "PutTemplateResult",
  types: () => [TemplatePut, StaleTemplate, TemplateRefused] as const,
  resolveType: typeNamed,
});

@ObjectType("LeavePartnerPayload", { simpleResolvers: true })
export class LeavePartnerPayload {
  @Field(() => Uuid) partner!: string;
}
