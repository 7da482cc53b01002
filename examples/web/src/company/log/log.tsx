import { useState } from "react";
import type { Client, LogFilter } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { LogFilterFields } from "./log-filter.tsx";
import { namesInLog } from "./log-names.ts";
import { LogTable } from "./log-table.tsx";
import { VerifyLog } from "./verify-log.tsx";

const pageSize = 50;

async function fetchPage(client: Client, filter: LogFilter, after: string | null) {
  const page = await client.company.audit.list({ first: pageSize, after, filter });
  return { ...page, nameOf: await namesInLog(client, page.entries) };
}

/** What was done in the company. The list is the server's word until it is verified, and says so. */
export function Log() {
  const { t } = useWords();
  const client = useClient();
  const [filter, setFilter] = useState<LogFilter>({});
  /** The cursors of the pages up to this one. */
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const after = cursors.at(-1) ?? null;
  const asked = useAsked(() => fetchPage(client, filter, after), [client, filter, after]);
  const narrow = (its: LogFilter) => {
    setFilter(its);
    setCursors([null]);
  };
  return (
    <Page title={t("company.log.title")} lead={t("company.log.note")}>
      <VerifyLog />
      <LogFilterFields filter={filter} onChange={narrow} />
      <Loaded asked={asked}>
        {({ entries, next, nameOf }) => (
          <>
            <LogTable entries={entries} nameOf={nameOf} />
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
    </Page>
  );
}
