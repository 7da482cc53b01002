import { createUnionType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import {
  Committed,
  Conflict,
  LimitExceeded,
  SignedLinkInput,
  StaleHead,
  StaleKeyEpoch,
  VaultCommitInput,
} from "./commit.ts";
import { typeNamed } from "./node.ts";
import { Bytes, Hash, Uuid } from "./scalars.ts";
import { SignInRefused } from "./session.ts";
import { NewAccountKeysInput } from "./sign-up.ts";

@InputType("ProfileHeadInput")
export class ProfileHeadInput {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) revision!: number;
  @Field(() => Hash, { nullable: true }) hash?: Uint8Array | null;
}

@InputType("RotateAccountInput")
export class RotateAccountInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) keyGeneration!: number;
  @Field(() => NewAccountKeysInput) keys!: NewAccountKeysInput;
  @Field(() => [SignedLinkInput]) links!: SignedLinkInput[];
  @Field(() => VaultCommitInput) accountVault!: VaultCommitInput;
  @Field(() => [ProfileHeadInput]) profiles!: ProfileHeadInput[];
  @Field(() => ID) clientMutationId!: string;
}

@ObjectType("AccountRotated", { simpleResolvers: true })
export class AccountRotated {
  readonly __typename!: "AccountRotated";
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) keyGeneration!: number;
  @Field(() => Int) sessionsEnded!: number;
  @Field(() => Committed) committed!: Committed;
}

@ObjectType("StaleAccountKeys", { simpleResolvers: true })
export class StaleAccountKeys {
  readonly __typename!: "StaleAccountKeys";
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) keyGeneration!: number;
}

export type RotateAccountResult =
  | AccountRotated
  | StaleAccountKeys
  | SignInRefused
  | StaleHead
  | Conflict
  | StaleKeyEpoch
  | LimitExceeded;
export const RotateAccountResult = createUnionType({
  name: "RotateAccountResult",
  types: () =>
    [AccountRotated, StaleAccountKeys, SignInRefused, StaleHead, Conflict, StaleKeyEpoch, LimitExceeded] as const,
  resolveType: typeNamed,
});
