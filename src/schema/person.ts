import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";
import { UserRole } from "./user.ts";

export const PersonStatus = { ACTIVE: "ACTIVE", SUSPENDED: "SUSPENDED" } as const;
export type PersonStatus = keyof typeof PersonStatus;
registerEnumType(PersonStatus, { name: "PersonStatus" });

@ObjectType("AwaitingPerson", { simpleResolvers: true })
export class AwaitingPerson {
  @Field(() => Int) seq!: number;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
}

@ObjectType("Person", { simpleResolvers: true })
export class Person {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => UserRole) role!: UserRole;
  @Field(() => Boolean) primary!: boolean;
  @Field(() => PersonStatus) status!: PersonStatus;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => Bytes) encryptionKey!: Uint8Array;
  @Field(() => AwaitingPerson, { nullable: true }) awaiting!: AwaitingPerson | null;
}

export const PersonConnection = connectionOf("Person", () => Person);
export type PersonConnection = Connection<Person>;

@ObjectType("FormerMember", { simpleResolvers: true })
export class FormerMember {
  @Field(() => Uuid) user!: string;
  @Field(() => String) address!: string;
  @Field(() => String) name!: string;
  @Field(() => Bytes) salt!: Uint8Array;
  @Field(() => Int) removedSeq!: number;
}

export const FormerMemberConnection = connectionOf("FormerMember", () => FormerMember);
export type FormerMemberConnection = Connection<FormerMember>;
