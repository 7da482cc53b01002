/**
 * `count.mjs REPORT CODE`: "N passed, N failed" of a report that jest wrote; beside it, on standard error, each test that failed with
 * its file and how its message begins.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [report, code] = process.argv.slice(2);
const linesOfMessage = 15;

const beginningOf = (message) =>
  stripVTControlCharacters(String(message ?? ""))
    .trim()
    .split("\n")
    .slice(0, linesOfMessage)
    .map((line) => `    ${line}`.trimEnd())
    .join("\n");

const tell = (file, name, message) =>
  console.error(`● ${relative(process.cwd(), file)} › ${name}\n${beginningOf(message)}`);

function count() {
  let result;
  try {
    result = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    console.error(`● jest ended with ${code} and left no report`);
    return [0, 1];
  }
  for (const { name, status, message, assertionResults } of result.testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && failed.length === 0) tell(name, "the file itself", message);
    for (const { fullName, failureMessages } of failed) tell(name, fullName, failureMessages[0]);
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = result;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  if (failed > 0 || (code === "0" && numPassedTests > 0)) return [numPassedTests, failed];
  // Jest may fail without a failed test: nothing ran, or the tear-down broke.
  console.error(`● jest ended with ${code}, though ${numPassedTests} tests passed and none failed`);
  return [numPassedTests, 1];
}

const [passed, failed] = count();
console.log(`${passed} passed, ${failed} failed`);
