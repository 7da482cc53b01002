import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";

export const SecondFactorKind = { TOTP: "TOTP", WEBAUTHN: "WEBAUTHN" } as const;
export type SecondFactorKind = keyof typeof SecondFactorKind;
registerEnumType(SecondFactorKind, { name: "SecondFactorKind" });

@ObjectType("SecondFactor", { simpleResolvers: true })
export class SecondFactor {
  @Field(() => Uuid) factor!: string;
  @Field(() => SecondFactorKind) kind!: SecondFactorKind;
  @Field(() => String) name!: string;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime, { nullable: true }) lastUsedAt!: Date | null;
}

@ObjectType("SecondFactors", { simpleResolvers: true })
export class SecondFactors {
  @Field(() => [SecondFactor]) factors!: readonly SecondFactor[];
  @Field(() => Int) spareCodesLeft!: number;
  @Field(() => DateTime, { nullable: true }) provenUntil!: Date | null;
  @Field(() => DateTime, { nullable: true }) demandedFrom!: Date | null;
}

export const SecondFactorMethod = { TOTP: "TOTP", WEBAUTHN: "WEBAUTHN", SPARE_CODE: "SPARE_CODE" } as const;
export type SecondFactorMethod = keyof typeof SecondFactorMethod;
registerEnumType(SecondFactorMethod, { name: "SecondFactorMethod" });

@ObjectType("SecondFactorStep", { simpleResolvers: true })
export class SecondFactorStep {
  @Field(() => Bytes) token!: Uint8Array;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => [SecondFactorMethod]) methods!: readonly SecondFactorMethod[];
  @Field(() => String, { nullable: true }) assertionOptions!: string | null;
}

@ObjectType("SecondFactorNeeded", { simpleResolvers: true })
export class SecondFactorNeeded {
  readonly __typename!: "SecondFactorNeeded";
  @Field(() => SecondFactorStep) step!: SecondFactorStep;
}

@InputType("ProveSecondFactorInput")
export class ProveSecondFactorInput {
  @Field(() => Bytes) token!: Uint8Array;
  @Field(() => String, { nullable: true }) totp?: string | null;
  @Field(() => String, { nullable: true }) spareCode?: string | null;
  @Field(() => String, { nullable: true }) assertion?: string | null;
}

@ObjectType("SecondFactorProven", { simpleResolvers: true })
export class SecondFactorProven {
  readonly __typename!: "SecondFactorProven";
  @Field(() => DateTime) provenUntil!: Date;
}

export const SecondFactorRefusal = { STEP_REFUSED: "STEP_REFUSED", FACTOR_REFUSED: "FACTOR_REFUSED" } as const;
export type SecondFactorRefusal = keyof typeof SecondFactorRefusal;
registerEnumType(SecondFactorRefusal, { name: "SecondFactorRefusal" });

@ObjectType("SecondFactorRefused", { simpleResolvers: true })
export class SecondFactorRefused {
  readonly __typename!: "SecondFactorRefused";
  @Field(() => SecondFactorRefusal) refusal!: SecondFactorRefusal;
}

export type ProveSecondFactorResult = SecondFactorProven | SecondFactorRefused;
export const ProveSecondFactorResult = createUnionType({
  name: "ProveSecondFactorResult",
  types: () => [SecondFactorProven, SecondFactorRefused] as const,
  resolveType: typeNamed,
});

@InputType("BeginTotpInput")
export class BeginTotpInput {
  @Field(() => String) name!: string;
}

@ObjectType("TotpBegun", { simpleResolvers: true })
export class TotpBegun {
  @Field(() => Uuid) factor!: string;
  @Field(() => String) uri!: string;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("ConfirmTotpInput")
export class ConfirmTotpInput {
  @Field(() => Uuid) factor!: string;
  @Field(() => String) code!: string;
}

@InputType("BeginWebAuthnInput")
export class BeginWebAuthnInput {
  @Field(() => String) name!: string;
}

@ObjectType("WebAuthnBegun", { simpleResolvers: true })
export class WebAuthnBegun {
  @Field(() => Uuid) factor!: string;
  @Field(() => String) options!: string;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("ConfirmWebAuthnInput")
export class ConfirmWebAuthnInput {
  @Field(() => Uuid) factor!: string;
  @Field(() => String) registration!: string;
}

@ObjectType("SecondFactorAdded", { simpleResolvers: true })
export class SecondFactorAdded {
  readonly __typename!: "SecondFactorAdded";
  @Field(() => SecondFactor) factor!: SecondFactor;
  @Field(() => [String], { nullable: true }) spareCodes!: readonly string[] | null;
  @Field(() => Boolean) passwordTooOld!: boolean;
}

export type ConfirmSecondFactorResult = SecondFactorAdded | SecondFactorRefused;
export const ConfirmSecondFactorResult = createUnionType({
  name: "ConfirmSecondFactorResult",
  types: () => [SecondFactorAdded, SecondFactorRefused] as const,
  resolveType: typeNamed,
});

@InputType("RemoveSecondFactorInput")
export class RemoveSecondFactorInput {
  @Field(() => Uuid) factor!: string;
}

@ObjectType("RemoveSecondFactorPayload", { simpleResolvers: true })
export class RemoveSecondFactorPayload {
  @Field(() => Uuid) factor!: string;
}

@ObjectType("MakeSpareCodesPayload", { simpleResolvers: true })
export class MakeSpareCodesPayload {
  @Field(() => [String]) spareCodes!: readonly string[];
}

@InputType("ResetSecondFactorInput")
export class ResetSecondFactorInput {
  @Field(() => Uuid) user!: string;
}

@ObjectType("ResetSecondFactorPayload", { simpleResolvers: true })
export class ResetSecondFactorPayload {
  @Field(() => Uuid) user!: string;
  @Field(() => Int) factorsRemoved!: number;
}
