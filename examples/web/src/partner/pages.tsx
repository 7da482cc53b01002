import { useState } from "react";
import type { PartnerView } from "sealgraph/client";
import { OneField } from "../company/one-field.tsx";
import { PartNav } from "../company/part-nav.tsx";
import { ForSurface } from "../session/for-surface.tsx";
import { isCode } from "../session/session.ts";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Page } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { Companies } from "./companies.tsx";
import { CompanyPage } from "./company/company-page.tsx";
import { Offers } from "./offers.tsx";
import { StaffPage } from "./staff/staff-page.tsx";
import { Templates } from "./templates/templates.tsx";

const parts = ["companies", "templates", "staff", "offers"] as const;

/** All companies of a partner from one place, for its staff. */
export default function PartnerPages({ path }: { readonly path: readonly string[] }) {
  const { t } = useWords();
  return (
    <ForSurface surface="PARTNER" title={t("partner.title")}>
      <Inside path={path} />
    </ForSurface>
  );
}

function Inside({ path: [part = "companies", id] }: { readonly path: readonly string[] }) {
  const { t, day } = useWords();
  const client = useClient();
  const { value: view, error, again } = useAsked(() => client.partner.view(), [client]);
  if (view === undefined) {
    if (error === null) return <Waiting />;
    return isCode(error, "FORBIDDEN", "NOT_FOUND") ? <NoPartner onDone={again} /> : <Problem error={error} />;
  }
  return (
    <>
      <PartNav
        label={t("partner.nav")}
        at={["partner"]}
        current={part}
        parts={parts.map((its) => ({ id: its, label: t(`partner.nav.${its}`) }))}
      />
      {view.suspendedAt && <Banner tone="danger">{t("partner.suspended", { date: day(view.suspendedAt) })}</Banner>}
      <Part part={part} id={id} view={view} />
    </>
  );
}

function Part({
  part,
  id,
  view,
}: {
  readonly part: string;
  readonly id: string | undefined;
  readonly view: PartnerView;
}) {
  switch (part) {
    case "templates":
      return <Templates view={view} />;
    case "staff":
      return <StaffPage view={view} />;
    case "offers":
      return <Offers />;
    default:
      return id === undefined ? <Companies view={view} /> : <CompanyPage key={id} tenant={id} view={view} />;
  }
}

/** For whoever is of no partner's staff: an operator's code makes the own company one. */
function NoPartner({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [redeeming, setRedeeming] = useState(false);
  return (
    <Page title={t("partner.title")}>
      <Banner>{t("partner.none")}</Banner>
      <div>
        <Button onPress={() => setRedeeming(true)}>{t("partner.redeem")}</Button>
      </div>
      {redeeming && (
        <OneField
          title={t("partner.redeem")}
          label={t("partner.code")}
          first=""
          onClose={() => setRedeeming(false)}
          onSubmit={async (code) => {
            await client.partner.redeem(code.trim());
            onDone();
          }}
        />
      )}
    </Page>
  );
}
