import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { SignedLinkInput, StaleHead } from "./commit.ts";
import { MemberWrapInput } from "./group.ts";
import { typeNamed } from "./node.ts";
import { PolicyDocumentInput, PolicyRefused } from "./policy.ts";
import { RecoveryCodeInput } from "./recovery.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { Tenant } from "./tenant.ts";

@InputType("PersonTextInput")
export class PersonTextInput {
  @Field(() => Int) seq!: number;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
}

@InputType("GroupNameInput")
export class GroupNameInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Bytes) name!: Uint8Array;
  @Field(() => Int) epoch!: number;
}

@InputType("GroupEpochInput")
export class GroupEpochInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) publicKey!: Uint8Array;
  @Field(() => Bytes, { nullable: true }) previousSecret?: Uint8Array | null;
}

@InputType("NewAddressInput")
export class NewAddressInput {
  @Field(() => Uuid) request!: string;
  @Field(() => String) code!: string;
}

@InputType("StaffKeyInput")
export class StaffKeyInput {
  @Field(() => Int) seq!: number;
  @Field(() => Bytes) publicKey!: Uint8Array;
}

@InputType("ReasonInput")
export class ReasonInput {
  @Field(() => Int) seq!: number;
  @Field(() => String) reason!: string;
}

@InputType("ChangeRostersInput")
export class ChangeRostersInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [SignedLinkInput]) links!: SignedLinkInput[];
  @Field(() => [PersonTextInput], { nullable: true, defaultValue: [] }) persons?: PersonTextInput[] | null;
  @Field(() => [GroupNameInput], { nullable: true, defaultValue: [] }) names?: GroupNameInput[] | null;
  @Field(() => [GroupEpochInput], { nullable: true, defaultValue: [] }) epochs?: GroupEpochInput[] | null;
  @Field(() => [MemberWrapInput], { nullable: true, defaultValue: [] }) wraps?: MemberWrapInput[] | null;
  @Field(() => [RecoveryCodeInput], { nullable: true, defaultValue: [] }) codes?: RecoveryCodeInput[] | null;
  @Field(() => NewAddressInput, { nullable: true }) newAddress?: NewAddressInput | null;
  @Field(() => [PolicyDocumentInput], { nullable: true, defaultValue: [] }) policies?: PolicyDocumentInput[] | null;
  @Field(() => [StaffKeyInput], { nullable: true, defaultValue: [] }) staffKeys?: StaffKeyInput[] | null;
  @Field(() => [ReasonInput], { nullable: true, defaultValue: [] }) reasons?: ReasonInput[] | null;
}

@ObjectType("RosterHead", { simpleResolvers: true })
export class RosterHead {
  @Field(() => Uuid) roster!: string;
  @Field(() => Int) seq!: number;
  @Field(() => Hash) hash!: Uint8Array;
}

@ObjectType("RostersChanged", { simpleResolvers: true })
export class RostersChanged {
  readonly __typename!: "RostersChanged";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [RosterHead]) heads!: readonly RosterHead[];
}

export const TenantLimit = {
  SEATS: "SEATS",
  TRIAL_ENDED: "TRIAL_ENDED",
  GROUPS: "GROUPS",
  GROUP_POLICIES: "GROUP_POLICIES",
  PLAN: "PLAN",
  LAST_CUSTODIAN: "LAST_CUSTODIAN",
} as const;
export type TenantLimit = keyof typeof TenantLimit;
registerEnumType(TenantLimit, { name: "TenantLimit" });

@ObjectType("TenantLimitReached", { simpleResolvers: true })
export class TenantLimitReached {
  readonly __typename!: "TenantLimitReached";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => TenantLimit) limit!: TenantLimit;
}

export const AddressRefusal = { CODE_REFUSED: "CODE_REFUSED", ADDRESS_TAKEN: "ADDRESS_TAKEN" } as const;
export type AddressRefusal = keyof typeof AddressRefusal;
registerEnumType(AddressRefusal, { name: "AddressRefusal" });

@ObjectType("AddressRefused", { simpleResolvers: true })
export class AddressRefused {
  readonly __typename!: "AddressRefused";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => AddressRefusal) refusal!: AddressRefusal;
}

@InputType("RequestAddressChangeInput")
export class RequestAddressChangeInput {
  @Field(() => String) address!: string;
}

@ObjectType("AddressChangeRequested", { simpleResolvers: true })
export class AddressChangeRequested {
  @Field(() => Uuid) request!: string;
  @Field(() => DateTime) expiresAt!: Date;
}

export type ChangeRostersResult = RostersChanged | StaleHead | TenantLimitReached | AddressRefused | PolicyRefused;
export const ChangeRostersResult = createUnionType({
  name: "ChangeRostersResult",
  types: () => [RostersChanged, StaleHead, TenantLimitReached, AddressRefused, PolicyRefused] as const,
  resolveType: typeNamed,
});

@InputType("RedeemTenantCodeInput")
export class RedeemTenantCodeInput {
  @Field(() => String) code!: string;
}

@InputType("DeletePersonInput")
export class DeletePersonInput {
  @Field(() => Uuid) user!: string;
}

@ObjectType("DeletePersonPayload", { simpleResolvers: true })
export class DeletePersonPayload {
  @Field(() => Uuid) user!: string;
  @Field(() => Boolean) accountErased!: boolean;
}

export const TenantCodeRefusal = { CODE_REFUSED: "CODE_REFUSED" } as const;
export type TenantCodeRefusal = keyof typeof TenantCodeRefusal;
registerEnumType(TenantCodeRefusal, { name: "TenantCodeRefusal" });

@ObjectType("TenantCodeRedeemed", { simpleResolvers: true })
export class TenantCodeRedeemed {
  readonly __typename!: "TenantCodeRedeemed";
  @Field(() => Tenant) tenant!: Tenant;
}

@ObjectType("TenantCodeRefused", { simpleResolvers: true })
export class TenantCodeRefused {
  readonly __typename!: "TenantCodeRefused";
  @Field(() => TenantCodeRefusal) refusal!: TenantCodeRefusal;
}

export type RedeemTenantCodeResult = TenantCodeRedeemed | TenantCodeRefused;
export const RedeemTenantCodeResult = createUnionType({
  name: "RedeemTenantCodeResult",
  types: () => [TenantCodeRedeemed, TenantCodeRefused] as const,
  resolveType: typeNamed,
});
