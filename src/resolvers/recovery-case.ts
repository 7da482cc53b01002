import { Arg, Ctx, Int, Mutation, Query, Resolver } from "type-graphql";
import { closeRecovery } from "../domain/recovery/close.ts";
import { readCanary, reportDrill } from "../domain/recovery/drill.ts";
import { judgeRecovery } from "../domain/recovery/judge.ts";
import { openRecovery } from "../domain/recovery/open.ts";
import { readRecoveries, readRecovery } from "../domain/recovery/read.ts";
import { readReadiness } from "../domain/recovery/readiness.ts";
import {
  CloseRecoveryInput,
  JudgeRecoveryInput,
  JudgeRecoveryResult,
  OpenRecoveryInput,
  OpenRecoveryResult,
  Recovery,
  RecoveryCanary,
  RecoveryClosed,
  RecoveryConnection,
  ReportDrillInput,
  ReportDrillPayload,
} from "../schema/recovery-case.ts";
import { RecoveryReadiness } from "../schema/recovery-readiness.ts";
import { Uuid } from "../schema/scalars.ts";
import type { Context } from "./context.ts";

@Resolver(() => Recovery)
export class RecoveryCaseResolver {
  @Query(() => RecoveryConnection)
  recoveries(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readRecoveries(request, { first: first ?? 50, after });
  }

  @Query(() => Recovery, { nullable: true })
  recovery(@Arg("recovery", () => Uuid) recovery: string, @Ctx() { request }: Context) {
    return readRecovery(request, recovery);
  }

  @Query(() => RecoveryCanary, { nullable: true })
  recoveryCanary(@Arg("group", () => Uuid) group: string, @Ctx() { request }: Context) {
    return readCanary(request, group);
  }

  @Query(() => RecoveryReadiness)
  recoveryReadiness(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return readReadiness(request, { first: first ?? 50, after });
  }

  @Mutation(() => OpenRecoveryResult)
  openRecovery(@Arg("input", () => OpenRecoveryInput) input: OpenRecoveryInput, @Ctx() { request }: Context) {
    return openRecovery(request, input);
  }

  @Mutation(() => JudgeRecoveryResult)
  approveRecovery(@Arg("input", () => JudgeRecoveryInput) input: JudgeRecoveryInput, @Ctx() { request }: Context) {
    return judgeRecovery(request, input, "APPROVE");
  }

  @Mutation(() => JudgeRecoveryResult)
  vetoRecovery(@Arg("input", () => JudgeRecoveryInput) input: JudgeRecoveryInput, @Ctx() { request }: Context) {
    return judgeRecovery(request, input, "VETO");
  }

  @Mutation(() => RecoveryClosed)
  closeRecovery(@Arg("input", () => CloseRecoveryInput) input: CloseRecoveryInput, @Ctx() { request }: Context) {
    return closeRecovery(request, input);
  }

  @Mutation(() => ReportDrillPayload)
  reportDrill(@Arg("input", () => ReportDrillInput) input: ReportDrillInput, @Ctx() { request }: Context) {
    return reportDrill(request, input);
  }
}
