import type { House } from "./house.ts";

/** Figures of a scenario: `ours`, `baseline` and each round are in `unit`. */
export interface Scenario {
  readonly name: string;
  readonly unit: string;
  /** What `ours / baseline` shall be: at least or at most. */
  readonly aim: { readonly bound: "AT_LEAST" | "AT_MOST"; readonly ratio: number };
  /** How many rounds it takes, where each is long; else as many as were asked for. */
  readonly rounds?: number;
  /** Makes the rows, starts the baseline, opens the connections: all that is not measured. */
  prepare(house: House): Promise<Contest>;
}

/** Two sides that do the same work on the same rows, in turn. */
export interface Contest {
  readonly ours: Measure;
  readonly baseline: Measure;
  /** Further figures, told beside the result. Asked once, after the last round. */
  more?(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Works for about so many seconds and answers one figure. Throws when an answer was not the one expected. */
export type Measure = (seconds: number) => Promise<number>;
