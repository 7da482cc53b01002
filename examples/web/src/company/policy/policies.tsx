import { useState } from "react";
import type { Client, Desk, Group, Person, PolicyDocument, PolicyName, PolicyTarget } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { EditSetting } from "./edit-setting.tsx";
import { SaysTable } from "./says-table.tsx";
import { SelectTarget } from "./select-target.tsx";

/** What the policies page works with. */
export interface PolicyGround {
  readonly documents: readonly PolicyDocument[];
  readonly groups: readonly Group[];
  readonly people: readonly Person[];
  readonly desks: readonly Desk[];
}

const fetchGround = async (client: Client): Promise<PolicyGround> => ({
  documents: await client.company.policies.list(),
  groups: await client.company.groups.list(),
  people: await client.company.people(),
  desks: await client.company.desks.list(),
});

export const isOf = (target: PolicyTarget, { target: its }: PolicyDocument): boolean =>
  its.scope === target.scope && (target.scope === "TENANT" || (its as { id?: string }).id === target.id);

/** What is said of everybody, of a group or of one person: looked at, tried, and then signed. */
export function Policies() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchGround(client), [client]);
  const [target, setTarget] = useState<PolicyTarget>({ scope: "TENANT" });
  const [onlySaid, setOnlySaid] = useState(false);
  const [editing, setEditing] = useState<PolicyName | null>(null);
  return (
    <Page title={t("company.policies.title")}>
      <Loaded asked={asked}>
        {(ground) => (
          <>
            <div className="row between">
              <SelectTarget ground={ground} target={target} onChange={setTarget} />
              <Checkbox isSelected={onlySaid} onChange={setOnlySaid}>
                {t("company.policies.only")}
              </Checkbox>
            </div>
            <SaysTable ground={ground} target={target} onlySaid={onlySaid} onChange={setEditing} />
            {editing && (
              <EditSetting
                key={editing}
                name={editing}
                ground={ground}
                target={target}
                onDone={asked.again}
                onClose={() => setEditing(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
