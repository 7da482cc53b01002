import { CommanderError } from "commander";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { explain } from "./failure.ts";
import { findLanguage } from "./language.ts";
import { makeOutput } from "./output.ts";
import { makeProgram } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";

/** Does what the arguments say. Never throws: what fails is said on standard error, and by the exit code. */
export async function run(args: readonly string[], given: Surroundings): Promise<void> {
  const surroundings = { ...given, locale: await findLanguage(args, given) };
  try {
    await makeProgram(surroundings).parseAsync(args, { from: "user" });
  } catch (error) {
    surroundings.endWith(report(error, args, surroundings));
  }
}

/** Commander has said already what it has to say. */
function report(error: unknown, args: readonly string[], surroundings: Surroundings): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.OK : exitCode.USAGE;
  const { environment, locale } = surroundings;
  const explanation = explain(error, { debug: Boolean(environment.SEALGRAPH_DEBUG), locale });
  makeOutput(args.includes("--json"), surroundings).fail(explanation);
  return explanation.exit;
}
