import { expect, it } from "@jest/globals";
import { duration } from "../../src/cli/progress.ts";
import { makeEstimate } from "../../src/client/estimate.ts";

it("says how fast new things go lately, and how long the rest will take", () => {
  let now = 0;
  const estimate = makeEstimate(10_000, () => now);
  expect(estimate(0)).toEqual({ rate: null, secondsLeft: null });
  now = 1_000;
  // 5,000 were there already, and say nothing of the next 1,000.
  expect(estimate(6_000, 1_000)).toEqual({ rate: 1_000, secondsLeft: 4 });
  now = 2_000;
  expect(estimate(7_000, 2_000)).toEqual({ rate: 1_000, secondsLeft: 3 });
  // A line that stood still for long is slow, and fast again soon.
  now = 62_000;
  expect(estimate(8_000, 3_000).rate).toBeCloseTo(1_000 / 60);
  for (const more of [1, 2, 3]) {
    now = 62_000 + more * 5_000;
    estimate(8_000 + more * 100, 3_000 + more * 100);
  }
  expect(estimate(8_300, 3_300).rate).toBeCloseTo(20);
  expect(estimate(10_000, 5_000).secondsLeft).toBe(0);
  expect(makeEstimate(null, () => now)(5)).toEqual({ rate: null, secondsLeft: null });
});

it("is said in seconds, minutes and hours", () => {
  expect([0.2, 59.5, 125, 4_800].map(duration)).toEqual(["1 s", "1 min 0 s", "2 min 5 s", "1 h 20 min"]);
});
