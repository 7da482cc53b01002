import { Bar, BarChart, Cell, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import type { ChartPart } from "./chart.tsx";

export default function Bars({ parts }: { readonly parts: readonly ChartPart[] }) {
  return (
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
}
