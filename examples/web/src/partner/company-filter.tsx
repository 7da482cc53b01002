import { useState } from "react";
import type { CompanyFilter, CompanyPlan, ReadinessState } from "sealgraph/client";
import { SearchField } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";

const any = "";
const plans: readonly CompanyPlan[] = ["STANDARD", "ADVANCED", "TRIAL"];
const states: readonly ReadinessState[] = ["OK", "WARNING", "FAILED"];

/** One more thing that has to be so. */
const only = {
  all: {},
  suspended: { suspended: true },
  active: { suspended: false },
  breakGlass: { breakGlass: true },
  behind: { policiesBehind: true },
  without: { withoutSecondFactor: { atLeast: 1 } },
} as const satisfies Readonly<Record<string, CompanyFilter>>;
type Only = keyof typeof only;

interface Chosen {
  readonly text: string;
  readonly label: string;
  readonly plan: string;
  readonly recovery: string;
  readonly only: Only;
}

const filterOf = ({ text, label, plan, recovery, only: one }: Chosen): CompanyFilter => ({
  ...(text.trim() !== "" && { text: text.trim() }),
  ...(label !== any && { labels: { all: [label] } }),
  ...(plan !== any && { plans: [plan as CompanyPlan] }),
  ...(recovery !== any && { recovery: [recovery as ReadinessState] }),
  ...only[one],
});

/** Which companies are listed: all of what is chosen holds. */
export function CompanyFilterFields({
  labels,
  onChange,
}: {
  readonly labels: readonly string[];
  readonly onChange: (filter: CompanyFilter) => void;
}) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<Chosen>({ text: "", label: any, plan: any, recovery: any, only: "all" });
  const choose = (part: Partial<Chosen>) => {
    const next = { ...chosen, ...part };
    setChosen(next);
    onChange(filterOf(next));
  };
  return (
    <fieldset className="filters">
      <legend className="quiet-legend">{t("partner.companies.filter")}</legend>
      <SearchField label={t("partner.companies.text")} value={chosen.text} onChange={(text) => choose({ text })} />
      <Select
        label={t("partner.companies.label")}
        value={chosen.label}
        onChange={(label) => choose({ label })}
        options={[
          { id: any, label: t("partner.companies.label.any") },
          ...labels.map((label) => ({ id: label, label })),
        ]}
      />
      <Select
        label={t("partner.companies.plan")}
        value={chosen.plan}
        onChange={(plan) => choose({ plan })}
        options={[
          { id: any, label: t("partner.companies.plan.any") },
          ...plans.map((id) => ({ id, label: t(`company.plan.${id}`) })),
        ]}
      />
      <Select
        label={t("partner.companies.recovery")}
        value={chosen.recovery}
        onChange={(recovery) => choose({ recovery })}
        options={[
          { id: any, label: t("partner.companies.recovery.any") },
          ...states.map((id) => ({ id, label: t(`recovery.${id}`) })),
        ]}
      />
      <Select
        label={t("partner.companies.only")}
        value={chosen.only}
        onChange={(one) => choose({ only: one })}
        options={(Object.keys(only) as Only[]).map((id) => ({ id, label: t(`partner.companies.only.${id}`) }))}
      />
    </fieldset>
  );
}
