#!/usr/bin/env node
import { CommanderError } from "commander";
import { exitCode } from "./exit-code.ts";
import { explain } from "./failure.ts";
import { makeOutput } from "./output.ts";
import { makeProgram } from "./program.ts";

// Whoever reads the output has gone: `sealgraph item list | head -1` is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : exitCode.UNEXPECTED));

try {
  await makeProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Commander has said already what it has to say. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.OK : exitCode.USAGE;
  const explanation = explain(error);
  makeOutput(process.argv.includes("--json"), process.stdout, process.stderr).fail(explanation);
  return explanation.exit;
}
