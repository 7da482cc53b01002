import { useState } from "react";
import type { Client, CompanyFilter, CompanyOrder, ManagedCompany, PartnerView } from "sealgraph/client";
import { Loaded } from "../company/loaded.tsx";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block, Page } from "../shell/page.tsx";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/words.tsx";
import { CompaniesTable, type Sort } from "./companies-table.tsx";
import { CompanyFilterFields } from "./company-filter.tsx";
import { FoundCompany } from "./found-company.tsx";
import { may } from "./may.ts";
import { Overview } from "./overview.tsx";

const pageSize = 25;

/** Every company of the caller's scope: sums and charts, then a table that is narrowed, sorted and paged by the server. */
export function Companies({ view }: { readonly view: PartnerView }) {
  const { t } = useWords();
  const [founding, setFounding] = useState(false);
  return (
    <Page
      title={view.name ?? t("partner.title")}
      lead={`${t("partner.pool", { sold: view.seatsSold, seats: view.seats })} · ${t(`partner.role.${view.you.role}`)}`}
      actions={
        may(view, "desk") && (
          <Button look="primary" icon="plus" onPress={() => setFounding(true)}>
            {t("partner.companies.create")}
          </Button>
        )
      }
    >
      <Overview />
      <Block title={t("partner.companies")} lead={t("partner.word")}>
        <Listed view={view} />
      </Block>
      {founding && <FoundCompany view={view} onClose={() => setFounding(false)} />}
    </Page>
  );
}

const fetchPage = (client: Client, filter: CompanyFilter, { orderBy, descending }: Sort, after: string | null) =>
  client.partner.companies({ filter, orderBy, descending, first: pageSize, ...(after !== null && { after }) });

function Listed({ view }: { readonly view: PartnerView }) {
  const { t } = useWords();
  const client = useClient();
  const [filter, setFilter] = useState<CompanyFilter>({});
  const [sort, setSort] = useState<Sort>({ orderBy: "NAME" satisfies CompanyOrder, descending: false });
  /** The cursors of the pages up to this one. */
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const after = cursors.at(-1) ?? null;
  const asked = useAsked(() => fetchPage(client, filter, sort, after), [client, filter, sort, after]);
  const anew = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      set(value);
      setCursors([null]);
    };
  };
  return (
    <>
      <CompanyFilterFields labels={view.labels.map(({ label }) => label)} onChange={anew(setFilter)} />
      <Loaded asked={asked}>
        {({ companies, next }) => (
          <>
            <CompaniesTable companies={companies} own={view.tenant} sort={sort} onSort={anew(setSort)} />
            <div className="row between">
              <Button isDisabled={cursors.length === 1} onPress={() => setCursors(cursors.slice(0, -1))}>
                {t("company.log.previous")}
              </Button>
              <span className="hint" role="status">
                {t("company.log.page", { page: cursors.length })}
              </span>
              <Button isDisabled={next === null} onPress={() => setCursors([...cursors, next])}>
                {t("company.log.next")}
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** A company as people call it; the beginning of its id where it has no name. */
export const titleOfCompany = (
  { name, tenant }: Pick<ManagedCompany, "name" | "tenant">,
  t: ReturnType<typeof useWords>["t"],
): string => name ?? t("partner.unnamed", { id: tenant.slice(0, 8) });
