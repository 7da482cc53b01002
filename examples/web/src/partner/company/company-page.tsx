import type { Client, ManagedCompany, PartnerView, VerifiedCompany } from "sealgraph/client";
import { Loaded } from "../../company/loaded.tsx";
import { isCode } from "../../session/session.ts";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { to } from "../../shell/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { useWords } from "../../words/words.tsx";
import { titleOfCompany } from "../companies.tsx";
import { CompanyBadges } from "../companies-table.tsx";
import { CompanyActions } from "./company-actions.tsx";
import { CompanyFacts } from "./company-facts.tsx";
import { CompanyLog } from "./company-log.tsx";
import { CompanyPeople } from "./company-people.tsx";
import { GlassBlock } from "./glass-block.tsx";
import { StaffRecovery } from "./staff-recovery.tsx";

async function fetchCompany({ partner }: Client, tenant: string) {
  const company = await orNull(partner.company(tenant));
  return { company, verified: company && (await orNull(partner.verified(tenant))) };
}

/** Null for what is not there, or where the caller is not at the desk. */
const orNull = <T,>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (isCode(error, "NOT_FOUND", "FORBIDDEN")) return null;
    throw error;
  });

/** One company: how it stands as the server says, and what its own roster says as verified here. */
export function CompanyPage({ tenant, view }: { readonly tenant: string; readonly view: PartnerView }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchCompany(client, tenant), [client, tenant]);
  return (
    <Loaded asked={asked}>
      {({ company, verified }) =>
        company === null ? (
          <Page title={t("partner.company.missing")}>
            <a href={to("partner", "companies")}>{t("partner.companies")}</a>
          </Page>
        ) : (
          <Inside company={company} verified={verified} view={view} onDone={asked.again} />
        )
      }
    </Loaded>
  );
}

function Inside({
  company,
  verified,
  view,
  onDone,
}: {
  readonly company: ManagedCompany;
  readonly verified: VerifiedCompany | null;
  readonly view: PartnerView;
  readonly onDone: () => void;
}) {
  const { t, day } = useWords();
  const isOwn = company.partner === view.tenant;
  return (
    <Page
      title={titleOfCompany(company, t)}
      lead={<CompanyBadges company={company} own={view.tenant} />}
      actions={isOwn && <CompanyActions company={company} view={view} onDone={onDone} />}
    >
      {company.suspendedAt && (
        <Banner tone="danger">{t("partner.company.suspendedSince", { date: day(company.suspendedAt) })}</Banner>
      )}
      {!isOwn && <Banner>{t("partner.company.nested")}</Banner>}
      <CompanyFacts company={company} />
      {isOwn && verified === null && <Banner tone="warning">{t("partner.company.notAtDesk")}</Banner>}
      {verified && (
        <>
          <GlassBlock company={company} verified={verified} view={view} onDone={onDone} />
          <CompanyPeople verified={verified} view={view} onDone={onDone} />
          <StaffRecovery verified={verified} />
        </>
      )}
      <CompanyLog tenant={company.tenant} people={verified?.people ?? []} />
    </Page>
  );
}
