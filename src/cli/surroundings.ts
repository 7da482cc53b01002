import type { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import type { Locale } from "../words/index.ts";
import type { ExitCode } from "./exit-code.ts";

/** What the command line runs in; nothing else of the process is touched. */
export interface Surroundings {
  /** The language of failures; English where nobody has found out. */
  readonly locale?: Locale;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Has `stop` called when the command shall end; what is returned takes that back. */
  onInterrupt(stop: () => void): () => void;
  /** Says what to end with; the last word counts. */
  endWith(code: ExitCode): void;
}

export const surroundingsOfProcess = (): Surroundings => ({
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt(stop) {
    process.once("SIGINT", stop).once("SIGTERM", stop);
    return () => void process.off("SIGINT", stop).off("SIGTERM", stop);
  },
  endWith(code) {
    process.exitCode = code;
  },
});

const ofPrograms = new WeakMap<Command, Surroundings>();

export const surround = (program: Command, surroundings: Surroundings): void =>
  void ofPrograms.set(program, surroundings);

/** Those of the program that a command belongs to. */
export function surroundingsOf(command: Command): Surroundings {
  let program = command;
  while (program.parent) program = program.parent;
  return ofPrograms.get(program) ?? surroundingsOfProcess();
}

/** Our own words with commands written as this one was called: `npx sealgraph …` where npx runs it. */
export const asCalled = ({ environment }: Surroundings, text: string): string =>
  environment.npm_command === "exec" ? text.replace(/(?<![\w./-])sealgraph (?=[a-z-])/g, "npx $&") : text;
