import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { typeNamed } from "./node.ts";
import { Bytes, DateTime, Hash, Uuid } from "./scalars.ts";
import { RecordChange, RosterChanges, VaultChanges } from "./sync.ts";

@InputType("SignedLinkInput")
export class SignedLinkInput {
  @Field(() => Bytes) link!: Uint8Array;
  @Field(() => [Bytes]) signatures!: Uint8Array[];
}

@InputType("RecordChangeInput")
export class RecordChangeInput {
  @Field(() => Uuid) record!: string;
  @Field(() => Hash, { nullable: true }) expectedLeaf?: Uint8Array | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false }) purge?: boolean | null;
  @Field(() => Int, { nullable: true }) class?: number | null;
  @Field(() => Int, { nullable: true }) version?: number | null;
  @Field(() => DateTime, { nullable: true }) trashedAt?: Date | null;
  @Field(() => Uuid, { nullable: true }) folder?: string | null;
  @Field(() => Int, { nullable: true }) schema?: number | null;
  @Field(() => Int, { nullable: true }) epoch?: number | null;
  @Field(() => Bytes, { nullable: true }) body?: Uint8Array | null;
  @Field(() => Bytes, { nullable: true }) key?: Uint8Array | null;
}

@InputType("EpochKeyInput")
export class EpochKeyInput {
  @Field(() => Int) epoch!: number;
  @Field(() => Bytes) previousKey!: Uint8Array;
}

@InputType("ShareWrapInput")
export class ShareWrapInput {
  @Field(() => Uuid) recipient!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Int, { nullable: true }) groupEpoch?: number | null;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@InputType("VaultCommitInput")
export class VaultCommitInput {
  @Field(() => Uuid) vault!: string;
  @Field(() => Bytes) manifest!: Uint8Array;
  @Field(() => Bytes) signature!: Uint8Array;
  @Field(() => [RecordChangeInput]) changes!: RecordChangeInput[];
  @Field(() => EpochKeyInput, { nullable: true }) epochKey?: EpochKeyInput | null;
  @Field(() => Bytes, { nullable: true }) name?: Uint8Array | null;
  @Field(() => [ShareWrapInput], { nullable: true, defaultValue: [] }) wraps?: ShareWrapInput[] | null;
  @Field(() => Bytes, { nullable: true }) recoveryWrap?: Uint8Array | null;
}

@InputType("CommitInput")
export class CommitInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [SignedLinkInput], { nullable: true, defaultValue: [] }) links?: SignedLinkInput[] | null;
  @Field(() => [VaultCommitInput]) vaults!: VaultCommitInput[];
}

@ObjectType("VaultHead", { simpleResolvers: true })
export class VaultHead {
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) revision!: number;
  @Field(() => Hash) hash!: Uint8Array;
}

@ObjectType("Committed", { simpleResolvers: true })
export class Committed {
  readonly __typename!: "Committed";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [VaultHead]) heads!: readonly VaultHead[];
}

@ObjectType("StaleHead", { simpleResolvers: true })
export class StaleHead {
  readonly __typename!: "StaleHead";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [VaultChanges]) missing!: readonly VaultChanges[];
  @Field(() => [RosterChanges]) rosters!: readonly RosterChanges[];
  @Field(() => Boolean) complete!: boolean;
}

@ObjectType("ConflictingRecord", { simpleResolvers: true })
export class ConflictingRecord {
  @Field(() => Uuid) vault!: string;
  @Field(() => Uuid) record!: string;
  @Field(() => RecordChange, { nullable: true }) current!: RecordChange | null;
}

@ObjectType("Conflict", { simpleResolvers: true })
export class Conflict {
  readonly __typename!: "Conflict";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [ConflictingRecord]) records!: readonly ConflictingRecord[];
}

@ObjectType("StaleKeyEpoch", { simpleResolvers: true })
export class StaleKeyEpoch {
  readonly __typename!: "StaleKeyEpoch";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Uuid) vault!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Boolean) due!: boolean;
}

export const Policy = {
  DISABLE_PERSONAL_PROFILE: "DISABLE_PERSONAL_PROFILE",
  DISABLE_SHARING: "DISABLE_SHARING",
  SHARE_RECIPIENT_DOMAINS: "SHARE_RECIPIENT_DOMAINS",
  ORGANISATION_BACKUP: "ORGANISATION_BACKUP",
} as const;
export type Policy = keyof typeof Policy;
registerEnumType(Policy, { name: "Policy" });

@ObjectType("PolicyDenied", { simpleResolvers: true })
export class PolicyDenied {
  readonly __typename!: "PolicyDenied";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Policy) policy!: Policy;
}

export const Limit = {
  RECORDS_PER_VAULT: "RECORDS_PER_VAULT",
  MEMBERS_PER_SHARE: "MEMBERS_PER_SHARE",
  GROUPS_PER_SHARE: "GROUPS_PER_SHARE",
  GUESTS_PER_SHARE: "GUESTS_PER_SHARE",
  SHARES_PER_FOUNDER: "SHARES_PER_FOUNDER",
  SHARES_PER_GROUP: "SHARES_PER_GROUP",
  LINKS_PER_SHARE: "LINKS_PER_SHARE",
} as const;
export type Limit = keyof typeof Limit;
registerEnumType(Limit, { name: "Limit" });

@ObjectType("LimitExceeded", { simpleResolvers: true })
export class LimitExceeded {
  readonly __typename!: "LimitExceeded";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Limit) limit!: Limit;
  @Field(() => Int) maximum!: number;
}

export type CommitResult = Committed | StaleHead | Conflict | StaleKeyEpoch | PolicyDenied | LimitExceeded;
export const CommitResult = createUnionType({
  name: "CommitResult",
  types: () => [Committed, StaleHead, Conflict, StaleKeyEpoch, PolicyDenied, LimitExceeded] as const,
  resolveType: typeNamed,
});
