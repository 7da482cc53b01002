import type { Client, CompanyPlan, CompanyTotals, ReadinessState } from "sealgraph/client";
import { Loaded } from "../company/loaded.tsx";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { useWords } from "../words/words.tsx";
import { Chart } from "./chart.tsx";

const states: readonly ReadinessState[] = ["OK", "WARNING", "FAILED"];
const plans: readonly CompanyPlan[] = ["STANDARD", "ADVANCED", "TRIAL"];

async function fetchSums({ partner }: Client) {
  const [totals, byState, byPlan] = await Promise.all([
    partner.totals(),
    Promise.all(states.map(async (state) => (await partner.totals({ recovery: [state] })).companies)),
    Promise.all(plans.map(async (plan) => (await partner.totals({ plans: [plan] })).companies)),
  ]);
  return { totals, byState, byPlan };
}

/** Sums over all companies, as numbers and as charts. */
export function Overview() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchSums(client), [client]);
  return (
    <Loaded asked={asked}>
      {({ totals, byState, byPlan }) => (
        <>
          <Totals totals={totals} />
          <Block title={t("partner.charts")}>
            <div className="charts">
              <Chart
                title={t("partner.chart.recovery")}
                parts={[
                  { label: t("recovery.OK"), count: byState[0] ?? 0, tone: "good" },
                  { label: t("recovery.WARNING"), count: byState[1] ?? 0, tone: "warning" },
                  { label: t("recovery.FAILED"), count: byState[2] ?? 0, tone: "danger" },
                ]}
              />
              <Chart
                title={t("partner.chart.factor")}
                parts={[
                  { label: t("partner.chart.with"), count: totals.withSecondFactor, tone: "good" },
                  { label: t("partner.chart.without"), count: totals.withoutSecondFactor, tone: "danger" },
                ]}
              />
              <Chart
                title={t("partner.chart.backups")}
                parts={[
                  { label: t("partner.chart.fresh"), count: totals.freshBackups, tone: "good" },
                  { label: t("partner.chart.stale"), count: totals.staleBackups, tone: "warning" },
                  { label: t("partner.chart.missing"), count: totals.missingBackups, tone: "danger" },
                ]}
              />
              <Chart
                title={t("partner.chart.plans")}
                parts={plans.map((plan, place) => ({
                  label: t(`company.plan.${plan}`),
                  count: byPlan[place] ?? 0,
                  tone: "accent" as const,
                }))}
              />
            </div>
          </Block>
        </>
      )}
    </Loaded>
  );
}

function Totals({ totals }: { readonly totals: CompanyTotals }) {
  const { t, number } = useWords();
  const tiles = [
    {
      word: t("partner.totals.companies"),
      value: number(totals.companies),
      hint: t("partner.totals.suspended", { count: totals.suspendedCompanies }),
    },
    { word: t("partner.totals.people"), value: number(totals.people), hint: "" },
    {
      word: t("partner.totals.seats"),
      value: number(totals.seatsTaken),
      hint: t("partner.totals.of", { count: totals.seats }),
    },
    {
      word: t("partner.totals.without"),
      value: number(totals.withoutSecondFactor),
      hint: t("partner.totals.of", { count: totals.people }),
    },
    {
      word: t("partner.totals.late"),
      value: number(totals.staleBackups + totals.missingBackups),
      hint: t("partner.totals.of", { count: totals.freshBackups + totals.staleBackups + totals.missingBackups }),
    },
    {
      word: t("partner.totals.devices"),
      value: number(totals.staleDevices),
      hint: t("partner.totals.of", { count: totals.devices }),
    },
  ];
  return (
    <dl className="tiles" aria-label={t("partner.totals")}>
      {tiles.map(({ word, value, hint }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            <strong>{value}</strong> {hint}
          </dd>
        </div>
      ))}
    </dl>
  );
}
