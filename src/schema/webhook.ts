import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { EventGroup, MachineRefused, MachineStanding } from "./machine.ts";
import { typeNamed } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

export const WebhookFailure = {
  ADDRESS_REFUSED: "ADDRESS_REFUSED",
  NAME_NOT_FOUND: "NAME_NOT_FOUND",
  UNREACHABLE: "UNREACHABLE",
  TLS_FAILED: "TLS_FAILED",
  TIMED_OUT: "TIMED_OUT",
  REDIRECTED: "REDIRECTED",
  REFUSED: "REFUSED",
  FAILED: "FAILED",
} as const;
export type WebhookFailure = keyof typeof WebhookFailure;
registerEnumType(WebhookFailure, { name: "WebhookFailure" });

@ObjectType("DeadLetter", { simpleResolvers: true })
export class DeadLetter {
  @Field(() => Uuid) letter!: string;
  @Field(() => DateTime) diedAt!: Date;
  @Field(() => WebhookFailure) failure!: WebhookFailure;
  @Field(() => DateTime, { nullable: true }) replayAskedAt!: Date | null;
}

@ObjectType("Webhook", { simpleResolvers: true })
export class Webhook {
  @Field(() => Uuid) webhook!: string;
  @Field(() => String) name!: string;
  @Field(() => String) url!: string;
  @Field(() => [EventGroup]) groups!: readonly EventGroup[];
  @Field(() => [String], { nullable: true }) labels!: readonly string[] | null;
  @Field(() => [Uuid], { nullable: true }) companies!: readonly string[] | null;
  @Field(() => Uuid) keeper!: string;
  @Field(() => DateTime) madeAt!: Date;
  @Field(() => Boolean) active!: boolean;
  @Field(() => MachineStanding) standing!: MachineStanding;
  @Field(() => DateTime, { nullable: true }) lastDeliveredAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) failingSince!: Date | null;
  @Field(() => WebhookFailure, { nullable: true }) lastFailure!: WebhookFailure | null;
  @Field(() => Int) tries!: number;
  @Field(() => DateTime, { nullable: true }) nextTryAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) formerSecretUntil!: Date | null;
  @Field(() => [DeadLetter]) deadLetters!: readonly DeadLetter[];
}

@InputType("CreateWebhookInput")
export class CreateWebhookInput {
  @Field(() => String) name!: string;
  @Field(() => String) url!: string;
  @Field(() => [EventGroup]) groups!: EventGroup[];
  @Field(() => [String], { nullable: true }) labels?: string[] | null;
  @Field(() => [Uuid], { nullable: true }) companies?: string[] | null;
}

@ObjectType("WebhookCreated", { simpleResolvers: true })
export class WebhookCreated {
  @Field(() => Webhook) webhook!: Webhook;
  @Field(() => String) secret!: string;
}

export const CreateWebhookResult = createUnionType({
  name: "CreateWebhookResult",
  types: () => [WebhookCreated, MachineRefused] as const,
  resolveType: typeNamed as never,
});

@InputType("UpdateWebhookInput")
export class UpdateWebhookInput {
  @Field(() => Uuid) webhook!: string;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) url?: string | null;
  @Field(() => [EventGroup], { nullable: true }) groups?: EventGroup[] | null;
  @Field(() => Boolean, { nullable: true }) active?: boolean | null;
  @Field(() => Boolean, { nullable: true }) takeOver?: boolean | null;
}

@ObjectType("WebhookUpdated", { simpleResolvers: true })
export class WebhookUpdated {
  @Field(() => Webhook) webhook!: Webhook;
}

export const UpdateWebhookResult = createUnionType({
  name: "UpdateWebhookResult",
  types: () => [WebhookUpdated, MachineRefused] as const,
  resolveType: typeNamed as never,
});

@InputType("WebhookInput")
export class WebhookInput {
  @Field(() => Uuid) webhook!: string;
}

@ObjectType("WebhookTested", { simpleResolvers: true })
export class WebhookTested {
  @Field(() => WebhookFailure, { nullable: true }) failure!: WebhookFailure | null;
  @Field(() => Int, { nullable: true }) status!: number | null;
}

@InputType("ReplayWebhookInput")
export class ReplayWebhookInput {
  @Field(() => Uuid) webhook!: string;
  @Field(() => Uuid, { nullable: true }) letter?: string | null;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@ObjectType("DeleteWebhookPayload", { simpleResolvers: true })
export class DeleteWebhookPayload {
  @Field(() => Uuid) webhook!: string;
}
