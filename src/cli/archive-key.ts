import type { Command } from "commander";
import { type ArchiveKey, leastArchivePassword, makeArchiveCode } from "../client/index.ts";
import { passwordStrength } from "../client/strength/index.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

export interface ArchiveOptions {
  readonly byPassword?: boolean;
  readonly filePasswordStdin?: boolean;
}

export const addArchiveOptions = (command: Command): Command =>
  command
    .option("--by-password", "seal an archive under a password that you choose, instead of a code that is shown once")
    .option("--file-password-stdin", "read that password from the first line of standard input");

const tooShort = `It needs at least ${leastArchivePassword} characters: whoever has the file can guess without end.`;

/** What seals an archive: a code that is made, or a password (SEALGRAPH_FILE_PASSWORD), which a person types twice. Throws WEAK_PASSWORD. */
export async function chooseArchiveKey(context: Context, options: ArchiveOptions): Promise<ArchiveKey> {
  if (!options.byPassword && !options.filePasswordStdin) return { code: makeArchiveCode() };
  const password = await context.ask.secret({
    what: "a password for the archive",
    variable: "SEALGRAPH_FILE_PASSWORD",
    flag: "--file-password-stdin",
    fromStdin: options.filePasswordStdin,
    twice: true,
    check: (typed) => (isLong(typed) ? null : tooShort),
  });
  if (!isLong(password))
    throw new CommandFailure(exitCode.USAGE, "WEAK_PASSWORD", `This password is too short. ${tooShort}`, "Take more.");
  const { score } = await passwordStrength(password);
  if (score < 3)
    context.out.note("This password is easily guessed. No Secret Key stands beside it: four random words are better.");
  return { password };
}

const isLong = (password: string): boolean => [...password].length >= leastArchivePassword;
