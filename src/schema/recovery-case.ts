import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { Backup } from "./backup.ts";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

export const RecoveryState = {
  WAITING: "WAITING",
  OPEN: "OPEN",
  VETOED: "VETOED",
  ENDED: "ENDED",
  CLOSED: "CLOSED",
} as const;
export type RecoveryState = keyof typeof RecoveryState;
registerEnumType(RecoveryState, { name: "RecoveryState" });

export const RecoveryVerdict = { APPROVE: "APPROVE", VETO: "VETO" } as const;
export type RecoveryVerdict = keyof typeof RecoveryVerdict;
registerEnumType(RecoveryVerdict, { name: "RecoveryVerdict" });

@ObjectType("RecoveryApproval", { simpleResolvers: true })
export class RecoveryApproval {
  @Field(() => Uuid) user!: string;
  @Field(() => RecoveryVerdict) verdict!: RecoveryVerdict;
  @Field(() => DateTime) at!: Date;
  @Field(() => Bytes) approval!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
}

@ObjectType("Recovery", { simpleResolvers: true })
export class Recovery {
  @Field(() => Uuid) recovery!: string;
  @Field(() => Uuid) group!: string;
  @Field(() => Uuid) user!: string;
  @Field(() => Uuid) openedBy!: string;
  @Field(() => DateTime) openedAt!: Date;
  @Field(() => Boolean) byCode!: boolean;
  @Field(() => String) purpose!: string;
  @Field(() => Bytes) request!: Uint8Array;
  @Field(() => [Bytes]) signatures!: readonly Uint8Array[];
  @Field(() => [Backup]) backups!: readonly Backup[];
  @Field(() => RecoveryState) state!: RecoveryState;
  @Field(() => Int) approvalsNeeded!: number;
  @Field(() => [RecoveryApproval]) approvals!: readonly RecoveryApproval[];
  @Field(() => DateTime) availableAt!: Date;
  @Field(() => DateTime) endsAt!: Date;
  @Field(() => DateTime, { nullable: true }) closedAt!: Date | null;
  @Field(() => Boolean) closingDue!: boolean;
}

export const RecoveryConnection = connectionOf("Recovery", () => Recovery);
export type RecoveryConnection = Connection<Recovery>;

@InputType("OpenRecoveryInput")
export class OpenRecoveryInput {
  @Field(() => Bytes) request!: Uint8Array;
  @Field(() => [Bytes]) signatures!: Uint8Array[];
  @Field(() => String) purpose!: string;
}

export const RecoveryRefusal = {
  NOT_A_MEMBER: "NOT_A_MEMBER",
  CODE_NOT_PROVEN: "CODE_NOT_PROVEN",
  NO_BACKUP: "NO_BACKUP",
  STALE_GROUP: "STALE_GROUP",
  DUE_GROUP: "DUE_GROUP",
  TOO_MANY_OPEN: "TOO_MANY_OPEN",
  BAD_END: "BAD_END",
  OWN_RECOVERY: "OWN_RECOVERY",
  TOO_NEW: "TOO_NEW",
  BY_BREAK_GLASS: "BY_BREAK_GLASS",
  OVER: "OVER",
} as const;
export type RecoveryRefusal = keyof typeof RecoveryRefusal;
registerEnumType(RecoveryRefusal, { name: "RecoveryRefusal" });

@ObjectType("RecoveryRefused", { simpleResolvers: true })
export class RecoveryRefused {
  readonly __typename!: "RecoveryRefused";
  @Field(() => RecoveryRefusal) refusal!: RecoveryRefusal;
}

@ObjectType("RecoveryOpened", { simpleResolvers: true })
export class RecoveryOpened {
  readonly __typename!: "RecoveryOpened";
  @Field(() => Recovery) recovery!: Recovery;
}

export type OpenRecoveryResult = RecoveryOpened | RecoveryRefused;
export const OpenRecoveryResult = createUnionType({
  name: "OpenRecoveryResult",
  types: () => [RecoveryOpened, RecoveryRefused] as const,
  resolveType: typeNamed,
});

@InputType("JudgeRecoveryInput")
export class JudgeRecoveryInput {
  @Field(() => Uuid) recovery!: string;
  @Field(() => Bytes) approval!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
}

@ObjectType("RecoveryJudged", { simpleResolvers: true })
export class RecoveryJudged {
  readonly __typename!: "RecoveryJudged";
  @Field(() => Recovery) recovery!: Recovery;
}

export type JudgeRecoveryResult = RecoveryJudged | RecoveryRefused;
export const JudgeRecoveryResult = createUnionType({
  name: "JudgeRecoveryResult",
  types: () => [RecoveryJudged, RecoveryRefused] as const,
  resolveType: typeNamed,
});

@InputType("CloseRecoveryInput")
export class CloseRecoveryInput {
  @Field(() => Uuid) recovery!: string;
}

@ObjectType("RecoveryClosed", { simpleResolvers: true })
export class RecoveryClosed {
  @Field(() => Recovery) recovery!: Recovery;
}

@ObjectType("RecoveryCanary", { simpleResolvers: true })
export class RecoveryCanary {
  @Field(() => Uuid) canary!: string;
  @Field(() => Uuid) group!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) wrap!: Uint8Array;
  @Field(() => DateTime) madeAt!: Date;
}

@InputType("RecoveryCanaryInput")
export class RecoveryCanaryInput {
  @Field(() => Uuid) canary!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) wrap!: Uint8Array;
  @Field(() => Hash) hash!: Uint8Array;
}

@InputType("ReportDrillInput")
export class ReportDrillInput {
  @Field(() => Uuid) group!: string;
  @Field(() => Uuid, { nullable: true }) canary?: string | null;
  @Field(() => Bytes, { nullable: true }) bytes?: Uint8Array | null;
  @Field(() => Boolean) byCode!: boolean;
  @Field(() => RecoveryCanaryInput) next!: RecoveryCanaryInput;
}

export const DrillOutcome = {
  PROVEN: "PROVEN",
  FIRST_LAID: "FIRST_LAID",
  WRONG_BYTES: "WRONG_BYTES",
  STALE: "STALE",
} as const;
export type DrillOutcome = keyof typeof DrillOutcome;
registerEnumType(DrillOutcome, { name: "DrillOutcome" });

@ObjectType("ReportDrillPayload", { simpleResolvers: true })
export class ReportDrillPayload {
  @Field(() => DrillOutcome) outcome!: DrillOutcome;
  @Field(() => RecoveryCanary, { nullable: true }) canary!: RecoveryCanary | null;
}
