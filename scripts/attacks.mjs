/**
 * `npm run attacks`: tries every attack and prints the table with the verdict of each. Exits non-zero when one does not hold.
 *
 *   --report FILE  takes the verdicts from a report that jest wrote (`--json --outputFile FILE`) instead of trying them
 *   --write        makes docs/attacks.md anew from the list of attacks, and tries nothing
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { groups } from "../test/abuse/attacks.mjs";
import { attacksDocument } from "../test/abuse/attacks-document.mjs";
import { demandDevelopment, demandNode, install, keepMemory, root } from "./setup.mjs";

const given = process.argv.slice(2);
const all = Object.values(groups).flat();

if (given.includes("--write")) writeFileSync(join(root, "docs/attacks.md"), attacksDocument(groups));
else
  process.exitCode = show(given.includes("--report") ? read(given[given.indexOf("--report") + 1]) : tryAll()) ? 0 : 1;

function tryAll() {
  demandNode();
  install();
  demandDevelopment("jest", "Trying attacks");
  keepMemory();
  const report = join(tmpdir(), `sealgraph-attacks-${process.pid}.json`);
  const files = [...new Set(all.map(({ file }) => file))];
  console.log(`Trying ${all.length} attacks in ${files.length} files: some minutes.`);
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
  try {
    const args = [...flags, "--silent", "--json", "--outputFile", report, "--runTestsByPath", ...files];
    spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    return read(report);
  } finally {
    rmSync(report, { force: true });
  }
}

/** What became of every test: by file. */
function read(report) {
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  return new Map(testResults.map(({ name, assertionResults }) => [name.slice(root.length + 1), assertionResults]));
}

function show(results) {
  const open = [];
  for (const [group, attacks] of Object.entries(groups)) {
    console.log(`\n${group}`);
    for (const { what, source, file, test } of attacks) {
      const tests = (results.get(file) ?? []).filter(({ fullName }) => fullName.startsWith(test));
      const red = tests.filter(({ status }) => status === "failed");
      const green = tests.filter(({ status }) => status === "passed");
      const verdict =
        tests.length === 0 ? "NOT TRIED" : red.length > 0 ? "GETS THROUGH" : green.length > 0 ? "holds" : "SKIPPED";
      const said = [
        `  ${verdict.padEnd(12)} ${what} (${source}; ${green.length} of ${tests.length} tests, ${file})`,
        ...red.map(({ fullName }) => `               ${fullName}`),
      ].join("\n");
      console.log(said);
      if (verdict !== "holds") open.push(said);
    }
  }
  console.log(
    `\n${all.length} attacks, ${all.length - open.length} hold, ${open.length} do not${open.length > 0 ? ":" : "."}`,
  );
  for (const said of open) console.log(said);
  return open.length === 0;
}
