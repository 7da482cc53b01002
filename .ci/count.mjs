/** `count.mjs REPORT CODE`: "N passed, N failed" of a report that jest wrote, and the name of each test that failed. */
import { readFileSync } from "node:fs";

const [report, code] = process.argv.slice(2);

function count() {
  let result;
  try {
    result = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return [0, 1];
  }
  for (const suite of result.testResults) {
    if (suite.status === "failed" && suite.assertionResults.length === 0)
      console.error(`${suite.name}\n${suite.message}`);
    for (const test of suite.assertionResults) if (test.status === "failed") console.error(`failed: ${test.fullName}`);
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = result;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest may fail without a failed test: nothing ran, or the tear-down broke.
  return [numPassedTests, failed === 0 && (code !== "0" || numPassedTests === 0) ? 1 : failed];
}

const [passed, failed] = count();
console.log(`${passed} passed, ${failed} failed`);
