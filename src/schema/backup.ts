import { Field, Float, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { EpochKey } from "./vault.ts";

export const BackupKind = { PROFILE: "PROFILE", SHARE: "SHARE" } as const;
export type BackupKind = keyof typeof BackupKind;
registerEnumType(BackupKind, { name: "BackupKind" });

export const BackupSkip = {
  UNCHANGED: "UNCHANGED",
  NOT_ENTRUSTED: "NOT_ENTRUSTED",
  POLICY: "POLICY",
  PLAN: "PLAN",
  DAMAGED: "DAMAGED",
  OTHER_CHAIN: "OTHER_CHAIN",
  RESTORING: "RESTORING",
} as const;
export type BackupSkip = keyof typeof BackupSkip;
registerEnumType(BackupSkip, { name: "BackupSkip" });

@ObjectType("Backup", { simpleResolvers: true })
export class Backup {
  @Field(() => Uuid) id!: string;
  @Field(() => Uuid) vault!: string;
  @Field(() => BackupKind) kind!: BackupKind;
  @Field(() => [Uuid]) owners!: readonly string[];
  @Field(() => Int) number!: number;
  @Field(() => DateTime) takenAt!: Date;
  @Field(() => Int) revision!: number;
  @Field(() => Hash) manifestHash!: Uint8Array;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) group!: string;
  @Field(() => Int) groupEpoch!: number;
  @Field(() => Int) records!: number;
  @Field(() => Float) bytes!: number;
  @Field(() => Float) addedBytes!: number;
  @Field(() => Int) approvals!: number;
  @Field(() => Int) hours!: number;
  @Field(() => Boolean) openable!: boolean;
  @Field(() => DateTime, { nullable: true }) keptUntil!: Date | null;
}

export const BackupConnection = connectionOf("Backup", () => Backup);
export type BackupConnection = Connection<Backup>;

@InputType("TakeBackupsInput")
export class TakeBackupsInput {
  @Field(() => Uuid) user!: string;
}

@ObjectType("SkippedVault", { simpleResolvers: true })
export class SkippedVault {
  @Field(() => Uuid) vault!: string;
  @Field(() => BackupSkip) reason!: BackupSkip;
}

@ObjectType("TakeBackupsPayload", { simpleResolvers: true })
export class TakeBackupsPayload {
  @Field(() => [Backup]) taken!: readonly Backup[];
  @Field(() => [SkippedVault]) skipped!: readonly SkippedVault[];
  @Field(() => Boolean) more!: boolean;
}

@ObjectType("BackupRecord", { simpleResolvers: true })
export class BackupRecord {
  @Field(() => Uuid) record!: string;
  @Field(() => Int) class!: number;
  @Field(() => Int) version!: number;
  @Field(() => DateTime, { nullable: true }) trashedAt!: Date | null;
  @Field(() => Uuid, { nullable: true }) folder!: string | null;
  @Field(() => Int) schema!: number;
  @Field(() => Int) epoch!: number;
  /** Kept as the text that goes out, as records are. */
  @Field(() => Bytes, { nullable: true }) body!: string | null;
  @Field(() => Bytes) key!: string;
  @Field(() => Hash, { nullable: true }) previousLeaf!: Uint8Array | null;
  @Field(() => Hash) leaf!: Uint8Array;
}

@ObjectType("BackupLink", { simpleResolvers: true })
export class BackupLink {
  @Field(() => Int) seq!: number;
  @Field(() => Bytes) link!: Uint8Array;
  @Field(() => [Bytes]) signatures!: readonly Uint8Array[];
}

@ObjectType("BackupWrap", { simpleResolvers: true })
export class BackupWrap {
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) group!: string;
  @Field(() => Int) groupEpoch!: number;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@ObjectType("BackupName", { simpleResolvers: true })
export class BackupName {
  @Field(() => Bytes) name!: Uint8Array;
  @Field(() => Int) epoch!: number;
}

@ObjectType("BackupContent", { simpleResolvers: true })
export class BackupContent {
  @Field(() => Backup) backup!: Backup;
  @Field(() => Bytes) manifest!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
  @Field(() => BackupWrap) wrap!: BackupWrap;
  @Field(() => BackupName, { nullable: true }) name!: BackupName | null;
  @Field(() => [BackupLink]) links!: readonly BackupLink[];
  @Field(() => [EpochKey]) epochKeys!: readonly EpochKey[];
  @Field(() => [BackupRecord]) records!: readonly BackupRecord[];
  @Field(() => String, { nullable: true }) next!: string | null;
}
