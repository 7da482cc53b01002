import type { BindingPolicies, Group, PolicyName } from "sealgraph/client";
import { policyNames } from "sealgraph/client";
import { Badge } from "../../ui/banner.tsx";
import { Table } from "../../ui/table.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import { titleOfGroup } from "../groups/title.ts";
import { useShowValue } from "./show-value.ts";

type Binding = BindingPolicies<string>;

/** What binds somebody: each setting with its value, whence it comes, and whether it is locked there. */
export function BindingTable({ binding, groups }: { readonly binding: Binding; readonly groups: readonly Group[] }) {
  const { t } = useWords();
  const showValue = useShowValue();
  const inForce = (name: PolicyName) => {
    const { value, origin } = binding[name];
    // Clients purge by what is said, never by the default.
    const unsaid = name === "trashRetentionDays" && origin.scope === "DEFAULT";
    return unsaid ? t("policy.value.unsaidTrash") : showValue(name, value);
  };
  return (
    <Table
      label={t("company.person.binds")}
      rows={policyNames.map((name) => ({ name }))}
      idOf={({ name }) => name}
      columns={[
        {
          id: "setting",
          label: t("company.person.setting"),
          isRowHeader: true,
          show: ({ name }) => t(`policy.${name}`),
        },
        { id: "value", label: t("company.person.value"), show: ({ name }) => inForce(name) },
        {
          id: "origin",
          label: t("company.person.origin"),
          show: ({ name }) => (
            <span className="badges">
              {originInWords(binding[name].origin, groups, t)}
              {binding[name].locked && <Badge tone="warning">{t("policy.locked")}</Badge>}
            </span>
          ),
        },
      ]}
    />
  );
}

function originInWords(origin: Binding[PolicyName]["origin"], groups: readonly Group[], t: Say["t"]): string {
  if (origin.scope !== "GROUP") return t(`policy.origin.${origin.scope}`);
  const group = groups.find((each) => each.group === origin.group);
  return t("policy.origin.GROUP", { group: group ? titleOfGroup(group, t) : origin.group.slice(0, 8) });
}
