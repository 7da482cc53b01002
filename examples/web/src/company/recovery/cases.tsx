import { useState } from "react";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { goTo } from "../../shell/route.ts";
import { Badge, Empty } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { useNames } from "../names.ts";
import { stateInWords, toneOfCase } from "./case-state.ts";
import { OpenCase } from "./open-case.tsx";

/** Every recovery: whose work, by whom, what for, and how it stands. */
export function Cases() {
  const say = useWords();
  const { t, day } = say;
  const client = useClient();
  const nameOf = useNames();
  const asked = useAsked(() => client.recovery.recoveries(), [client]);
  const [opening, setOpening] = useState(false);
  return (
    <Page
      title={t("recovery.cases.title")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setOpening(true)}>
          {t("recovery.cases.open")}
        </Button>
      }
    >
      <Loaded asked={asked}>
        {(recoveries) =>
          recoveries.length === 0 ? (
            <Empty icon="history" title={t("recovery.cases.none")} />
          ) : (
            <Table
              label={t("recovery.cases.title")}
              rows={recoveries}
              idOf={({ id }) => id}
              onOpen={({ id }) => goTo("company", "recovery", "cases", id)}
              columns={[
                {
                  id: "of",
                  label: t("recovery.case.of"),
                  isRowHeader: true,
                  show: ({ user }) => nameOf(user),
                },
                { id: "by", label: t("recovery.case.by"), show: ({ openedBy }) => nameOf(openedBy) },
                { id: "opened", label: t("recovery.case.opened"), show: ({ openedAt }) => day(openedAt) },
                {
                  id: "state",
                  label: t("recovery.case.state"),
                  show: (recovery) => <Badge tone={toneOfCase(recovery)}>{stateInWords(recovery, say)}</Badge>,
                },
                { id: "purpose", label: t("recovery.case.purpose"), show: ({ purpose }) => purpose },
              ]}
            />
          )
        }
      </Loaded>
      {opening && <OpenCase onClose={() => setOpening(false)} />}
    </Page>
  );
}
