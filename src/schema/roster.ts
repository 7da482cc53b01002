import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, connectionOf } from "./node.ts";
import { Bytes, Hash, Uuid } from "./scalars.ts";

export const RosterKind = { TENANT: "TENANT", GROUP: "GROUP", SHARE: "SHARE", PROFILE: "PROFILE" } as const;
export type RosterKind = keyof typeof RosterKind;
registerEnumType(RosterKind, { name: "RosterKind" });

@ObjectType("Roster", { simpleResolvers: true })
export class Roster {
  @Field(() => Uuid) roster!: string;
  @Field(() => RosterKind) kind!: RosterKind;
  @Field(() => Int) seq!: number;
  @Field(() => Hash) head!: Uint8Array;
}

@ObjectType("Link", { simpleResolvers: true })
export class Link {
  @Field(() => Uuid) roster!: string;
  @Field(() => Int) seq!: number;
  @Field(() => Hash) hash!: Uint8Array;
  @Field(() => Bytes) link!: Uint8Array;
  @Field(() => [Bytes]) signatures!: readonly Uint8Array[];
}

export const LinkConnection = connectionOf("Link", () => Link);
export type LinkConnection = Connection<Link>;
