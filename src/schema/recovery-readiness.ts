import { Field, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { Uuid } from "./scalars.ts";

export const ReadinessState = { OK: "OK", WARNING: "WARNING", FAILED: "FAILED" } as const;
export type ReadinessState = keyof typeof ReadinessState;
registerEnumType(ReadinessState, { name: "ReadinessState" });

export const ReadinessAspect = {
  POLICY: "POLICY",
  PLAN: "PLAN",
  SWITCH: "SWITCH",
  CUSTODIANS: "CUSTODIANS",
  GROUP_EPOCH: "GROUP_EPOCH",
  CODE: "CODE",
  DRILL: "DRILL",
  TEMPORARY_MEMBERS: "TEMPORARY_MEMBERS",
  RECOVERIES_CLOSED: "RECOVERIES_CLOSED",
  ENTRUSTED: "ENTRUSTED",
  BACKUP_FRESH: "BACKUP_FRESH",
} as const;
export type ReadinessAspect = keyof typeof ReadinessAspect;
registerEnumType(ReadinessAspect, { name: "ReadinessAspect" });

@ObjectType("ReadinessCheck", { simpleResolvers: true })
export class ReadinessCheck {
  @Field(() => ReadinessAspect) check!: ReadinessAspect;
  @Field(() => ReadinessState) state!: ReadinessState;
  @Field(() => String, { nullable: true }) mend!: string | null;
}

@ObjectType("UserReadiness", { simpleResolvers: true })
export class UserReadiness {
  @Field(() => Uuid) user!: string;
  @Field(() => [ReadinessCheck]) checks!: readonly ReadinessCheck[];
}

export const UserReadinessConnection = connectionOf("UserReadiness", () => UserReadiness);
export type UserReadinessConnection = Connection<UserReadiness>;

@ObjectType("RecoveryReadiness", { simpleResolvers: true })
export class RecoveryReadiness {
  @Field(() => [ReadinessCheck]) checks!: readonly ReadinessCheck[];
  @Field(() => UserReadinessConnection) users!: UserReadinessConnection;
}
