import type { Command } from "commander";
import type { ByCode, Client } from "../client/index.ts";
import type { Check } from "./ask.ts";
import { codesIn, readCodeFiles } from "./code-files.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
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

/**
 * The code where one was asked for, else nothing: then the user's own key has to do. Throws NOT_A_MEMBER, before anything is asked, for
 * whoever has none; of a custodian's acts for whoever is none.
 */
export async function byCode(
  context: Context,
  client: Client,
  options: CodeOptions,
  of: "custodians" | "holders" = "holders",
): Promise<ByCode> {
  if (options.code || options.codeFile) return { code: await askRecoveryCode(context, options) };
  const { group } = await client.recovery.status();
  const { user } = client.account;
  const isCustodian = group === null || group.custodians.includes(user);
  if (isCustodian || (of === "holders" && group.members.includes(user))) return {};
  throw of === "holders" ? notMember : notCustodian;
}

const notMember = new CommandFailure(
  exitCode.REFUSED,
  "NOT_A_MEMBER",
  "You are not in the recovery group, and have no key of it.",
  "A custodian takes you in (sealgraph recovery member add), or you go by the recovery code: --code.",
);
const notCustodian = new CommandFailure(
  exitCode.REFUSED,
  "NOT_A_CUSTODIAN",
  "A custodian does this, or whoever has the recovery code.",
  "sealgraph recovery status says who they are; by the code: --code.",
);

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
  if (!context.ask.interactive) return typed(context, recoveryCode, groupsOfCode);
  const isSplit = await context.ask.choice("Was the recovery code split into parts?");
  context.out.note(howToType);
  return isSplit ? askParts(context) : typed(context, recoveryCode, groupsOfCode);
}

/** The code of a file of recovered items, in the same ways: from SEALGRAPH_FILE_CODE where it is in no file. */
export async function askFileCode(context: Context, { codeFile }: Pick<CodeOptions, "codeFile">): Promise<string> {
  if (codeFile) return (await readCodeFiles(codeFile)).join(" ");
  const kept = context.surroundings.environment[fileCode.variable];
  if (kept) return kept;
  if (context.ask.interactive) context.out.note(howToType);
  return typed(context, fileCode, groupsOfCode);
}

const howToType = "Type it group by group, or paste it whole. What you type is not shown.";

interface Wanted {
  readonly what: string;
  readonly variable: string;
}
const variable = "SEALGRAPH_RECOVERY_CODE";
const recoveryCode: Wanted = { what: "the recovery code", variable };
const fileCode = { what: "the code of the file", variable: "SEALGRAPH_FILE_CODE" };

/** What is too short for a part, or too long for a code, is left to the SDK, which names what is wrong. */
const oneOrParts = (found: readonly string[]): string | readonly string[] => {
  const [one = ""] = found;
  return found.length === 1 && digitsIn(one).length <= groupsOfCode ? one : found;
};

async function askParts(context: Context): Promise<string[]> {
  const parts = [await typed(context, { what: "the first part", variable }, groupsOfPart)];
  const needed = neededOf(parts[0] ?? "");
  while (parts.length < needed) {
    const what = `part ${parts.length + 1} of the ${needed} that it takes`;
    parts.push(await typed(context, { what, variable }, groupsOfPart));
  }
  return parts;
}

async function typed(context: Context, { what, ...wanted }: Wanted, count: number): Promise<string> {
  const groups: string[] = [];
  const check: Check = (text) => wrongDigits(digitsIn(text), groups, count);
  while (groups.length < count) {
    const group = `${what}, group ${groups.length + 1} of ${count}`;
    const given = { ...wanted, what: group, flag: "--code-file", fromStdin: undefined, anew: true, check };
    const text = await context.ask.secret(given);
    groups.push(...digitsIn(text));
  }
  return groups.join(" ");
}
