/** A company's side: who its partner is, how it comes to one, and how it leaves. */
import { createUnionType, Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";

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

@ObjectType("LeavePartnerPayload", { simpleResolvers: true })
export class LeavePartnerPayload {
  @Field(() => Uuid) partner!: string;
}
