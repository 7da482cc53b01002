import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { readBreachedRanges } from "../domain/health/breached.ts";
import { readHealth, readHealthTotals } from "../domain/health/read.ts";
import { reportHealth } from "../domain/health/report.ts";
import type { TenantId } from "../ids.ts";
import { BreachedRange, HealthSums, ReportHealthInput, ReportHealthPayload } from "../schema/health.ts";
import { CompanyPosture, CompanyTotals } from "../schema/partner-company.ts";
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

@Resolver(() => CompanyPosture)
export class CompanyHealthResolver {
  @FieldResolver(() => HealthSums, { nullable: true })
  health(@Root() { tenant }: { readonly tenant: TenantId }, @Ctx() { loaders }: Context) {
    return loaders.partner.health(tenant);
  }
}

@Resolver(() => CompanyTotals)
export class TotalHealthResolver {
  @FieldResolver(() => HealthSums, { nullable: true })
  async health(
    @Root() { matching }: { readonly matching: () => Promise<readonly TenantId[]> },
    @Ctx() { request }: Context,
  ) {
    return readHealthTotals(request, await matching());
  }
}

@Resolver(() => Tenant)
export class TenantHealthResolver {
  @FieldResolver(() => HealthSums, { nullable: true })
  health(@Ctx() { request }: Context) {
    return readHealth(request);
  }
}
