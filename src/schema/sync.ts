import { Field, InputType, Int, ObjectType } from "type-graphql";
import { Link, RosterKind } from "./roster.ts";
import { Bytes, Cursor, DateTime, Hash, Uuid } from "./scalars.ts";
import { spliced } from "./spliced.ts";
import { EpochKey, Manifest, VaultClass } from "./vault.ts";

@ObjectType("RosterChanges", { simpleResolvers: true })
export class RosterChanges {
  @Field(() => Uuid) roster!: string;
  @Field(() => RosterKind) kind!: RosterKind;
  @Field(() => Int) seq!: number;
  @Field(() => Hash) head!: Uint8Array;
  @Field(() => [Link]) links!: readonly Link[];
}

@ObjectType("RecordChange", { simpleResolvers: true })
export class RecordChange {
  @Field(() => Uuid) record!: string;
  @Field(() => Int) revision!: number;
  @Field(() => Boolean) purged!: boolean;
  @Field(() => Int, { nullable: true }) class!: number | null;
  @Field(() => Int, { nullable: true }) version!: number | null;
  @Field(() => DateTime, { nullable: true }) trashedAt!: Date | null;
  @Field(() => Uuid, { nullable: true }) folder!: string | null;
  @Field(() => Int, { nullable: true }) schema!: number | null;
  @Field(() => Int, { nullable: true }) epoch!: number | null;
  @Field(() => Bytes, { nullable: true }) body!: Uint8Array | null;
  @Field(() => Bytes, { nullable: true }) key!: Uint8Array | null;
  @Field(() => Hash, { nullable: true }) previousLeaf!: Uint8Array | null;
}

@ObjectType("VaultChanges", { simpleResolvers: true })
export class VaultChanges {
  @Field(() => Uuid) vault!: string;
  @Field(() => VaultClass) class!: VaultClass;
  @Field(() => Boolean) restoring!: boolean;
  @Field(() => Int) revision!: number;
  @Field(() => Manifest, { nullable: true }) head!: Manifest | null;
  @Field(() => [Manifest]) path!: readonly Manifest[];
  @Field(() => [EpochKey]) epochKeys!: readonly EpochKey[];
  @spliced
  @Field(() => [RecordChange])
  records!: readonly RecordChange[];
}

@ObjectType("SyncPage", { simpleResolvers: true })
export class SyncPage {
  @Field(() => Cursor) cursor!: string;
  @Field(() => Boolean) hasMore!: boolean;
  @Field(() => [RosterChanges]) rosters!: readonly RosterChanges[];
  @Field(() => [VaultChanges]) vaults!: readonly VaultChanges[];
  @Field(() => [Uuid]) lost!: readonly string[];
}

@InputType("KnownHeadInput")
export class KnownHeadInput {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) revision!: number;
}
