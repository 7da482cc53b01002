import { median, rounded } from "./figures.ts";
import type { House } from "./house.ts";
import type { Scenario } from "./scenario.ts";

export interface Round {
  readonly ours: number;
  readonly baseline: number;
}

/** What a scenario comes to: medians of its rounds, their ratio, and further figures of its own. */
export type Result = Round & {
  readonly ratio: number;
  readonly unit: string;
  readonly rounds: readonly Round[];
} & Readonly<Record<string, unknown>>;

export interface Terms {
  readonly rounds: number;
  /** Of one side in one round. */
  readonly seconds: number;
  readonly onProgress: (words: string) => void;
}

/**
 * Lets both sides of a scenario work in turn: once to warm up, then round by round, each side going first in every other
 * one, so that what else happens on the machine hits both.
 */
export async function hold(scenario: Scenario, house: House, terms: Terms): Promise<Result> {
  const { seconds, onProgress } = terms;
  const rounds = Math.min(terms.rounds, scenario.rounds ?? terms.rounds);
  onProgress("making the rows");
  const contest = await scenario.prepare(house);
  try {
    onProgress("warming up");
    await contest.ours(seconds);
    await contest.baseline(seconds);
    const played: Round[] = [];
    for (let i = 0; i < rounds; i++) {
      onProgress(`round ${i + 1} of ${rounds}`);
      const figures = { ours: 0, baseline: 0 };
      const order = i % 2 === 0 ? (["ours", "baseline"] as const) : (["baseline", "ours"] as const);
      for (const side of order) figures[side] = await contest[side](seconds);
      played.push({ ours: rounded(figures.ours), baseline: rounded(figures.baseline) });
    }
    const ours = rounded(median(played.map((round) => round.ours)));
    const baseline = rounded(median(played.map((round) => round.baseline)));
    const more = contest.more?.() ?? {};
    return { ours, baseline, ratio: rounded(ours / baseline), unit: scenario.unit, rounds: played, ...more };
  } finally {
    await contest.close();
  }
}
