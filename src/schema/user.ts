import { Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";

export const UserRole = { ADMINISTRATOR: "ADMINISTRATOR", USER: "USER" } as const;
export type UserRole = keyof typeof UserRole;
registerEnumType(UserRole, { name: "UserRole" });

/** As `locales` of the words has them. */
export const Locale = { en: "en", fr: "fr" } as const;
export type Locale = keyof typeof Locale;
registerEnumType(Locale, { name: "Locale" });

@ObjectType("User", { implements: Node, simpleResolvers: true })
export class User extends Node {
  readonly __typename!: "User";
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => Boolean) primary!: boolean;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => Locale) locale!: Locale;
}

@ObjectType("AccountKeys", { simpleResolvers: true })
export class AccountKeys {
  @Field(() => Int) wrapGeneration!: number;
  @Field(() => Int) keyGeneration!: number;
  @Field(() => Bytes) parameters!: Uint8Array;
  @Field(() => Bytes) rootKey!: Uint8Array;
  @Field(() => Bytes) signingSeed!: Uint8Array;
  @Field(() => Bytes) encryptionSeed!: Uint8Array;
  @Field(() => Bytes) signingKey!: Uint8Array;
  @Field(() => Bytes) encryptionKey!: Uint8Array;
  @Field(() => Uuid) accountVault!: string;
  @Field(() => Int) accountVaultEpoch!: number;
  @Field(() => Bytes) accountVaultKey!: Uint8Array;
}

@InputType("SetLocaleInput")
export class SetLocaleInput {
  @Field(() => Locale) locale!: Locale;
}

@ObjectType("SetLocalePayload", { simpleResolvers: true })
export class SetLocalePayload {
  @Field(() => User) viewer!: User;
}
