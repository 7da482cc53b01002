import type { Command } from "commander";
import type { ByCode } from "../client/index.ts";
import type { Check } from "./ask.ts";
import { codesIn, readCodeFiles } from "./code-files.ts";
import type { Context } from "./context.ts";
import { digitsIn, neededOf, wrongDigits } from "./recovery-digits.ts";
import { collect } from "./share-options.ts";

export interface CodeOptions {
  readonly code?: boolean;
  readonly codeFile?: readonly string[];
}

const groupsOfCode = 10;
const groupsOfPart = 12;

export const codeFileOption = [
  "--code-file <file>",
  "the recovery code from this file, instead of typing it; once for each part of one",
  collect,
] as const;

/** For what a custodian does, or whoever has the code. */
export const withCode = (command: Command): Command =>
  command
    .option("--code", "by the recovery code, which is asked for, instead of by a key that you hold")
    .option(...codeFileOption);

/** The code where one was asked for, else nothing: then the user's own key will do. */
export const byCode = async (context: Context, options: CodeOptions): Promise<ByCode> =>
  options.code || options.codeFile ? { code: await askRecoveryCode(context, options) } : {};

/**
 * A recovery code, or its parts: from files, else from SEALGRAPH_RECOVERY_CODE, else typed group by group, unseen, each checked as
 * it is typed. Throws MISSING_VALUE where nobody can be asked.
 */
export async function askRecoveryCode(
  context: Context,
  { codeFile }: Pick<CodeOptions, "codeFile">,
): Promise<string | readonly string[]> {
  if (codeFile) return oneOrParts(await readCodeFiles(codeFile));
  const { SEALGRAPH_RECOVERY_CODE: kept } = context.surroundings.environment;
  if (kept) return oneOrParts(codesIn(kept).length > 0 ? codesIn(kept) : [kept]);
  if (!context.ask.interactive) return typed(context, "the recovery code", groupsOfCode);
  const isSplit = await context.ask.choice("Was the recovery code split into parts?");
  context.out.note("Type it group by group, or paste it whole. What you type is not shown.");
  return isSplit ? askParts(context) : typed(context, "the recovery code", groupsOfCode);
}

/** What is too short for a part, or too long for a code, is left to the SDK, which names what is wrong. */
const oneOrParts = (found: readonly string[]): string | readonly string[] => {
  const [one = ""] = found;
  return found.length === 1 && digitsIn(one).length <= groupsOfCode ? one : found;
};

async function askParts(context: Context): Promise<string[]> {
  const parts = [await typed(context, "the first part", groupsOfPart)];
  const needed = neededOf(parts[0] ?? "");
  while (parts.length < needed)
    parts.push(await typed(context, `part ${parts.length + 1} of the ${needed} that it takes`, groupsOfPart));
  return parts;
}

async function typed(context: Context, what: string, count: number): Promise<string> {
  const groups: string[] = [];
  const check: Check = (text) => wrongDigits(digitsIn(text), groups, count);
  while (groups.length < count) {
    const wanted = `${what}, group ${groups.length + 1} of ${count}`;
    const text = await context.ask.secret({
      what: wanted,
      variable: "SEALGRAPH_RECOVERY_CODE",
      flag: "--code-file",
      fromStdin: undefined,
      check,
    });
    groups.push(...digitsIn(text));
  }
  return groups.join(" ");
}
