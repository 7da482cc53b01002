import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from "type-graphql";
import { readContent } from "../domain/backup/content.ts";
import { readBackups } from "../domain/backup/list.ts";
import type { CompanyAtDesk as AtDesk } from "../domain/desk/at-desk.ts";
import { readRecoveryKeysAtDesk } from "../domain/desk/recovery.ts";
import { closeRecovery } from "../domain/recovery/close.ts";
import { openRecovery } from "../domain/recovery/open.ts";
import { readRecoveries, readRecovery } from "../domain/recovery/read.ts";
import { parseId, type TenantId } from "../ids.ts";
import { BackupConnection, BackupContent } from "../schema/backup.ts";
import { CompanyAtDesk } from "../schema/desk.ts";
import { CloseRecoveryAtDeskInput, OpenRecoveryAtDeskInput, RecoveryGroupKeys } from "../schema/desk-recovery.ts";
import { OpenRecoveryResult, Recovery, RecoveryClosed, RecoveryConnection } from "../schema/recovery-case.ts";
import { Uuid } from "../schema/scalars.ts";
import type { Context } from "./context.ts";
import { inCompany } from "./desk.ts";

/** What staff are shown and ask for who are in a company's recovery group: in that company, by the same verbs as its administrators. */
@Resolver(() => CompanyAtDesk)
export class RecoveryAtDeskResolver {
  @FieldResolver(() => RecoveryGroupKeys)
  recoveryGroupKeys(
    @Root() at: AtDesk,
    @Arg("group", () => Uuid) group: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() context: Context,
  ) {
    return readRecoveryKeysAtDesk(inCompany(context, at), group, { first, beforeEpoch: beforeEpoch ?? null });
  }

  @FieldResolver(() => BackupConnection)
  backups(
    @Root() at: AtDesk,
    @Arg("user", () => Uuid) user: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return readBackups(inCompany(context, at), { user, first: first ?? 50, after });
  }

  @FieldResolver(() => RecoveryConnection)
  recoveries(
    @Root() at: AtDesk,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return readRecoveries(inCompany(context, at), { first: first ?? 50, after });
  }

  @FieldResolver(() => Recovery, { nullable: true })
  recovery(@Root() at: AtDesk, @Arg("recovery", () => Uuid) recovery: string, @Ctx() context: Context) {
    return readRecovery(inCompany(context, at), recovery);
  }

  @FieldResolver(() => BackupContent)
  backupContent(
    @Root() at: AtDesk,
    @Arg("recovery", () => Uuid) recovery: string,
    @Arg("backup", () => Uuid) backup: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 500 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() context: Context,
  ) {
    return readContent(inCompany(context, at), { recovery, backup, first: first ?? 500, after: after ?? null });
  }

  @Mutation(() => OpenRecoveryResult)
  openRecoveryAtDesk(
    @Arg("input", () => OpenRecoveryAtDeskInput) { company, ...input }: OpenRecoveryAtDeskInput,
    @Ctx() { request }: Context,
  ) {
    return openRecovery({ ...request, company: parseId<TenantId>(company, "input.company") }, input);
  }

  @Mutation(() => RecoveryClosed)
  closeRecoveryAtDesk(
    @Arg("input", () => CloseRecoveryAtDeskInput) { company, ...input }: CloseRecoveryAtDeskInput,
    @Ctx() { request }: Context,
  ) {
    return closeRecovery({ ...request, company: parseId<TenantId>(company, "input.company") }, input);
  }
}
