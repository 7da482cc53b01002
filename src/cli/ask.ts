import type { Readable, Writable } from "node:stream";
import { confirm, isCancel, password, text } from "@clack/prompts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import type { StandardInput } from "./standard-input.ts";
import { asCalled, type Surroundings } from "./surroundings.ts";

/** Asks a person for values, or takes them from where a script put them. */
export interface Ask {
  /** A secret: from standard input when its flag was given, else the environment, else a prompt without echo. */
  secret(wanted: SecretWanted): Promise<string>;
  /** Something that may be seen: the option's value, else a prompt. */
  value(wanted: ValueWanted): Promise<string>;
  /** Whether a person agrees. Without a terminal, `--yes` must have been given. */
  agreement(question: string, yes: boolean | undefined): Promise<void>;
  /** What a person at the terminal says; nothing hangs on it but what is asked next. */
  choice(question: string): Promise<boolean>;
  /** Whether `secret` would find a value without anybody being asked. */
  has(wanted: Pick<SecretWanted, "variable" | "fromStdin">): boolean;
  readonly interactive: boolean;
  readonly input: StandardInput;
}

export interface SecretWanted {
  readonly what: string;
  readonly variable?: string;
  readonly flag: string;
  readonly fromStdin: boolean | undefined;
  /** Asked twice, on a terminal. */
  readonly twice?: boolean;
  /** Shown while it is typed: it is worth nothing a moment later. */
  readonly shown?: boolean;
  /** Where it is not shown and something is wrong with it, all of it is typed anew. */
  readonly anew?: boolean;
  /** What is wrong with it, said at once to a person who may then correct it. */
  readonly check?: Check;
}

/** Null where nothing is. */
export type Check = (value: string) => string | null;

export interface ValueWanted {
  readonly what: string;
  readonly flag: string;
  readonly given: string | undefined;
  readonly otherwise?: string;
  readonly check?: Check;
}

/** How often somebody is asked for something that has to be typed twice alike. */
const mostPairs = 3;

export function makeAsk(input: StandardInput, interactive: boolean, surroundings: Surroundings): Ask {
  const environment = (name: string | undefined) =>
    (name === undefined ? undefined : surroundings.environment[name]) || undefined;
  const streams = { input: surroundings.stdin, output: surroundings.stderr };
  const asking = <T>(prompt: (around: Around) => Promise<T>) =>
    untilInputEnds(surroundings.stdin, (signal) => prompt({ ...streams, signal }));
  const called = (question: string) => asCalled(surroundings, question);
  const confirmed = async (question: string) => {
    const asked = { message: called(question), initialValue: false };
    return answered<boolean>(await asking((around) => confirm({ ...asked, ...around })));
  };
  return {
    input,
    interactive,
    has: ({ variable, fromStdin }) => fromStdin === true || environment(variable) !== undefined,
    async secret({ what, variable, flag, fromStdin, twice, shown, anew, check }) {
      if (fromStdin) return input.line(what);
      const kept = environment(variable);
      if (kept !== undefined) return kept;
      if (!interactive) throw missing(what, [variable, flag]);
      const prompt = async (message: string) => {
        const asked = { message, validate: validated(check) };
        const answer = await asking((around) =>
          shown ? text({ ...asked, ...around }) : password({ ...asked, ...around, clearOnError: anew ?? false }),
        );
        return answered<string>(answer) ?? "";
      };
      for (let pair = 1; pair <= mostPairs; pair++) {
        const answer = await prompt(capital(what));
        if (!twice || (await prompt(`${capital(what)}, again`)) === answer) return answer;
        surroundings.stderr.write(`${notTheSame.message}\n`);
      }
      throw notTheSame;
    },
    async value({ what, flag, given, otherwise, check }) {
      if (given !== undefined) return given;
      if (!interactive) {
        if (otherwise !== undefined) return otherwise;
        throw missing(what, [flag]);
      }
      const asked = {
        message: capital(what),
        validate: validated(check),
        ...(otherwise !== undefined && { initialValue: otherwise }),
      };
      return answered<string>(await asking((around) => text({ ...asked, ...around }))) || missingText(what);
    },
    choice: confirmed,
    async agreement(question, yes) {
      if (yes) return;
      if (!interactive) throw missing("your agreement", ["--yes"]);
      if (!(await confirmed(question)))
        throw CommandFailure.of(exitCode.INTERRUPTED, "CANCELLED", "cli.said.cancelled");
    },
  };
}

interface Around {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** Asks, and is cancelled as by Ctrl-C where no answer can come any more: by Ctrl-D, or when the input ends. */
async function untilInputEnds<T>(input: Readable, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort();
  const press = (_: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key?.ctrl && key.name === "d") end();
  };
  input.on("keypress", press).once("end", end);
  try {
    return await ask(ended.signal);
  } finally {
    input.off("keypress", press).off("end", end);
  }
}

const validated = (check: Check | undefined) => (value: string | undefined) => check?.(value ?? "") ?? undefined;

const notTheSame = CommandFailure.of(exitCode.USAGE, "NOT_THE_SAME", "cli.said.notTheSame");

function answered<T extends string | boolean>(answer: T | symbol): T {
  if (isCancel(answer)) throw CommandFailure.of(exitCode.INTERRUPTED, "CANCELLED", "cli.said.cancelled");
  return answer as T;
}

function missingText(what: string): never {
  throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", `${capital(what)} is missing.`);
}

function missing(what: string, ways: readonly (string | undefined)[]): CommandFailure {
  const named = [...new Set(ways.filter((way) => way !== undefined))].join(" or ");
  return CommandFailure.of(exitCode.USAGE, "MISSING_VALUE", "cli.said.missing", { what, ways: named });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
