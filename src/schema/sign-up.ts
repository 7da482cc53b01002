import { createUnionType, Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { SignedLinkInput, VaultCommitInput } from "./commit.ts";
import { InvitationRefused } from "./invitation.ts";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { Session } from "./session.ts";
import { Locale } from "./user.ts";

@InputType("RequestSignUpInput")
export class RequestSignUpInput {
  @Field(() => String) address!: string;
  @Field(() => Locale, { nullable: true }) locale!: Locale | null;
}

@ObjectType("RequestSignUpPayload", { simpleResolvers: true })
export class RequestSignUpPayload {
  @Field(() => Uuid) signUp!: string;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("NewDeviceInput")
export class NewDeviceInput {
  @Field(() => Uuid) device!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) publicKey!: Uint8Array;
}

@InputType("NewAccountKeysInput")
export class NewAccountKeysInput {
  @Field(() => Bytes) parameters!: Uint8Array;
  @Field(() => Bytes) loginKey!: Uint8Array;
  @Field(() => Bytes) rootKey!: Uint8Array;
  @Field(() => Bytes) signingSeed!: Uint8Array;
  @Field(() => Bytes) encryptionSeed!: Uint8Array;
  @Field(() => Bytes) encryptionKey!: Uint8Array;
  @Field(() => Bytes) accountVaultKey!: Uint8Array;
}

@InputType("CompleteSignUpInput")
export class CompleteSignUpInput {
  @Field(() => Uuid) signUp!: string;
  @Field(() => String) code!: string;
  @Field(() => Uuid) user!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) personSalt!: Uint8Array;
  @Field(() => NewDeviceInput) device!: NewDeviceInput;
  @Field(() => NewAccountKeysInput) keys!: NewAccountKeysInput;
  @Field(() => [SignedLinkInput]) links!: SignedLinkInput[];
  @Field(() => VaultCommitInput) accountVault!: VaultCommitInput;
  @Field(() => Hash) refreshTokenHash!: Uint8Array;
  @Field(() => Locale, { nullable: true }) locale!: Locale | null;
}

export const SignUpRefusal = {
  CODE_REFUSED: "CODE_REFUSED",
  ADDRESS_TAKEN: "ADDRESS_TAKEN",
  ID_TAKEN: "ID_TAKEN",
} as const;
export type SignUpRefusal = keyof typeof SignUpRefusal;
registerEnumType(SignUpRefusal, { name: "SignUpRefusal" });

@ObjectType("SignedUp", { simpleResolvers: true })
export class SignedUp {
  readonly __typename!: "SignedUp";
  @Field(() => Session) session!: Session;
}

@ObjectType("SignUpRefused", { simpleResolvers: true })
export class SignUpRefused {
  readonly __typename!: "SignUpRefused";
  @Field(() => SignUpRefusal) refusal!: SignUpRefusal;
}

export type CompleteSignUpResult = SignedUp | SignUpRefused | InvitationRefused;
export const CompleteSignUpResult = createUnionType({
  name: "CompleteSignUpResult",
  types: () => [SignedUp, SignUpRefused, InvitationRefused] as const,
  resolveType: typeNamed,
});
