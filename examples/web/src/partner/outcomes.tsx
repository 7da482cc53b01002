import type { CompanyOutcome } from "sealgraph/client";
import { Banner } from "../ui/banner.tsx";
import { useWords } from "../words/words.tsx";
import { reasonInWords } from "./reason.ts";

const order = ["DONE", "UNCHANGED", "REFUSED", "FAILED", "NOT_FOUND"] as const;

/** What became of an act over many companies: how many of each, and why where something was not done. */
export function Outcomes({
  outcomes,
  titleOf,
}: {
  readonly outcomes: readonly CompanyOutcome[];
  readonly titleOf: (tenant: string) => string;
}) {
  const say = useWords();
  const { t } = say;
  const counts = order
    .map((outcome) => [outcome, outcomes.filter((each) => each.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0);
  const failed = outcomes.filter(({ reason }) => reason !== null);
  return (
    <Banner tone={failed.length > 0 ? "warning" : "good"} isAlert>
      <p>{counts.map(([outcome, count]) => t(`partner.outcome.${outcome}`, { count })).join(", ")}</p>
      {failed.length > 0 && (
        <ul className="plain">
          {failed.map(({ tenant, reason }) => (
            <li key={tenant}>
              {t("partner.desks.refused", { company: titleOf(tenant), reason: reasonInWords(reason ?? "", say) })}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
