import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { Bytes, Hash, Uuid } from "./scalars.ts";

export const VaultClass = { ACCOUNT: "ACCOUNT", PERSONAL: "PERSONAL", BUSINESS: "BUSINESS", SHARE: "SHARE" } as const;
export type VaultClass = keyof typeof VaultClass;
registerEnumType(VaultClass, { name: "VaultClass" });

@ObjectType("Manifest", { simpleResolvers: true })
export class Manifest {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) revision!: number;
  @Field(() => Hash) hash!: Uint8Array;
  @Field(() => Bytes) manifest!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
}

@ObjectType("EpochKey", { simpleResolvers: true })
export class EpochKey {
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) previousKey!: Uint8Array;
}
