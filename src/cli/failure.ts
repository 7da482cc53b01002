import { formats, ImportRefused } from "../client/import/index.ts";
import { BackupFileRefused, errorCodes, SealgraphError, ServerCaught } from "../client/index.ts";
import { type Key, type Locale, say, sayIfThere, sayWith } from "../words/index.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { exitOf } from "./exit-of.ts";
import { type Details, type Refusal, refusedBy } from "./refused-by.ts";

/** Why a command ends: one sentence, what to try, and the exit code. Holds no secret and nothing of a file's content. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";

  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    message: string,
    readonly hint: string = "",
    /** Where it can be told in other languages too. */
    readonly words: Words | null = null,
  ) {
    super(message);
  }

  /** One whose words stand in the message files; its hint as `.hint` beside it, unless another is given. */
  static of(exit: ExitCode, code: string, key: Key, values: Words["values"] = {}, hint?: string): CommandFailure {
    const next = hint ?? sayIfThere("en", `${key}.hint`, values) ?? "";
    return new CommandFailure(exit, code, sayWith("en", key, values), next, { key, values });
  }
}

interface Words {
  readonly key: Key;
  readonly values: Readonly<Record<string, string>>;
}

export const isNotFound = (error: unknown): error is CommandFailure =>
  error instanceof CommandFailure && error.code === "NOT_FOUND";

export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exit: ExitCode;
  readonly details?: Details;
}

export interface Explaining {
  /** Shows what nobody planned. */
  readonly debug?: boolean;
  readonly locale?: Locale | undefined;
}

/** What a person and a script are told of whatever was thrown. Codes are the same in every language. */
export function explain(error: unknown, { debug = false, locale = "en" }: Explaining = {}): Explanation {
  if (error instanceof CommandFailure) {
    const { code, message, hint, exit, words } = error;
    if (words === null || locale === "en") return { code, message, hint, exit };
    const next = sayIfThere(locale, `${words.key}.hint`, words.values) ?? hint;
    return { code, message: sayWith(locale, words.key, words.values), hint: next, exit };
  }
  if (error instanceof ImportRefused) {
    const { reason, looksLike } = error;
    const like = looksLike === null ? "" : ` ${say(locale, "cli.looksLike", { called: formats[looksLike].called })}`;
    const message = `${say(locale, `import.${reason}`)}${like}`;
    return { code: reason, message, hint: say(locale, `import.${reason}.hint`), exit: exitCode.BAD_FILE };
  }
  if (error instanceof BackupFileRefused) return ofBackupFile(error, locale);
  if (error instanceof SealgraphError) return ofSdk(error, locale);
  const name = error instanceof Error ? error.name : typeof error;
  const stack = String(error instanceof Error ? error.stack : error);
  return {
    code: "UNEXPECTED",
    message: say(locale, "cli.unexpected", { name }),
    hint: debug ? stack : say(locale, "cli.unexpected.hint"),
    exit: exitCode.UNEXPECTED,
  };
}

const ofBackupFile = ({ reason, line }: BackupFileRefused, locale: Locale): Explanation => ({
  code: reason,
  message: say(locale, "cli.backupFile.line", {
    message: say(locale, `backupFile.${reason}`).replace(/\.$/, ""),
    line: String(line),
  }),
  hint: say(locale, `cli.hint.backupFile.${reason}`),
  exit: exitCode.BAD_FILE,
});

function ofSdk(error: SealgraphError, locale: Locale): Explanation {
  const { code, details } = error;
  const refusal: Refusal | null = error instanceof ServerCaught ? caughtLog(error) : refusedBy(code, details);
  const general = locale === "en" || error.message !== errorCodes[code] ? error.message : say(locale, `client.${code}`);
  const words = refusal?.key === undefined ? undefined : sayWith(locale, refusal.key, refusal.values);
  const ownHint = sayIfThere(locale, refusal?.hint ?? `${refusal?.key}.hint`);
  return {
    code,
    message: words ?? general + inWords(details),
    hint: ownHint ?? sayIfThere(locale, `cli.hint.${code}`) ?? "",
    exit: refusal?.exit ?? exitOf[code],
    details,
  };
}

/** A server whose log does not hold at an entry. Null for what is no log. */
function caughtLog({ check, revision }: ServerCaught): Refusal | null {
  if (revision === null) return null;
  const key = check === "WENT_BACK" ? "cli.log.WENT_BACK" : "cli.log.OTHER";
  return { key, values: { revision: String(revision) } };
}

/** Why policies are refused, or would be. */
export function refusedPolicy(refusal: string, setting: string, locale: Locale = "en"): string {
  const key = `cli.policyRefused.${refusal}`;
  return sayIfThere(locale, key, { setting }) ?? say(locale, "cli.policyRefused.CONTRADICTS_LOCK", { setting });
}

/** What is wrong with an account code as it was typed: 9 is what comes after its last group. */
export const wrongGroupInWords = (group: number, locale: Locale = "en"): string =>
  group > 8 ? say(locale, "cli.accountCode.more") : say(locale, "cli.accountCode.group", { group: String(group) });

function inWords(details: Details): string {
  const words = Object.entries(details)
    .filter(([name, value]) => name !== "argument" && name !== "at" && value !== "share")
    .map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}
