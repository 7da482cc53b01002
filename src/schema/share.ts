import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { LimitExceeded, PolicyDenied, ShareWrapInput, SignedLinkInput, StaleHead } from "./commit.ts";
import { PersonTextInput, RosterHead } from "./company.ts";
import { type Connection, connectionOf, typeNamed } from "./node.ts";
import { Bytes, DateTime, Uuid } from "./scalars.ts";

export const ShareScope = { PERSONAL: "PERSONAL", BUSINESS: "BUSINESS" } as const;
export type ShareScope = keyof typeof ShareScope;
registerEnumType(ShareScope, { name: "ShareScope" });

export const SharePermission = {
  OWNER: "OWNER",
  EDITOR: "EDITOR",
  READER: "READER",
  READER_HIDDEN: "READER_HIDDEN",
} as const;
export type SharePermission = keyof typeof SharePermission;
registerEnumType(SharePermission, { name: "SharePermission" });

export const ShareAnswer = { ACCEPTED: "ACCEPTED", DECLINED: "DECLINED" } as const;
export type ShareAnswer = keyof typeof ShareAnswer;
registerEnumType(ShareAnswer, { name: "ShareAnswer" });

@ObjectType("Share", { simpleResolvers: true })
export class Share {
  @Field(() => Uuid) share!: string;
  @Field(() => ShareScope) scope!: ShareScope;
  @Field(() => Bytes) name!: Uint8Array;
  @Field(() => Int) nameEpoch!: number;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => ShareAnswer, { nullable: true }) answer!: ShareAnswer | null;
  @Field(() => Boolean) due!: boolean;
}

export const ShareConnection = connectionOf("Share", () => Share);
export type ShareConnection = Connection<Share>;

@ObjectType("ShareWrap", { simpleResolvers: true })
export class ShareWrap {
  @Field(() => Uuid) share!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) recipient!: string;
  @Field(() => Int, { nullable: true }) groupEpoch!: number | null;
  @Field(() => Bytes) wrap!: Uint8Array;
}

@ObjectType("ShareRecipient", { simpleResolvers: true })
export class ShareRecipient {
  @Field(() => Uuid, { nullable: true }) user!: string | null;
  @Field(() => Uuid, { nullable: true }) group!: string | null;
  @Field(() => SharePermission) permission!: SharePermission;
  @Field(() => DateTime, { nullable: true }) expiresAt!: Date | null;
  @Field(() => Boolean) expired!: boolean;
  @Field(() => ShareAnswer, { nullable: true }) answer!: ShareAnswer | null;
}

export const ShareRecipientConnection = connectionOf("ShareRecipient", () => ShareRecipient);
export type ShareRecipientConnection = Connection<ShareRecipient>;

@ObjectType("CompanyShare", { simpleResolvers: true })
export class CompanyShare {
  @Field(() => Uuid) share!: string;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime) changedAt!: Date;
  @Field(() => Int) members!: number;
  @Field(() => Int) groups!: number;
  @Field(() => Int) invitations!: number;
}

export const CompanyShareConnection = connectionOf("CompanyShare", () => CompanyShare);
export type CompanyShareConnection = Connection<CompanyShare>;

@ObjectType("PendingShareWrap", { simpleResolvers: true })
export class PendingShareWrap {
  @Field(() => Uuid) share!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) recipient!: string;
  @Field(() => Int, { nullable: true }) groupEpoch!: number | null;
}

@InputType("ChangeShareInput")
export class ChangeShareInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => [SignedLinkInput]) links!: SignedLinkInput[];
  @Field(() => Bytes, { nullable: true }) name?: Uint8Array | null;
  @Field(() => [ShareWrapInput], { nullable: true, defaultValue: [] }) wraps?: ShareWrapInput[] | null;
  @Field(() => [PersonTextInput], { nullable: true, defaultValue: [] }) persons?: PersonTextInput[] | null;
}

@ObjectType("ShareChanged", { simpleResolvers: true })
export class ShareChanged {
  readonly __typename!: "ShareChanged";
  @Field(() => ID) clientMutationId!: string;
  @Field(() => RosterHead) head!: RosterHead;
}

export type ChangeShareResult = ShareChanged | StaleHead | PolicyDenied | LimitExceeded;
export const ChangeShareResult = createUnionType({
  name: "ChangeShareResult",
  types: () => [ShareChanged, StaleHead, PolicyDenied, LimitExceeded] as const,
  resolveType: typeNamed,
});

@InputType("AnswerShareInput")
export class AnswerShareInput {
  @Field(() => Uuid) share!: string;
  @Field(() => ShareAnswer) answer!: ShareAnswer;
}

@ObjectType("AnswerSharePayload", { simpleResolvers: true })
export class AnswerSharePayload {
  @Field(() => Uuid) share!: string;
  @Field(() => ShareAnswer) answer!: ShareAnswer;
}

@InputType("ShareWrapsInput")
export class ShareWrapsInput {
  @Field(() => Uuid) share!: string;
  @Field(() => [ShareWrapInput]) wraps!: ShareWrapInput[];
}

@InputType("DeliverShareWrapsInput")
export class DeliverShareWrapsInput {
  @Field(() => [ShareWrapsInput]) shares!: ShareWrapsInput[];
}

@InputType("RefuseShareWrapInput")
export class RefuseShareWrapInput {
  @Field(() => Uuid) share!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Uuid) recipient!: string;
}
