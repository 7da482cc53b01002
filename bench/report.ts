import type { Result } from "./contest.ts";
import type { Scenario } from "./scenario.ts";

/** One line a scenario: both figures, the ratio, and whether the aim is met. */
export function tableOf(results: readonly (readonly [Scenario, Result])[]): string {
  const head = ["scenario", "ours", "baseline", "unit", "ratio", "aim", ""];
  const rows = results.map(([scenario, result]) => [
    scenario.name,
    String(result.ours),
    String(result.baseline),
    result.unit,
    result.ratio.toFixed(2),
    `${scenario.aim.bound === "AT_LEAST" ? "≥" : "≤"} ${scenario.aim.ratio}`,
    isMet(scenario, result) ? "met" : "missed",
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (/^\d/.test(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [head, ...rows].map(line).join("\n");
}

const isMet = ({ aim }: Scenario, { ratio }: Result): boolean =>
  aim.bound === "AT_LEAST" ? ratio >= aim.ratio : ratio <= aim.ratio;
