import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver } from "type-graphql";
import { readBreachedRanges } from "../domain/health/breached.ts";
import { readHealth } from "../domain/health/read.ts";
import { reportHealth } from "../domain/health/report.ts";
import { BreachedRange, HealthSums, ReportHealthInput, ReportHealthPayload } from "../schema/health.ts";
import { Tenant } from "../schema/tenant.ts";
import type { Context } from "./context.ts";

@Resolver()
export class HealthResolver {
  @Query(() => [BreachedRange], { nullable: true })
  breachedRanges(@Arg("prefixes", () => [String]) prefixes: string[], @Ctx() { request }: Context) {
    return readBreachedRanges(request, prefixes);
  }

  @Mutation(() => ReportHealthPayload)
  reportHealth(@Arg("input", () => ReportHealthInput) input: ReportHealthInput, @Ctx() { request }: Context) {
    return reportHealth(request, input);
  }
}

@Resolver(() => Tenant)
export class TenantHealthResolver {
  @FieldResolver(() => HealthSums, { nullable: true })
  health(@Ctx() { request }: Context) {
    return readHealth(request);
  }
}
