import { Arg, Ctx, Int, Mutation, Query, Resolver } from "type-graphql";
import { exportBackup, readContent } from "../domain/backup/content.ts";
import { readBackups } from "../domain/backup/list.ts";
import { takeBackups } from "../domain/backup/take-now.ts";
import { Backup, BackupConnection, BackupContent, TakeBackupsInput, TakeBackupsPayload } from "../schema/backup.ts";
import { Uuid } from "../schema/scalars.ts";
import type { Context } from "./context.ts";

@Resolver(() => Backup)
export class BackupResolver {
  @Query(() => BackupConnection)
  backups(
    @Arg("user", () => Uuid, { nullable: true }) user: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readBackups(request, { user: user ?? null, first: first ?? 50, after });
  }

  @Query(() => BackupContent)
  backupContent(
    @Arg("recovery", () => Uuid) recovery: string,
    @Arg("backup", () => Uuid) backup: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 500 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readContent(request, { recovery, backup, first: first ?? 500, after: after ?? null });
  }

  @Query(() => BackupContent)
  backupExport(
    @Arg("backup", () => Uuid) backup: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 500 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return exportBackup(request, { backup, first: first ?? 500, after: after ?? null });
  }

  @Mutation(() => TakeBackupsPayload)
  takeBackups(@Arg("input", () => TakeBackupsInput) input: TakeBackupsInput, @Ctx() { request }: Context) {
    return takeBackups(request, input);
  }
}
