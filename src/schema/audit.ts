import type { GraphQLEnumType } from "graphql";
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { readContract } from "./contract.ts";
import { type Connection, connectionOfRows } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { TenantPlan } from "./tenant.ts";

/** As the contract lists them. That the code writes these and no others, a test says. */
export const AuditKind = Object.fromEntries(
  (readContract().getType("AuditKind") as GraphQLEnumType).getValues().map(({ name }) => [name, name]),
);
registerEnumType(AuditKind, { name: "AuditKind" });

export const AuditOrigin = { SERVER: "SERVER", CLIENT: "CLIENT" } as const;
export type AuditOrigin = keyof typeof AuditOrigin;
registerEnumType(AuditOrigin, { name: "AuditOrigin" });

export const AuditSurface = {
  APP: "APP",
  PORTAL: "PORTAL",
  PARTNER: "PARTNER",
  SERVICE: "SERVICE",
  FORMER: "FORMER",
  PASSWORD: "PASSWORD",
  FACTOR: "FACTOR",
} as const;
export type AuditSurface = keyof typeof AuditSurface;
registerEnumType(AuditSurface, { name: "AuditSurface" });

@ObjectType("AuditEntry", { simpleResolvers: true })
export class AuditEntry {
  @Field(() => Int) revision!: number;
  @Field(() => Uuid) entry!: string;
  @Field(() => AuditKind) kind!: string;
  @Field(() => DateTime) at!: Date;
  @Field(() => AuditOrigin) origin!: AuditOrigin;
  @Field(() => Uuid, { nullable: true }) actor!: string | null;
  @Field(() => Uuid, { nullable: true }) actorDevice!: string | null;
  @Field(() => AuditSurface, { nullable: true }) surface!: AuditSurface | null;
  @Field(() => Uuid, { nullable: true }) user!: string | null;
  @Field(() => Uuid, { nullable: true }) device!: string | null;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) vault!: string | null;
  @Field(() => Bytes, { nullable: true }) invitation!: Uint8Array | null;
  @Field(() => [Uuid]) records!: readonly string[];
  @Field(() => Int, { nullable: true }) amount!: number | null;
  @Field(() => Int, { nullable: true }) seq!: number | null;
  @Field(() => Int, { nullable: true }) epoch!: number | null;
  @Field(() => Hash) hash!: Uint8Array;
}

export const AuditConnection = connectionOfRows("Audit", () => AuditEntry);
export type AuditConnection = Connection<AuditEntry>;

@ObjectType("AuditHead", { simpleResolvers: true })
export class AuditHead {
  @Field(() => Int) revision!: number;
  @Field(() => Hash, { nullable: true }) hash!: Uint8Array | null;
  @Field(() => Int) anchorRevision!: number;
  @Field(() => Hash, { nullable: true }) anchorHash!: Uint8Array | null;
}

@InputType("AuditFilterInput")
export class AuditFilterInput {
  @Field(() => [AuditKind], { nullable: true }) kinds?: string[] | null;
  @Field(() => AuditOrigin, { nullable: true }) origin?: AuditOrigin | null;
  @Field(() => Uuid, { nullable: true }) actor?: string | null;
  @Field(() => Uuid, { nullable: true }) user?: string | null;
  @Field(() => DateTime, { nullable: true }) from?: Date | null;
  @Field(() => DateTime, { nullable: true }) until?: Date | null;
  @Field(() => Int, { nullable: true }) behind?: number | null;
}

@ObjectType("AuditNews", { simpleResolvers: true })
export class AuditNews {
  @Field(() => AuditHead) head!: AuditHead;
  @Field(() => [AuditEntry]) entries!: readonly AuditEntry[];
}

@ObjectType("SeatDay", { simpleResolvers: true })
export class SeatDay {
  @Field(() => String) day!: string;
  @Field(() => TenantPlan) plan!: TenantPlan;
  @Field(() => Int) seats!: number;
  @Field(() => Int) taken!: number;
}

export const ItemEventKind = {
  VIEWED: "VIEWED",
  COPIED: "COPIED",
  USED: "USED",
  EXPORTED: "EXPORTED",
  IMPORTED: "IMPORTED",
} as const;
export type ItemEventKind = keyof typeof ItemEventKind;
registerEnumType(ItemEventKind, { name: "ItemEventKind" });

@InputType("ItemEventInput")
export class ItemEventInput {
  @Field(() => ItemEventKind) kind!: ItemEventKind;
  @Field(() => Uuid, { nullable: true }) share?: string | null;
  @Field(() => [Uuid]) records!: string[];
  @Field(() => Int, { nullable: true }) amount?: number | null;
}

@InputType("ReportItemEventsInput")
export class ReportItemEventsInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [ItemEventInput]) events!: ItemEventInput[];
}

@ObjectType("ReportItemEventsPayload", { simpleResolvers: true })
export class ReportItemEventsPayload {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Int) recorded!: number;
}
