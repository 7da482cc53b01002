import { Field, InputType, Int, ObjectType } from "type-graphql";
import { EpochKeyInput, SignedLinkInput } from "./commit.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";

@InputType("OfferedHeadInput")
export class OfferedHeadInput {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) revision!: number;
  @Field(() => Hash, { nullable: true }) hash?: Uint8Array | null;
}

@InputType("OfferHeadsInput")
export class OfferHeadsInput {
  @Field(() => [OfferedHeadInput]) heads!: OfferedHeadInput[];
}

@ObjectType("MissingHead", { simpleResolvers: true })
export class MissingHead {
  @Field(() => Int) revision!: number;
  @Field(() => Hash) hash!: Uint8Array;
  @Field(() => Uuid) device!: string;
  @Field(() => DateTime) offeredAt!: Date;
}

@ObjectType("RestoringVault", { simpleResolvers: true })
export class RestoringVault {
  @Field(() => Uuid) vault!: string;
  @Field(() => Boolean) restoring!: boolean;
  @Field(() => Int) revision!: number;
  @Field(() => Hash, { nullable: true }) hash!: Uint8Array | null;
  @Field(() => Int) highest!: number;
  @Field(() => [MissingHead]) missing!: readonly MissingHead[];
}

@InputType("SignedManifestInput")
export class SignedManifestInput {
  @Field(() => Bytes) manifest!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
}

@InputType("UploadedRecordInput")
export class UploadedRecordInput {
  @Field(() => Uuid) record!: string;
  @Field(() => Int) class!: number;
  @Field(() => Int) version!: number;
  @Field(() => DateTime, { nullable: true }) trashedAt?: Date | null;
  @Field(() => Uuid, { nullable: true }) folder?: string | null;
  @Field(() => Int) schema!: number;
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) body!: Uint8Array;
  @Field(() => Bytes) key!: Uint8Array;
  @Field(() => Hash, { nullable: true }) previousLeaf?: Uint8Array | null;
}

@InputType("UploadVaultInput")
export class UploadVaultInput {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) base!: number;
  @Field(() => [SignedLinkInput]) links!: SignedLinkInput[];
  @Field(() => [SignedManifestInput]) manifests!: SignedManifestInput[];
  @Field(() => [EpochKeyInput]) epochKeys!: EpochKeyInput[];
  @Field(() => [UploadedRecordInput]) records!: UploadedRecordInput[];
  @Field(() => [Uuid]) gone!: string[];
}

@ObjectType("UploadVaultPayload", { simpleResolvers: true })
export class UploadVaultPayload {
  @Field(() => Boolean) taken!: boolean;
  @Field(() => RestoringVault) vault!: RestoringVault;
}

@ObjectType("OfferHeadsPayload", { simpleResolvers: true })
export class OfferHeadsPayload {
  @Field(() => [RestoringVault]) vaults!: readonly RestoringVault[];
}
