/** The gate's own counting: what nobody counted, or what counted wrongly, is never green. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [tests = ""] = /^tests\(\) \{\n[\s\S]*?^\}\n/m.exec(readFileSync(join(root, ".ci", "run"), "utf8")) ?? [];

/** Runs the gate's `tests` with another `node`, after three steps that passed. */
function counted(node: string): string[] {
  const work = mkdtempSync(join(tmpdir(), "sealgraph-gate-"));
  const script = `work=$1 passed=3 failed=0\nnode() { ${node}; }\n${tests}tests some\necho "$passed passed, $failed failed"`;
  const { stdout } = spawnSync("bash", ["-uc", script, "gate", work], { cwd: root, encoding: "utf8" });
  rmSync(work, { recursive: true });
  return stdout.trim().split("\n");
}

it("counts a failure where what counts was ended itself, or said something else", () => {
  expect(tests).toContain("count.mjs");
  for (const node of ["return 137", "echo 12 passed", "echo out of memory"]) {
    const lines = counted(node);
    expect(lines.at(-1)).toBe("3 passed, 1 failed");
    expect(lines).toContain("● some: the tests were not counted");
  }
  expect(counted("echo 2 passed, 0 failed").at(-1)).toBe("5 passed, 0 failed");
});

it("counts each test and each file that failed, whatever is said of them", () => {
  const work = mkdtempSync(join(tmpdir(), "sealgraph-gate-"));
  const report = join(work, "report.json");
  const suite = { name: join(root, "test", "a.test.ts"), status: "failed", message: null };
  const test = { status: "failed", fullName: "b", failureMessages: [null] };
  writeFileSync(
    report,
    JSON.stringify({
      numPassedTests: 5,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      testResults: [
        { ...suite, assertionResults: [test] },
        { ...suite, assertionResults: [] },
      ],
    }),
  );
  const { stdout, stderr } = spawnSync(process.execPath, [".ci/count.mjs", report, "1"], {
    cwd: root,
    encoding: "utf8",
  });
  rmSync(work, { recursive: true });
  expect(stdout).toBe("5 passed, 2 failed\n");
  expect(stderr).toContain("● test/a.test.ts › b");
});
