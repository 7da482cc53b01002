import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Page } from "../shell/page.tsx";
import { Empty } from "../ui/banner.tsx";
import { Table } from "../ui/table.tsx";
import { useWords } from "../words/words.tsx";
import { Loaded } from "./loaded.tsx";

/** That shares are there, and how many are in them: of names and contents administrators are told nothing. */
export function SharesOfCompany() {
  const { t, day } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.shares.list(), [client]);
  return (
    <Page title={t("company.shares.title")} lead={t("company.shares.note")}>
      <Loaded asked={asked}>
        {(shares) =>
          shares.length === 0 ? (
            <Empty icon="shares" title={t("company.shares.none")} />
          ) : (
            <Table
              label={t("company.shares.title")}
              rows={shares}
              idOf={({ id }) => id}
              columns={[
                {
                  id: "share",
                  label: t("company.shares.share"),
                  isRowHeader: true,
                  show: ({ id }) => <code>{id.slice(0, 8)}</code>,
                },
                { id: "made", label: t("company.shares.made"), show: ({ createdAt }) => day(createdAt) },
                { id: "changed", label: t("company.shares.changed"), show: ({ changedAt }) => day(changedAt) },
                { id: "people", label: t("company.shares.people"), align: "end", show: ({ members }) => members },
                { id: "groups", label: t("company.shares.groups"), align: "end", show: ({ groups }) => groups },
                { id: "guests", label: t("company.shares.guests"), align: "end", show: ({ guests }) => guests },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
