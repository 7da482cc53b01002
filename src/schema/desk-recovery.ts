import { Field, InputType, ObjectType } from "type-graphql";
import { GroupEpoch, MemberWrap } from "./group.ts";
import { Bytes, Uuid } from "./scalars.ts";

@ObjectType("RecoveryGroupKeys", { simpleResolvers: true })
export class RecoveryGroupKeys {
  @Field(() => [GroupEpoch]) epochs!: readonly GroupEpoch[];
  @Field(() => [MemberWrap]) wraps!: readonly MemberWrap[];
}

@InputType("OpenRecoveryAtDeskInput")
export class OpenRecoveryAtDeskInput {
  @Field(() => Uuid) company!: string;
  @Field(() => Bytes) request!: Uint8Array;
  @Field(() => [Bytes]) signatures!: Uint8Array[];
  @Field(() => String) purpose!: string;
}

@InputType("CloseRecoveryAtDeskInput")
export class CloseRecoveryAtDeskInput {
  @Field(() => Uuid) company!: string;
  @Field(() => Uuid) recovery!: string;
}
