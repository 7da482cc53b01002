import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { hold, type Result } from "./contest.ts";
import { openHouse } from "./house.ts";
import { tableOf } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";
import { forgetAttempts } from "./seed/owner.ts";

interface Options {
  readonly only?: readonly string[];
  readonly out?: string;
  readonly rounds: number;
  readonly seconds: number;
}

const program = new Command("bench")
  .description(
    "Ours and the barest program that does the same work, in turn, on the same rows. See docs/performance.md.",
  )
  .addOption(new Option("--only <names...>", "these scenarios alone").choices(scenarios.map(({ name }) => name)))
  .option("--out <file>", "write the figures as JSON")
  .option("--rounds <n>", "rounds of each side after the warm-up", positive, 5)
  .option("--seconds <s>", "length of each side's part of a round", positive, 3)
  .parse();

await bench(program.opts<Options>());

async function bench({ only, out, rounds, seconds }: Options): Promise<void> {
  const chosen = scenarios.filter(({ name }) => only === undefined || only.includes(name));
  tell("Starting PostgreSQL and the server …");
  const house = await openHouse();
  const results: [Scenario, Result][] = [];
  try {
    for (const scenario of chosen) {
      await forgetAttempts(house);
      const onProgress = (words: string) => tell(`${scenario.name}: ${words}`);
      try {
        const result = await hold(scenario, house, { rounds, seconds, onProgress });
        onProgress(`${result.ours} beside ${result.baseline} ${result.unit}: ${result.ratio}`);
        results.push([scenario, result]);
      } catch (error) {
        // What others have shown is not lost by it.
        onProgress(`FAILED, ${error instanceof Error ? error.stack : error}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await house.close();
  }
  process.stdout.write(`\n${tableOf(results)}\n`);
  const figures = { scenarios: Object.fromEntries(results.map(([{ name }, result]) => [name, result])) };
  if (out) await writeFile(out, `${JSON.stringify(figures, null, 2)}\n`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It has to be a number above 0.");
  return value;
}

function tell(words: string): void {
  process.stderr.write(`${words}\n`);
}
