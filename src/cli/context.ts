import type { Command } from "commander";
import { type Ask, makeAsk } from "./ask.ts";
import { type Home, homeOf, openHome, rememberedServer } from "./home.ts";
import { makeOutput, type Output } from "./output.ts";
import { readStandardInput } from "./standard-input.ts";

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
  readonly options: GlobalOptions;
}

export const defaultServer = "http://localhost:4000";

export async function makeContext(options: GlobalOptions): Promise<Context> {
  const home = homeOf(process.env);
  await openHome(home);
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !options.json;
  return {
    out: makeOutput(options.json === true, process.stdout, process.stderr),
    ask: makeAsk(readStandardInput(process.stdin), interactive),
    home,
    server: options.server ?? (process.env.SEALGRAPH_SERVER || ((await rememberedServer(home)) ?? defaultServer)),
    options,
  };
}

/** What a command does with its context, its options and its arguments. */
export type Act<O> = (context: Context, options: O, ...args: string[]) => Promise<void>;

/** Gives a command its act. */
export function does<O>(command: Command, act: Act<O>): Command {
  return command.action(async () => {
    const options = command.optsWithGlobals<O & GlobalOptions>();
    await act(await makeContext(options), options, ...command.args);
  });
}

/** Shown under the help of a command. */
export const example = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText("after", `\nExample:\n${lines.map((line) => `  $ ${line}`).join("\n")}`);
