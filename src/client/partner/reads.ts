import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { shownEntry } from "../company/audit-entry.ts";
import type { Core } from "../core.ts";
import { refuseInput } from "../errors.ts";
import {
  companiesOperation,
  companyAuditOperation,
  companyOperation,
  type ListedCompany,
  listedCompaniesOperation,
  searchOperation,
  totalsOperation,
} from "../transport/partner-operations.ts";
import { type PartnerAnswer, partnerOperation } from "../transport/staff-operations.ts";
import {
  type CompanyFilter,
  type CompanyPage,
  type CompanyPageOptions,
  type CompanyTotals,
  companyOrders,
  type ManagedCompany,
  type PartnerHit,
} from "./companies.ts";
import type { OverCompanies } from "./desks.ts";
import type { CompanyAuditOptions, CompanyAuditPage, PartnerView } from "./partner.ts";

/** With all partners under it. */
export async function viewPartner(core: Core): Promise<PartnerView> {
  const { next, ...view } = await call(core, partnerOperation, { after: null });
  const partners = [...view.partners];
  for (let after = next; after !== null; ) {
    const page: PartnerAnswer = await call(core, partnerOperation, { after });
    partners.push(...page.partners);
    after = page.next;
  }
  return { ...view, partners };
}

export async function listCompanies(
  core: Core,
  { filter, orderBy = "NAME", descending = false, first = 50, after }: CompanyPageOptions,
): Promise<CompanyPage> {
  if (!companyOrders.includes(orderBy)) refuseInput("orderBy");
  if (!Number.isInteger(first) || first < 1 || first > 100) refuseInput("first");
  return call(core, companiesOperation, {
    filter: filter ?? null,
    orderBy: { by: orderBy, direction: descending ? "DESCENDING" : "ASCENDING" },
    first,
    after: after ?? null,
  });
}

export const showCompany = (core: Core, company: string): Promise<ManagedCompany> =>
  call(core, companyOperation, { company });

export const sumCompanies = (core: Core, filter?: CompanyFilter): Promise<CompanyTotals> =>
  call(core, totalsOperation, { filter: filter ?? null });

/**
 * Companies that an act is over: those that are named, whatever else there is, or all of the caller's scope; of the partner's own
 * alone, because those of a nested partner are only read.
 */
export async function companiesFor(
  core: Core,
  { companies: named, filter }: Pick<OverCompanies, "companies"> & { readonly filter?: CompanyFilter },
): Promise<ListedCompany[]> {
  const all: ListedCompany[] = [];
  for (let after: string | null = null; ; ) {
    const page: { companies: readonly ListedCompany[]; next: string | null } = await call(
      core,
      listedCompaniesOperation,
      { filter: filter ?? null, after },
    );
    all.push(...page.companies);
    if (page.next === null) break;
    after = page.next;
  }
  const ownId = formatUuid(tenantOf(core).head.id);
  const own = all.filter(({ partner }) => partner === ownId);
  if (named === undefined) return own;
  const known = new Map(own.map((each) => [each.tenant, each]));
  // Of whoever is not there the act says so.
  return [...new Set(named)].map((tenant) => known.get(tenant) ?? { tenant, name: null, partner: "", labels: [] });
}

export async function searchPartner(
  core: Core,
  text: string,
  { first = 20, after }: { readonly first?: number; readonly after?: string } = {},
): Promise<{ readonly hits: readonly PartnerHit[]; readonly next: string | null }> {
  if (text.length < 2 || text.length > 100) refuseInput("text");
  if (!Number.isInteger(first) || first < 1 || first > 100) refuseInput("first");
  return call(core, searchOperation, { text, first, after: after ?? null });
}

export async function companyAudit(
  core: Core,
  company: string,
  { kinds, first = 50, after }: CompanyAuditOptions,
): Promise<CompanyAuditPage> {
  if (!Number.isInteger(first) || first < 1 || first > 500) refuseInput("first");
  const asked = { company, kinds: kinds ?? null, first, after: after ?? null };
  const { entries, ...page } = await call(core, companyAuditOperation, asked);
  return { entries: entries.map(shownEntry), ...page };
}
