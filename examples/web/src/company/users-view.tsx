import type { CompanyView } from "sealgraph/client";
import { Page } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { useWords } from "../words/words.tsx";
import { Desks } from "./desks/desks.tsx";
import { OwnWork } from "./recovery/own-work.tsx";

/** What somebody sees of their company who does not administer it: who acts in it, and what it could open of theirs. */
export function UsersView({ company }: { readonly company: CompanyView }) {
  const { t } = useWords();
  return (
    <>
      <Page title={company.name ?? t("company.unnamed")}>
        <Banner>{t("surface.users")}</Banner>
        <OwnWork />
      </Page>
      <Desks readOnly />
    </>
  );
}
