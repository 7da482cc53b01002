import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { AuditKind } from "./audit.ts";
import { typeNamed } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

export const MachineScope = {
  READ_COMPANIES: "READ_COMPANIES",
  READ_PEOPLE: "READ_PEOPLE",
  READ_AUDIT: "READ_AUDIT",
  READ_EVENTS: "READ_EVENTS",
  WRITE_LABELS: "WRITE_LABELS",
  WRITE_TERMS: "WRITE_TERMS",
} as const;
export type MachineScope = keyof typeof MachineScope;
registerEnumType(MachineScope, { name: "MachineScope" });

export const MachineStanding = {
  ACTIVE: "ACTIVE",
  EXPIRED: "EXPIRED",
  ENDED: "ENDED",
  WITHOUT_KEEPER: "WITHOUT_KEEPER",
} as const;
export type MachineStanding = keyof typeof MachineStanding;
registerEnumType(MachineStanding, { name: "MachineStanding" });

export const MachineRefusal = {
  TOO_MANY: "TOO_MANY",
  WIDER_THAN_OWN: "WIDER_THAN_OWN",
  ADDRESS_REFUSED: "ADDRESS_REFUSED",
} as const;
export type MachineRefusal = keyof typeof MachineRefusal;
registerEnumType(MachineRefusal, { name: "MachineRefusal" });

export const EventGroup = { AUDIT: "AUDIT", POLICY: "POLICY", READINESS: "READINESS", SHARES: "SHARES" } as const;
export type EventGroup = keyof typeof EventGroup;
registerEnumType(EventGroup, { name: "EventGroup" });

@ObjectType("ServiceAccount", { simpleResolvers: true })
export class ServiceAccount {
  @Field(() => Uuid) account!: string;
  @Field(() => String) name!: string;
  @Field(() => String) prefix!: string;
  @Field(() => [MachineScope]) scopes!: readonly MachineScope[];
  @Field(() => [String], { nullable: true }) labels!: readonly string[] | null;
  @Field(() => [Uuid], { nullable: true }) companies!: readonly string[] | null;
  @Field(() => Int) perMinute!: number;
  @Field(() => Uuid) keeper!: string;
  @Field(() => DateTime) madeAt!: Date;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => DateTime, { nullable: true }) lastUsedAt!: Date | null;
  @Field(() => MachineStanding) standing!: MachineStanding;
}

@InputType("CreateServiceAccountInput")
export class CreateServiceAccountInput {
  @Field(() => String) name!: string;
  @Field(() => [MachineScope]) scopes!: MachineScope[];
  @Field(() => [String], { nullable: true }) labels?: string[] | null;
  @Field(() => [Uuid], { nullable: true }) companies?: string[] | null;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => Int, { nullable: true }) perMinute?: number | null;
}

@ObjectType("MachineRefused", { simpleResolvers: true })
export class MachineRefused {
  @Field(() => MachineRefusal) refusal!: MachineRefusal;
}

@ObjectType("ServiceAccountCreated", { simpleResolvers: true })
export class ServiceAccountCreated {
  @Field(() => ServiceAccount) account!: ServiceAccount;
  @Field(() => String) token!: string;
}

export const CreateServiceAccountResult = createUnionType({
  name: "CreateServiceAccountResult",
  types: () => [ServiceAccountCreated, MachineRefused] as const,
  resolveType: typeNamed as never,
});

@InputType("ServiceAccountInput")
export class ServiceAccountInput {
  @Field(() => Uuid) account!: string;
}

@ObjectType("ServiceAccountPayload", { simpleResolvers: true })
export class ServiceAccountPayload {
  @Field(() => ServiceAccount) account!: ServiceAccount;
}

@ObjectType("PartnerEvent", { simpleResolvers: true })
export class PartnerEvent {
  @Field(() => String) cursor!: string;
  @Field(() => Uuid) company!: string;
  @Field(() => Int) revision!: number;
  @Field(() => AuditKind) kind!: string;
  @Field(() => DateTime) at!: Date;
  @Field(() => Uuid, { nullable: true }) actor!: string | null;
  @Field(() => Uuid, { nullable: true }) user!: string | null;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => Uuid, { nullable: true }) vault!: string | null;
  @Field(() => Int, { nullable: true }) amount!: number | null;
}

@ObjectType("PartnerNews", { simpleResolvers: true })
export class PartnerNews {
  @Field(() => [PartnerEvent]) events!: readonly PartnerEvent[];
  @Field(() => String) cursor!: string;
  @Field(() => Boolean) more!: boolean;
}
