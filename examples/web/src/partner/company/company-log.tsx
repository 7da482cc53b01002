import { useState } from "react";
import type { Client, CompanyPerson } from "sealgraph/client";
import { Loaded } from "../../company/loaded.tsx";
import { LogTable } from "../../company/log/log-table.tsx";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/words.tsx";

interface Props {
  readonly tenant: string;
  readonly people: readonly CompanyPerson[];
}

/** The company's log, once it is wanted: looking at it is written down there. */
export function CompanyLog(props: Props) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <Block
      title={t("partner.audit")}
      lead={t("partner.audit.note")}
      actions={!shown && <Button onPress={() => setShown(true)}>{t("partner.audit.show")}</Button>}
    >
      {shown && <Entries {...props} />}
    </Block>
  );
}

const fetchPage = ({ partner }: Client, tenant: string, after: string | null) =>
  partner.audit(tenant, { first: 50, ...(after !== null && { after }) });

function Entries({ tenant, people }: Props) {
  const { t } = useWords();
  const client = useClient();
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const after = cursors.at(-1) ?? null;
  const asked = useAsked(() => fetchPage(client, tenant, after), [client, tenant, after]);
  const nameOf = (id: string) => people.find(({ user }) => user === id)?.name ?? null;
  return (
    <Loaded asked={asked}>
      {({ entries, next }) => (
        <>
          <LogTable entries={entries} nameOf={nameOf} />
          <div className="row between">
            <Button isDisabled={cursors.length === 1} onPress={() => setCursors(cursors.slice(0, -1))}>
              {t("company.log.previous")}
            </Button>
            <Button isDisabled={next === null} onPress={() => setCursors([...cursors, next])}>
              {t("company.log.next")}
            </Button>
          </div>
        </>
      )}
    </Loaded>
  );
}
