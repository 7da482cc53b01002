import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { rightsIn } from "../domain/desk/read.ts";
import type { ManagedUserRow } from "../domain/partner-graph/edges.ts";
import type { CompanyFilterInput } from "../domain/partner-graph/filter.ts";
import { type CompanyRow, readCompanies, readCompany, readTotals } from "../domain/partner-graph/list.ts";
import type { Family } from "../domain/partner-graph/numbers.ts";
import { searchPartner } from "../domain/partner-graph/search.ts";
import { showBinding, showDocument } from "../domain/policy/show.ts";
import { Failure } from "../errors.ts";
import type { TenantId } from "../ids.ts";
import { AuditConnection, AuditKind, SeatDay } from "../schema/audit.ts";
import { Partner } from "../schema/partner.ts";
import {
  BackupPosture,
  CompanyFilter,
  CompanyOrder,
  CompanyPosture,
  CompanyTotals,
  DeskPosture,
  ManagedCompany,
  ManagedCompanyConnection,
  ManagedGroupConnection,
  ManagedUserConnection,
  PartnerHitConnection,
  PoliciesPosture,
  RecoveryPosture,
  SecondFactorPosture,
} from "../schema/partner-company.ts";
import { BindingPolicies, PolicyDocumentConnection } from "../schema/policy.ts";
import { ReadinessCheck } from "../schema/recovery-readiness.ts";
import { DateTime, Uuid } from "../schema/scalars.ts";
import { spliced } from "../schema/spliced.ts";
import type { Context } from "./context.ts";
import { managedCompanyFace } from "./faces.ts";
import { mapConnection } from "./map-connection.ts";

/** A company in hand. */
type Company = Pick<CompanyRow, "tenant" | "invitations">;

@Resolver(() => Partner)
export class PartnerCompaniesResolver {
  @FieldResolver(() => ManagedCompanyConnection)
  async companies(
    @Arg("filter", () => CompanyFilter, { nullable: true }) filter: CompanyFilter | null,
    @Arg("orderBy", () => CompanyOrder, { nullable: true }) orderBy: CompanyOrder | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    const page = await readCompanies(request, { filter, orderBy, first: first ?? 50, after });
    return mapConnection(page, managedCompanyFace);
  }

  @FieldResolver(() => ManagedCompany)
  async company(@Arg("tenant", () => Uuid) tenant: string, @Ctx() { request }: Context) {
    return managedCompanyFace(await readCompany(request, tenant));
  }

  @FieldResolver(() => CompanyTotals)
  async totals(
    @Arg("filter", () => CompanyFilter, { nullable: true }) filter: CompanyFilterInput | null,
    @Ctx() { request }: Context,
  ) {
    const sums = await readTotals(request, filter);
    return { ...sums, suspended: sums.suspendedPeople, secondFactor: factorsIn(sums), backups: backupsIn(sums) };
  }

  @FieldResolver(() => PartnerHitConnection)
  async search(
    @Arg("text", () => String) text: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request, loaders }: Context,
  ) {
    const page = await searchPartner(request, { text, first: first ?? 20, after });
    return mapConnection(page, ({ tenant, person }) => ({
      company: async () => {
        const company = await loaders.partner.company(tenant);
        // It left meanwhile.
        if (!company) throw new Failure("NOT_FOUND");
        return managedCompanyFace(company);
      },
      user: person && userFace(person),
    }));
  }
}

@Resolver(() => ManagedCompany)
export class ManagedCompanyResolver {
  @FieldResolver(() => Int)
  seatsTaken(@Root() { seatsTaken }: CompanyRow) {
    return seatsTaken;
  }

  @FieldResolver(() => DateTime, { nullable: true })
  async lastActiveAt(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    return (await loaders.partner.posture(tenant, "DEVICES")).lastActiveAt;
  }

  @FieldResolver(() => CompanyPosture)
  posture(@Root() { tenant, invitations }: Company): Company {
    return { tenant, invitations };
  }

  @FieldResolver(() => ManagedUserConnection)
  async users(
    @Root() { tenant }: Company,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return mapConnection(await loaders.partner.users(tenant, { first: first ?? 50, after: after ?? null }), userFace);
  }

  @FieldResolver(() => ManagedGroupConnection)
  groups(
    @Root() { tenant }: Company,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.partner.groups(tenant, { first: first ?? 50, after: after ?? null });
  }

  @spliced
  @FieldResolver(() => BindingPolicies)
  async policies(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    return showBinding(await loaders.partner.policies(tenant));
  }

  @FieldResolver(() => PolicyDocumentConnection)
  async documents(
    @Root() { tenant }: Company,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    const page = await loaders.partner.documents(tenant, { first: first ?? 50, after: after ?? null });
    return mapConnection(page, showDocument);
  }

  @spliced
  @FieldResolver(() => [SeatDay])
  seatsByDay(
    @Root() { tenant }: Company,
    @Arg("from", () => String, { nullable: true }) from: string | null,
    @Arg("to", () => String, { nullable: true }) to: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 31 }) first: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.partner.seatDays(tenant, { from: from ?? null, to: to ?? null, first: first ?? 31 });
  }

  @FieldResolver(() => AuditConnection)
  auditEvents(
    @Root() { tenant }: Company,
    @Arg("kinds", () => [AuditKind], { nullable: true }) kinds: string[] | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.partner.entries(tenant, { kinds: kinds ?? null, first: first ?? 50, after: after ?? null });
  }

  @spliced
  @FieldResolver(() => [ReadinessCheck])
  async readiness(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    return (await recoveryOf(loaders, tenant)).checks;
  }
}

@Resolver(() => CompanyPosture)
export class CompanyPostureResolver {
  @FieldResolver(() => Int)
  async people(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "PEOPLE")).people;
  }

  @FieldResolver(() => Int)
  async administrators(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "PEOPLE")).administrators;
  }

  @FieldResolver(() => Int)
  async suspended(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "PEOPLE")).suspendedPeople;
  }

  @FieldResolver(() => Int)
  invitations(@Root() { invitations }: Company) {
    return invitations;
  }

  @FieldResolver(() => SecondFactorPosture)
  async secondFactor(@Root() company: Company, @Ctx() { loaders }: Context) {
    return factorsIn(await numbersOf(loaders, company, "PEOPLE"));
  }

  @FieldResolver(() => Int)
  async devices(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "DEVICES")).devices;
  }

  @FieldResolver(() => Int)
  async staleDevices(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "DEVICES")).staleDevices;
  }

  @FieldResolver(() => Int)
  async pendingWraps(@Root() company: Company, @Ctx() { loaders }: Context) {
    return (await numbersOf(loaders, company, "WRAPS")).pendingWraps;
  }

  @FieldResolver(() => RecoveryPosture)
  async recovery(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    const { state, checks } = await recoveryOf(loaders, tenant);
    const inState = (its: string) => checks.filter((check) => check.state === its).map(({ check }) => check);
    return { state, failed: inState("FAILED"), warned: inState("WARNING") };
  }

  @FieldResolver(() => BackupPosture)
  async backups(@Root() company: Company, @Ctx() { loaders }: Context) {
    return backupsIn(await numbersOf(loaders, company, "BACKUPS"));
  }

  @FieldResolver(() => DeskPosture, { nullable: true })
  async desk(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    const { desk } = await loaders.partner.posture(tenant, "DESK");
    return desk && { ...desk, rights: rightsIn(desk.rights) };
  }

  @FieldResolver(() => PoliciesPosture)
  async policies(@Root() { tenant }: Company, @Ctx() { loaders }: Context) {
    return (await loaders.partner.posture(tenant, "POLICIES")).policies;
  }
}

function numbersOf(loaders: Context["loaders"], { tenant }: Company, family: Family) {
  return loaders.partner.posture(tenant, family);
}

/** It may leave between two statements of one request. */
async function recoveryOf(loaders: Context["loaders"], tenant: TenantId) {
  const { recovery } = await loaders.partner.posture(tenant, "RECOVERY");
  if (!recovery) throw new Failure("NOT_FOUND");
  return recovery;
}

const factorsIn = (row: { withSecondFactor: number; withoutSecondFactor: number; demandedSecondFactor: number }) => ({
  with: row.withSecondFactor,
  without: row.withoutSecondFactor,
  demanded: row.demandedSecondFactor,
});

const backupsIn = (row: {
  freshBackups: number;
  staleBackups: number;
  missingBackups: number;
  oldestBackup: Date | null;
}) => ({ fresh: row.freshBackups, stale: row.staleBackups, missing: row.missingBackups, oldest: row.oldestBackup });

const userFace = ({ entrusted, backedUpAt, ...row }: ManagedUserRow) => ({
  ...row,
  business: { entrusted, backedUpAt },
});
