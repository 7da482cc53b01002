import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

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
