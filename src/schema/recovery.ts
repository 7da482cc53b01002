import { Field, InputType, Int, ObjectType } from "type-graphql";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

@ObjectType("RecoveryCode", { simpleResolvers: true })
export class RecoveryCode {
  @Field(() => Int) seq!: number;
  @Field(() => Bytes) publicKey!: Uint8Array;
  @Field(() => Bytes) signingKey!: Uint8Array;
  @Field(() => DateTime) since!: Date;
}

@ObjectType("CodeWrap", { simpleResolvers: true })
export class CodeWrap {
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@ObjectType("RecoverySwitch", { simpleResolvers: true })
export class RecoverySwitch {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) groupSeq!: number;
  @Field(() => Hash) groupHead!: Uint8Array;
  @Field(() => Int) approvals!: number;
  @Field(() => Int) hours!: number;
  @Field(() => Int) seq!: number;
  @Field(() => Uuid) author!: string;
  @Field(() => DateTime) since!: Date;
}

@ObjectType("AwaitingRecoverySwitch", { simpleResolvers: true })
export class AwaitingRecoverySwitch {
  @Field(() => Int) seq!: number;
  @Field(() => Uuid) author!: string;
  @Field(() => DateTime) since!: Date;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Int, { nullable: true }) groupSeq!: number | null;
  @Field(() => Hash, { nullable: true }) groupHead!: Uint8Array | null;
  @Field(() => Int, { nullable: true }) approvals!: number | null;
  @Field(() => Int, { nullable: true }) hours!: number | null;
}

@ObjectType("Entrusted", { simpleResolvers: true })
export class Entrusted {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) groupEpoch!: number;
  @Field(() => Int) epoch!: number;
  @Field(() => DateTime) since!: Date;
}

@InputType("RecoveryCodeInput")
export class RecoveryCodeInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Bytes) publicKey!: Uint8Array;
}
