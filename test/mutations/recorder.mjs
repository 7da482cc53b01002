/** Runs before each test file: notes which checks fired in which test, and how long the test took. */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { root } from "./sites.mjs";

const log = process.env.MUTATION_LOG;
if (log) {
  let fired = new Set();
  let since = 0;
  globalThis.tripped = (key, value) => {
    if (value) fired.add(key);
    return value;
  };
  beforeEach(() => {
    fired = new Set();
    since = performance.now();
  });
  afterEach(() => {
    const { currentTestName, testPath } = expect.getState();
    const took = Math.round(performance.now() - since);
    const line = { file: relative(root, testPath), test: currentTestName, took, fired: [...fired] };
    if (fired.size > 0) appendFileSync(log, `${JSON.stringify(line)}\n`);
  });
}
