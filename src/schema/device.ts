import { Field, InputType, ObjectType } from "type-graphql";
import { type Connection, connectionOf, Node } from "./node.ts";
import { DateTime, Uuid } from "./scalars.ts";

@ObjectType("Device", { implements: Node, simpleResolvers: true })
export class Device extends Node {
  readonly __typename!: "Device";
  @Field(() => Uuid) device!: string;
  @Field(() => String) name!: string;
  @Field(() => Boolean) current!: boolean;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime) lastSeenAt!: Date;
  @Field(() => DateTime, { nullable: true }) revokedAt!: Date | null;
}

export const DeviceConnection = connectionOf("Device", () => Device);
export type DeviceConnection = Connection<Device>;

@InputType("RenameDeviceInput")
export class RenameDeviceInput {
  @Field(() => Uuid) device!: string;
  @Field(() => String) name!: string;
}

@ObjectType("RenameDevicePayload", { simpleResolvers: true })
export class RenameDevicePayload {
  @Field(() => Device) device!: Device;
}

@InputType("RevokeDeviceInput")
export class RevokeDeviceInput {
  @Field(() => Uuid) device!: string;
}

@ObjectType("RevokeDevicePayload", { simpleResolvers: true })
export class RevokeDevicePayload {
  @Field(() => Device) device!: Device;
}
