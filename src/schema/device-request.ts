import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

@ObjectType("DeviceRequest", { simpleResolvers: true })
export class DeviceRequest {
  @Field(() => Uuid) request!: string;
  @Field(() => Bytes) envelope!: Uint8Array;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("OpenDeviceRequestInput")
export class OpenDeviceRequestInput {
  @Field(() => Uuid) request!: string;
  @Field(() => String) address!: string;
  @Field(() => Bytes) envelope!: Uint8Array;
  @Field(() => Hash) tokenHash!: Uint8Array;
}

@ObjectType("OpenDeviceRequestPayload", { simpleResolvers: true })
export class OpenDeviceRequestPayload {
  @Field(() => Uuid) request!: string;
  @Field(() => DateTime) expiresAt!: Date;
}

@InputType("DeviceRequestTokenInput")
export class DeviceRequestTokenInput {
  @Field(() => Uuid) request!: string;
  @Field(() => Bytes) token!: Uint8Array;
}

export const DeviceRequestState = { WAITING: "WAITING", APPROVED: "APPROVED", GONE: "GONE" } as const;
export type DeviceRequestState = keyof typeof DeviceRequestState;
registerEnumType(DeviceRequestState, { name: "DeviceRequestState" });

@ObjectType("CollectApprovalPayload", { simpleResolvers: true })
export class CollectApprovalPayload {
  @Field(() => DeviceRequestState) state!: DeviceRequestState;
  @Field(() => Bytes, { nullable: true }) approval!: Uint8Array | null;
}

@ObjectType("WithdrawDeviceRequestPayload", { simpleResolvers: true })
export class WithdrawDeviceRequestPayload {
  @Field(() => Uuid) request!: string;
}

@InputType("ApproveDeviceRequestInput")
export class ApproveDeviceRequestInput {
  @Field(() => Uuid) request!: string;
  @Field(() => Bytes) approval!: Uint8Array;
}

@ObjectType("ApproveDeviceRequestPayload", { simpleResolvers: true })
export class ApproveDeviceRequestPayload {
  @Field(() => Uuid) request!: string;
}

@InputType("RefuseDeviceRequestInput")
export class RefuseDeviceRequestInput {
  @Field(() => Uuid) request!: string;
}

@ObjectType("RefuseDeviceRequestPayload", { simpleResolvers: true })
export class RefuseDeviceRequestPayload {
  @Field(() => Uuid) request!: string;
}
