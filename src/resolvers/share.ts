import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { answerShare } from "../domain/share/answer.ts";
import { changeShare } from "../domain/share/change.ts";
import { type CompanyShareRow, readCompanyShares, readShare, readShares, type ShareRow } from "../domain/share/read.ts";
import { deliverShareWraps, readPendingShareWraps, refuseShareWrap } from "../domain/share/wraps.ts";
import { parseId, type RecordId, type RosterId } from "../ids.ts";
import { VaultHead } from "../schema/commit.ts";
import { DeliverWrapsPayload, RefuseWrapPayload } from "../schema/group.ts";
import { RecordVersionConnection } from "../schema/record.ts";
import { Roster } from "../schema/roster.ts";
import { Uuid } from "../schema/scalars.ts";
import {
  AnswerShareInput,
  AnswerSharePayload,
  ChangeShareInput,
  ChangeShareResult,
  CompanyShare,
  CompanyShareConnection,
  DeliverShareWrapsInput,
  PendingShareWrap,
  RefuseShareWrapInput,
  Share,
  ShareConnection,
  ShareRecipientConnection,
  ShareWrap,
} from "../schema/share.ts";
import { User } from "../schema/user.ts";
import { EpochKey } from "../schema/vault.ts";
import type { Context } from "./context.ts";

const headOf = ({ share, revision, hash }: ShareRow | CompanyShareRow) => ({ vault: share, revision, hash });

@Resolver(() => Share)
export class ShareResolver {
  @FieldResolver(() => Roster)
  roster(@Root() { share }: ShareRow, @Ctx() { loaders }: Context) {
    return loaders.roster(share);
  }

  @FieldResolver(() => VaultHead)
  head(@Root() share: ShareRow) {
    return headOf(share);
  }

  @FieldResolver(() => [EpochKey])
  epochKeys(
    @Root() { share }: ShareRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.shareEpochKeys(share, { first, beforeEpoch });
  }

  @FieldResolver(() => [ShareWrap])
  ownWraps(
    @Root() { share }: ShareRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.ownShareWraps(share, { first, beforeEpoch });
  }

  @FieldResolver(() => ShareRecipientConnection)
  recipients(
    @Root() { share }: ShareRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.shareRecipients(share, { first: first ?? 50, after });
  }

  @FieldResolver(() => RecordVersionConnection)
  versions(
    @Root() { share }: ShareRow,
    @Arg("record", () => Uuid) record: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.versions({ vault: share, record: record as RecordId }, { first: first ?? 20, after });
  }
}

@Resolver(() => CompanyShare)
export class CompanyShareResolver {
  @FieldResolver(() => Roster)
  roster(@Root() { share }: CompanyShareRow, @Ctx() { loaders }: Context) {
    return loaders.roster(share);
  }

  @FieldResolver(() => VaultHead)
  head(@Root() share: CompanyShareRow) {
    return headOf(share);
  }

  @FieldResolver(() => ShareRecipientConnection)
  recipients(
    @Root() { share }: CompanyShareRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.shareRecipients(share, { first: first ?? 50, after });
  }

  @FieldResolver(() => Roster, { nullable: true })
  async groupRoster(
    @Root() { share }: CompanyShareRow,
    @Arg("group", () => Uuid) group: string,
    @Ctx() { loaders }: Context,
  ) {
    const asked = { share, group: parseId<RosterId>(group, "group") };
    return (await loaders.hadGroup(asked)) ? loaders.roster(asked.group) : null;
  }
}

@Resolver(() => User)
export class SharingResolver {
  @FieldResolver(() => [PendingShareWrap])
  pendingShareWraps(@Ctx() { request }: Context) {
    return readPendingShareWraps(request);
  }

  @Query(() => ShareConnection)
  shares(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readShares(request, { first: first ?? 50, after });
  }

  @Query(() => Share, { nullable: true })
  share(@Arg("share", () => Uuid) share: string, @Ctx() { request }: Context) {
    return readShare(request, share);
  }

  @Query(() => CompanyShareConnection)
  companyShares(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readCompanyShares(request, { first: first ?? 50, after });
  }

  @Mutation(() => ChangeShareResult)
  changeShare(@Arg("input", () => ChangeShareInput) input: ChangeShareInput, @Ctx() { request }: Context) {
    return changeShare(request, input);
  }

  @Mutation(() => AnswerSharePayload)
  answerShare(@Arg("input", () => AnswerShareInput) input: AnswerShareInput, @Ctx() { request }: Context) {
    return answerShare(request, input);
  }

  @Mutation(() => DeliverWrapsPayload)
  deliverShareWraps(
    @Arg("input", () => DeliverShareWrapsInput) input: DeliverShareWrapsInput,
    @Ctx() { request }: Context,
  ) {
    return deliverShareWraps(request, input);
  }

  @Mutation(() => RefuseWrapPayload)
  refuseShareWrap(@Arg("input", () => RefuseShareWrapInput) input: RefuseShareWrapInput, @Ctx() { request }: Context) {
    return refuseShareWrap(request, input);
  }
}
