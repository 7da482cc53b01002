import { useState } from "react";
import { Bar, BarChart, Cell, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/words.tsx";

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
          <Bars parts={parts} />
        </div>
      )}
      <Button look="quiet" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
        {t(asTable ? "partner.chart.hide" : "partner.chart.show")}
      </Button>
    </figure>
  );
}

const Bars = ({ parts }: { readonly parts: readonly ChartPart[] }) => (
  <ResponsiveContainer width="100%" height={parts.length * 36 + 8}>
    <BarChart
      data={[...parts]}
      layout="vertical"
      accessibilityLayer={false}
      margin={{ top: 4, right: 48, bottom: 4, left: 4 }}
    >
      <XAxis type="number" hide domain={[0, "dataMax"]} />
      <YAxis
        type="category"
        dataKey="label"
        width={84}
        axisLine={false}
        tickLine={false}
        tick={{ fill: "var(--ink)" }}
      />
      <Bar dataKey="count" isAnimationActive={false} radius={4} minPointSize={2}>
        {parts.map(({ label, tone }) => (
          <Cell key={label} fill={`var(--${tone})`} />
        ))}
        <LabelList dataKey="count" position="right" fill="var(--ink)" />
      </Bar>
    </BarChart>
  </ResponsiveContainer>
);
