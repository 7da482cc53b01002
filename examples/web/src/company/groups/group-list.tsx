import { useState } from "react";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { goTo } from "../../shell/route.ts";
import { Badge } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { OneField } from "../one-field.tsx";
import { titleOfGroup } from "./title.ts";

export function GroupList() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.groups.list(), [client]);
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t("company.groups.title")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setMaking(true)}>
          {t("company.groups.create")}
        </Button>
      }
    >
      <Loaded asked={asked}>
        {(groups) => (
          <Table
            label={t("company.groups.title")}
            rows={groups}
            idOf={({ group }) => group}
            onOpen={({ group }) => goTo("company", "groups", group)}
            columns={[
              {
                id: "name",
                label: t("company.groups.name"),
                isRowHeader: true,
                show: (group) => titleOfGroup(group, t),
              },
              {
                id: "members",
                label: t("company.groups.memberCount"),
                show: ({ members }) => t("company.groups.members", { count: members.length }),
              },
              {
                id: "key",
                label: t("company.groups.key"),
                show: ({ key }) => <Badge tone={toneOf(key)}>{t(`company.groups.key.${key}`)}</Badge>,
              },
            ]}
          />
        )}
      </Loaded>
      {making && (
        <OneField
          title={t("company.groups.create")}
          label={t("company.groups.name")}
          first=""
          onClose={() => setMaking(false)}
          onSubmit={async (name) => {
            goTo("company", "groups", await client.company.groups.create(name));
          }}
        />
      )}
    </Page>
  );
}

export const toneOf = (key: string) =>
  key === "FROZEN" ? "danger" : key === "DUE" || key === "PENDING" ? "warning" : key === "HERE" ? "good" : "plain";
