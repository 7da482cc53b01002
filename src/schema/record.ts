import { Field, ID, Int, InterfaceType, ObjectType } from "type-graphql";
import { type Connection, connectionOf, Node, typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

/** The interface `Record`; named apart from TypeScript's own word. */
@InterfaceType("Record", { resolveType: typeNamed })
export abstract class SealedRecord {
  abstract readonly __typename: "Folder" | "Item";
  @Field(() => ID) id!: string;
  @Field(() => Uuid) record!: string;
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) version!: number;
  @Field(() => Int) revision!: number;
  @Field(() => Int) schema!: number;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) body!: Uint8Array;
  @Field(() => Bytes) key!: Uint8Array;
  @Field(() => DateTime, { nullable: true }) trashedAt!: Date | null;
}

@ObjectType("Folder", { implements: [Node, SealedRecord], simpleResolvers: true })
export class Folder extends SealedRecord {
  readonly __typename!: "Folder";
}

@ObjectType("Item", { implements: [Node, SealedRecord], simpleResolvers: true })
export class Item extends SealedRecord {
  readonly __typename!: "Item";
}

@ObjectType("RecordVersion", { simpleResolvers: true })
export class RecordVersion {
  @Field(() => Uuid) record!: string;
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) version!: number;
  @Field(() => Int) class!: number;
  @Field(() => DateTime, { nullable: true }) trashedAt!: Date | null;
  @Field(() => Uuid, { nullable: true }) folder!: string | null;
  @Field(() => Int) schema!: number;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) body!: Uint8Array;
  @Field(() => Bytes) key!: Uint8Array;
  @Field(() => Hash, { nullable: true }) previousLeaf!: Uint8Array | null;
  @Field(() => Hash) leaf!: Uint8Array;
}

export const RecordConnection = connectionOf<SealedRecord>("Record", () => SealedRecord);
export type RecordConnection = Connection<SealedRecord>;
export const FolderConnection = connectionOf("Folder", () => Folder);
export type FolderConnection = Connection<Folder>;
export const ItemConnection = connectionOf("Item", () => Item);
export type ItemConnection = Connection<Item>;
export const RecordVersionConnection = connectionOf("RecordVersion", () => RecordVersion);
export type RecordVersionConnection = Connection<RecordVersion>;
