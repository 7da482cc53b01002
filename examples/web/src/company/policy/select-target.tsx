import type { PolicyTarget } from "sealgraph/client";
import { Select } from "../../ui/select.tsx";
import { useWords } from "../../words/words.tsx";
import { titleOfGroup } from "../groups/title.ts";
import type { PolicyGround } from "./policies.tsx";

const idOf = (target: PolicyTarget): string => (target.scope === "TENANT" ? "TENANT" : `${target.scope} ${target.id}`);

function targetOf(id: string): PolicyTarget {
  const [scope = "", its = ""] = id.split(" ");
  return scope === "GROUP" || scope === "USER" ? { scope, id: its } : { scope: "TENANT" };
}

/** Of whom the policies are that are looked at. What is for everybody is the company's: no group Everyone is offered. */
export function SelectTarget({
  ground: { groups, people },
  target,
  onChange,
}: {
  readonly ground: PolicyGround;
  readonly target: PolicyTarget;
  readonly onChange: (target: PolicyTarget) => void;
}) {
  const { t } = useWords();
  return (
    <Select
      label={t("company.policies.of")}
      value={idOf(target)}
      onChange={(id) => onChange(targetOf(id))}
      options={[
        { id: "TENANT", label: t("company.policies.tenant") },
        ...groups
          .filter(({ everyone, key }) => !everyone && key !== "FROZEN")
          .map((group) => ({
            id: `GROUP ${group.group}`,
            label: t("company.policies.group", { name: titleOfGroup(group, t) }),
          })),
        ...people.map(({ user, name }) => ({
          id: `USER ${user}`,
          label: t("company.policies.user", { name: name ?? t("company.unverified") }),
        })),
      ]}
    />
  );
}
