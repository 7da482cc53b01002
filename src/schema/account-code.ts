import { createUnionType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { Committed, VaultCommitInput } from "./commit.ts";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash } from "./scalars.ts";
import { SecondFactorNeeded } from "./second-factor.ts";
import { Session, SignInRefused } from "./session.ts";
import { RosterChanges, VaultChanges } from "./sync.ts";
import { AccountKeys } from "./user.ts";

@ObjectType("AccountCode", { simpleResolvers: true })
export class AccountCode {
  @Field(() => Boolean) exists!: boolean;
  @Field(() => Int) generation!: number;
  @Field(() => DateTime, { nullable: true }) createdAt!: Date | null;
}

@InputType("MakeAccountCodeInput")
export class MakeAccountCodeInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Int) generation!: number;
  @Field(() => Bytes) loginKey!: Uint8Array;
  @Field(() => Bytes) rootKey!: Uint8Array;
}

@ObjectType("AccountCodeMade", { simpleResolvers: true })
export class AccountCodeMade {
  readonly __typename!: "AccountCodeMade";
  @Field(() => AccountCode) accountCode!: AccountCode;
}

@ObjectType("StaleAccountCode", { simpleResolvers: true })
export class StaleAccountCode {
  readonly __typename!: "StaleAccountCode";
  @Field(() => AccountCode) accountCode!: AccountCode;
}

export type MakeAccountCodeResult = AccountCodeMade | StaleAccountCode | SignInRefused;
export const MakeAccountCodeResult = createUnionType({
  name: "MakeAccountCodeResult",
  types: () => [AccountCodeMade, StaleAccountCode, SignInRefused] as const,
  resolveType: typeNamed,
});

@InputType("RemoveAccountCodeInput")
export class RemoveAccountCodeInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Int) generation!: number;
}

@ObjectType("AccountCodeRemoved", { simpleResolvers: true })
export class AccountCodeRemoved {
  readonly __typename!: "AccountCodeRemoved";
  @Field(() => AccountCode) accountCode!: AccountCode;
}

export type RemoveAccountCodeResult = AccountCodeRemoved | StaleAccountCode | SignInRefused;
export const RemoveAccountCodeResult = createUnionType({
  name: "RemoveAccountCodeResult",
  types: () => [AccountCodeRemoved, StaleAccountCode, SignInRefused] as const,
  resolveType: typeNamed,
});

@InputType("OpenByAccountCodeInput")
export class OpenByAccountCodeInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Bytes, { nullable: true }) secondFactor?: Uint8Array | null;
}

@ObjectType("OpenedByAccountCode", { simpleResolvers: true })
export class OpenedByAccountCode {
  readonly __typename!: "OpenedByAccountCode";
  @Field(() => AccountKeys) accountKeys!: AccountKeys;
  @Field(() => Int) generation!: number;
  @Field(() => Bytes) rootKey!: Uint8Array;
  @Field(() => [RosterChanges]) rosters!: readonly RosterChanges[];
  @Field(() => [Bytes]) policyDocuments!: readonly Uint8Array[];
  @Field(() => VaultChanges) accountVault!: VaultChanges;
}

export type OpenByAccountCodeResult = OpenedByAccountCode | SecondFactorNeeded | SignInRefused;
export const OpenByAccountCodeResult = createUnionType({
  name: "OpenByAccountCodeResult",
  types: () => [OpenedByAccountCode, SecondFactorNeeded, SignInRefused] as const,
  resolveType: typeNamed,
});

@InputType("RecoverAccountInput")
export class RecoverAccountInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => String) deviceName!: string;
  @Field(() => Hash) refreshTokenHash!: Uint8Array;
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Bytes) parameters!: Uint8Array;
  @Field(() => Bytes) loginKey!: Uint8Array;
  @Field(() => Bytes) rootKey!: Uint8Array;
  @Field(() => VaultCommitInput) accountVault!: VaultCommitInput;
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Bytes, { nullable: true }) secondFactor?: Uint8Array | null;
}

@ObjectType("AccountRecovered", { simpleResolvers: true })
export class AccountRecovered {
  readonly __typename!: "AccountRecovered";
  @Field(() => Session) session!: Session;
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) sessionsEnded!: number;
  @Field(() => Committed) committed!: Committed;
}

@ObjectType("StaleAccount", { simpleResolvers: true })
export class StaleAccount {
  readonly __typename!: "StaleAccount";
  @Field(() => Int) wrapGeneration!: number;
}

export type RecoverAccountResult = AccountRecovered | StaleAccount | SecondFactorNeeded | SignInRefused;
export const RecoverAccountResult = createUnionType({
  name: "RecoverAccountResult",
  types: () => [AccountRecovered, StaleAccount, SecondFactorNeeded, SignInRefused] as const,
  resolveType: typeNamed,
});
