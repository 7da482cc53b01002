import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

export const TenantPlan = { STANDARD: "STANDARD", ADVANCED: "ADVANCED", TRIAL: "TRIAL" } as const;
export type TenantPlan = keyof typeof TenantPlan;
registerEnumType(TenantPlan, { name: "TenantPlan" });

@ObjectType("Tenant", { implements: Node, simpleResolvers: true })
export class Tenant extends Node {
  readonly __typename!: "Tenant";
  @Field(() => Uuid) tenant!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => DateTime, { nullable: true }) trialEndsAt!: Date | null;
  @Field(() => Int) seats!: number;
  @Field(() => Int) seatsTaken!: number;
  @Field(() => DateTime, { nullable: true }) suspendedAt!: Date | null;
  @Field(() => DateTime) createdAt!: Date;
}
