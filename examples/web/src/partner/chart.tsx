import { Suspense, useState } from "react";
import { later } from "../shell/later.tsx";
import { Button } from "../ui/button.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";

/** What draws is several times as much as the page around it. */
const Bars = later(() => import("./bars.tsx"));

export interface ChartPart {
  readonly label: string;
  readonly count: number;
  readonly tone: "good" | "warning" | "danger" | "accent";
}

/** A few counts as bars, each with its word and its number beside it; the same as a table for whoever wants that. */
export function Chart({ title, parts }: { readonly title: string; readonly parts: readonly ChartPart[] }) {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(false);
  const inWords = parts.map(({ label, count }) => `${label}: ${count}`).join(", ");
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      {asTable ? (
        <table aria-label={t("partner.chart.asTable", { title })}>
          <thead>
            <tr>
              <th scope="col">{t("partner.chart.what")}</th>
              <th scope="col">{t("partner.chart.count")}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ label, count }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div role="img" aria-label={`${title}. ${inWords}`}>
          <Suspense fallback={<Waiting />}>
            <Bars parts={parts} />
          </Suspense>
        </div>
      )}
      <Button look="quiet" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
        {t(asTable ? "partner.chart.hide" : "partner.chart.show")}
      </Button>
    </figure>
  );
}
