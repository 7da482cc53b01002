import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "./node.ts";
import { Uuid } from "./scalars.ts";

export const ProfileKind = { PERSONAL: "PERSONAL", BUSINESS: "BUSINESS" } as const;
export type ProfileKind = keyof typeof ProfileKind;
registerEnumType(ProfileKind, { name: "ProfileKind" });

@ObjectType("Profile", { implements: Node, simpleResolvers: true })
export class Profile extends Node {
  readonly __typename!: "Profile";
  @Field(() => Uuid) vault!: string;
  @Field(() => ProfileKind) kind!: ProfileKind;
  @Field(() => Int) revision!: number;
  @Field(() => Int) count!: number;
}
