import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { Committed, Conflict, LimitExceeded, StaleHead, StaleKeyEpoch, VaultCommitInput } from "./commit.ts";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { SecondFactorNeeded } from "./second-factor.ts";
import { AccountKeys } from "./user.ts";

@ObjectType("Session", { simpleResolvers: true })
export class Session {
  @Field(() => Uuid) session!: string;
  @Field(() => Uuid) user!: string;
  @Field(() => Uuid) tenant!: string;
  @Field(() => Uuid) device!: string;
  @Field(() => String) accessToken!: string;
  @Field(() => DateTime) accessTokenExpiresAt!: Date;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("RequestChallengeInput")
export class RequestChallengeInput {
  @Field(() => String) address!: string;
}

@ObjectType("Challenge", { simpleResolvers: true })
export class Challenge {
  @Field(() => Bytes) challenge!: Uint8Array;
  @Field(() => Uuid) user!: string;
  @Field(() => Bytes) parameters!: Uint8Array;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("SignInInput")
export class SignInInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => String) deviceName!: string;
  @Field(() => Hash) refreshTokenHash!: Uint8Array;
  @Field(() => Bytes, { nullable: true }) secondFactor?: Uint8Array | null;
}

export const SignInRefusal = {
  PROOF_REFUSED: "PROOF_REFUSED",
  DEVICE_REVOKED: "DEVICE_REVOKED",
  USER_SUSPENDED: "USER_SUSPENDED",
  NETWORK_REFUSED: "NETWORK_REFUSED",
  PORTAL_RESTRICTED: "PORTAL_RESTRICTED",
} as const;
export type SignInRefusal = keyof typeof SignInRefusal;
registerEnumType(SignInRefusal, { name: "SignInRefusal" });

@ObjectType("SignedIn", { simpleResolvers: true })
export class SignedIn {
  readonly __typename!: "SignedIn";
  @Field(() => Session) session!: Session;
  @Field(() => AccountKeys) accountKeys!: AccountKeys;
}

@ObjectType("SignInRefused", { simpleResolvers: true })
export class SignInRefused {
  readonly __typename!: "SignInRefused";
  @Field(() => SignInRefusal) refusal!: SignInRefusal;
}

@ObjectType("PasswordTooOld", { simpleResolvers: true })
export class PasswordTooOld {
  readonly __typename!: "PasswordTooOld";
  @Field(() => Session) session!: Session;
  @Field(() => AccountKeys) accountKeys!: AccountKeys;
}

@ObjectType("SecondFactorMissing", { simpleResolvers: true })
export class SecondFactorMissing {
  readonly __typename!: "SecondFactorMissing";
  @Field(() => Session) session!: Session;
  @Field(() => AccountKeys) accountKeys!: AccountKeys;
}

export type SignInResult = SignedIn | SecondFactorNeeded | SecondFactorMissing | PasswordTooOld | SignInRefused;
export const SignInResult = createUnionType({
  name: "SignInResult",
  types: () => [SignedIn, SecondFactorNeeded, SecondFactorMissing, PasswordTooOld, SignInRefused] as const,
  resolveType: typeNamed,
});

@InputType("RefreshSessionInput")
export class RefreshSessionInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Bytes) refreshToken!: Uint8Array;
}

@ObjectType("SignOutPayload", { simpleResolvers: true })
export class SignOutPayload {
  @Field(() => Uuid) session!: string;
}

@InputType("ChangePasswordInput")
export class ChangePasswordInput {
  @Field(() => Bytes) proof!: Uint8Array;
  @Field(() => Bytes) loginSignature!: Uint8Array;
  @Field(() => Bytes) deviceSignature!: Uint8Array;
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Bytes) parameters!: Uint8Array;
  @Field(() => Bytes) loginKey!: Uint8Array;
  @Field(() => Bytes) rootKey!: Uint8Array;
  @Field(() => VaultCommitInput) accountVault!: VaultCommitInput;
  @Field(() => ID) clientMutationId!: string;
}

@ObjectType("PasswordChanged", { simpleResolvers: true })
export class PasswordChanged {
  readonly __typename!: "PasswordChanged";
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) sessionsEnded!: number;
  @Field(() => Committed) committed!: Committed;
}

@ObjectType("StaleWrapGeneration", { simpleResolvers: true })
export class StaleWrapGeneration {
  readonly __typename!: "StaleWrapGeneration";
  @Field(() => Int) wrapGeneration!: number;
}

export type ChangePasswordResult =
  | PasswordChanged
  | StaleWrapGeneration
  | SignInRefused
  | StaleHead
  | Conflict
  | StaleKeyEpoch
  | LimitExceeded;
export const ChangePasswordResult = createUnionType({
  name: "ChangePasswordResult",
  types: () =>
    [PasswordChanged, StaleWrapGeneration, SignInRefused, StaleHead, Conflict, StaleKeyEpoch, LimitExceeded] as const,
  resolveType: typeNamed,
});
