import { Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";

export const GroupClass = { NAMED: "NAMED", EVERYONE: "EVERYONE", RECOVERY: "RECOVERY" } as const;
export type GroupClass = keyof typeof GroupClass;
registerEnumType(GroupClass, { name: "GroupClass" });

@ObjectType("Group", { simpleResolvers: true })
export class Group {
  @Field(() => Uuid) group!: string;
  @Field(() => GroupClass) class!: GroupClass;
  @Field(() => Bytes, { nullable: true }) name!: Uint8Array | null;
  @Field(() => Int, { nullable: true }) nameEpoch!: number | null;
  @Field(() => DateTime) createdAt!: Date;
}

export const GroupConnection = connectionOf("Group", () => Group);
export type GroupConnection = Connection<Group>;

@ObjectType("GroupEpoch", { simpleResolvers: true })
export class GroupEpoch {
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) publicKey!: Uint8Array;
  @Field(() => Bytes, { nullable: true }) previousSecret!: Uint8Array | null;
}

@ObjectType("MemberWrap", { simpleResolvers: true })
export class MemberWrap {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) user!: string;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@ObjectType("PendingWrap", { simpleResolvers: true })
export class PendingWrap {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) user!: string;
}

@InputType("MemberWrapInput")
export class MemberWrapInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) user!: string;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@InputType("DeliverWrapsInput")
export class DeliverWrapsInput {
  @Field(() => [MemberWrapInput]) wraps!: MemberWrapInput[];
}

@InputType("RefuseWrapInput")
export class RefuseWrapInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
}

@ObjectType("RefuseWrapPayload", { simpleResolvers: true })
export class RefuseWrapPayload {
  @Field(() => Boolean) refused!: boolean;
}

@ObjectType("DeliverWrapsPayload", { simpleResolvers: true })
export class DeliverWrapsPayload {
  @Field(() => Int) delivered!: number;
}
