import { Field, ObjectType } from "type-graphql";
import { Node } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

@ObjectType("Tenant", { implements: Node, simpleResolvers: true })
export class Tenant extends Node {
  readonly __typename!: "Tenant";
  @Field(() => Uuid) tenant!: string;
  @Field(() => DateTime) createdAt!: Date;
}
