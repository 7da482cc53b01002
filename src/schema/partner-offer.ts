import { createUnionType, Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

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
