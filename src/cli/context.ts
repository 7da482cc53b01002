import type { Command } from "commander";
import { type Ask, makeAsk } from "./ask.ts";
import { type Home, homeOf, openHome, rememberedServer } from "./home.ts";
import { makeOutput, type Output } from "./output.ts";
import { readStandardInput } from "./standard-input.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly server?: string;
  readonly passwordStdin?: boolean;
}

/** What a command has to work with. */
export interface Context {
  readonly out: Output;
  readonly ask: Ask;
  readonly home: Home;
  readonly server: string;
  readonly surroundings: Surroundings;
  readonly options: GlobalOptions;
}

const defaultServer = "http://localhost:4000";

async function makeContext(options: GlobalOptions, surroundings: Surroundings): Promise<Context> {
  const { environment, stdin, stderr } = surroundings;
  const home = homeOf(environment);
  await openHome(home);
  const interactive = stdin.isTTY === true && stderr.isTTY === true && !options.json;
  return {
    out: makeOutput(options.json === true, surroundings),
    ask: makeAsk(readStandardInput(stdin), interactive, surroundings),
    home,
    server: options.server ?? (environment.SEALGRAPH_SERVER || ((await rememberedServer(home)) ?? defaultServer)),
    surroundings,
    options,
  };
}

/** What a command does with its context, its options and its arguments. */
export type Act<O> = (context: Context, options: O, ...args: string[]) => Promise<void>;

/** Gives a command its act. */
export function does<O>(command: Command, act: Act<O>): Command {
  return command.action(async () => {
    const options = command.optsWithGlobals<O & GlobalOptions>();
    await act(await makeContext(options, surroundingsOf(command)), options, ...command.args);
  });
}

/** Shown under the help of a command. */
export const example = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText("after", `\nExample:\n${lines.map((line) => `  $ ${line}`).join("\n")}`);
