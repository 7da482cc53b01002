import { confirm, isCancel, password, text } from "@clack/prompts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import type { StandardInput } from "./standard-input.ts";

/** Asks a person for values, or takes them from where a script put them. */
export interface Ask {
  /** A secret: from standard input when its flag was given, else the environment, else a prompt without echo. */
  secret(wanted: SecretWanted): Promise<string>;
  /** Something that may be seen: the option's value, else a prompt. */
  value(wanted: ValueWanted): Promise<string>;
  /** Whether a person agrees. Without a terminal, `--yes` must have been given. */
  agreement(question: string, yes: boolean | undefined): Promise<void>;
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
}

export interface ValueWanted {
  readonly what: string;
  readonly flag: string;
  readonly given: string | undefined;
  readonly otherwise?: string;
}

const output = process.stderr;

export function makeAsk(input: StandardInput, interactive: boolean): Ask {
  const environment = (name: string | undefined) => (name === undefined ? undefined : process.env[name]) || undefined;
  return {
    input,
    interactive,
    has: ({ variable, fromStdin }) => fromStdin === true || environment(variable) !== undefined,
    async secret({ what, variable, flag, fromStdin, twice }) {
      if (fromStdin) return input.line(what);
      const kept = environment(variable);
      if (kept !== undefined) return kept;
      if (!interactive) throw missing(what, [variable, flag]);
      const answer = answered<string>(await password({ message: capital(what), output }));
      if (twice && answered<string>(await password({ message: `${capital(what)}, again`, output })) !== answer)
        throw new CommandFailure(exitCode.USAGE, "NOT_THE_SAME", "The two are not the same.", "Try again.");
      return answer;
    },
    async value({ what, flag, given, otherwise }) {
      if (given !== undefined) return given;
      if (!interactive) {
        if (otherwise !== undefined) return otherwise;
        throw missing(what, [flag]);
      }
      const asked = { message: capital(what), output, ...(otherwise !== undefined && { initialValue: otherwise }) };
      return answered<string>(await text(asked)) || missingText(what);
    },
    async agreement(question, yes) {
      if (yes) return;
      if (!interactive) throw missing("your agreement", ["--yes"]);
      if (!answered(await confirm({ message: question, initialValue: false, output })))
        throw new CommandFailure(exitCode.INTERRUPTED, "CANCELLED", "Nothing was done.");
    },
  };
}

function answered<T extends string | boolean>(answer: T | symbol): T {
  if (isCancel(answer)) throw new CommandFailure(exitCode.INTERRUPTED, "CANCELLED", "Nothing was done.");
  return answer as T;
}

function missingText(what: string): never {
  throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", `${capital(what)} is missing.`);
}

function missing(what: string, ways: readonly (string | undefined)[]): CommandFailure {
  const named = ways.filter((way) => way !== undefined).join(" or ");
  return new CommandFailure(
    exitCode.USAGE,
    "MISSING_VALUE",
    `${capital(what)} is missing, and nobody can be asked here.`,
    `Give ${named}.`,
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
