import DataLoader from "dataloader";
import type { PlacedEntry } from "../domain/audit/read.ts";
import type { Request } from "../domain/context.ts";
import { type HealthSums, readHealthOf } from "../domain/health/read.ts";
import type { Connection } from "../domain/page.ts";
import {
  type BindingPolicies,
  type EntryArgs,
  type ManagedDocumentRow,
  type ManagedGroupRow,
  type ManagedSeatDayRow,
  type ManagedUserRow,
  type PageArgs,
  readDocuments,
  readEntries,
  readGroups,
  readSeatDays,
  readUsers,
  readWidePolicies,
  type SeatArgs,
} from "../domain/partner-graph/edges.ts";
import { type CompanyRow, readCompaniesOf } from "../domain/partner-graph/list.ts";
import { type Asked, type Posture, readPostures } from "../domain/partner-graph/posture.ts";
import type { TenantId } from "../ids.ts";
import { byArguments } from "./by-arguments.ts";

/** Everything that hangs on a company of a partner: one statement, or one set of them, for all companies of a request. */
export interface PartnerLoaders {
  readonly company: (tenant: TenantId) => Promise<CompanyRow | null>;
  /** How it stands, at least as far as it was asked for here. */
  readonly posture: (tenant: TenantId, asked: Asked) => Promise<Posture>;
  readonly users: (tenant: TenantId, args: PageArgs) => Promise<Connection<ManagedUserRow>>;
  readonly groups: (tenant: TenantId, args: PageArgs) => Promise<Connection<ManagedGroupRow>>;
  readonly documents: (tenant: TenantId, args: PageArgs) => Promise<Connection<ManagedDocumentRow>>;
  readonly policies: (tenant: TenantId) => Promise<BindingPolicies>;
  readonly seatDays: (tenant: TenantId, args: SeatArgs) => Promise<ManagedSeatDayRow[]>;
  readonly health: (tenant: TenantId) => Promise<HealthSums | null>;
  readonly entries: (tenant: TenantId, args: EntryArgs) => Promise<Connection<PlacedEntry>>;
}

export function makePartnerLoaders(request: Request): PartnerLoaders {
  const companies = new DataLoader((tenants: readonly TenantId[]) => readCompaniesOf(request, tenants));
  const postures = new DataLoader(
    async (keys: readonly { readonly tenant: TenantId; readonly asked: Asked }[]) => {
      const tenants = [...new Set(keys.map(({ tenant }) => tenant))];
      const rows = await readPostures(request, tenants, new Set(keys.map(({ asked }) => asked)));
      const found = new Map(tenants.map((tenant, place) => [tenant, rows[place]]));
      return keys.map(({ tenant }) => found.get(tenant) as Posture);
    },
    { cacheKeyFn: ({ tenant, asked }) => `${tenant} ${asked}` as never },
  );
  const edge = <Args, Answer>(read: (of: Request, tenants: readonly TenantId[], args: Args) => Promise<Answer[]>) => {
    const loaders = byArguments(
      (args: Args) => new DataLoader((tenants: readonly TenantId[]) => read(request, tenants, args)),
    );
    return (tenant: TenantId, args: Args) => loaders(args).load(tenant);
  };
  const policies = new DataLoader((tenants: readonly TenantId[]) => readWidePolicies(request, tenants));
  const health = new DataLoader((tenants: readonly TenantId[]) => readHealthOf(request, tenants));
  return {
    health: (tenant) => health.load(tenant),
    company: (tenant) => companies.load(tenant),
    posture: (tenant, asked) => postures.load({ tenant, asked }),
    users: edge(readUsers),
    groups: edge(readGroups),
    documents: edge(readDocuments),
    policies: (tenant) => policies.load(tenant),
    seatDays: edge(readSeatDays),
    entries: edge(readEntries),
  };
}
