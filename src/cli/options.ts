import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProfileKind } from "../client/index.ts";
import { locales } from "../words/index.ts";
import { profileKinds } from "./vaults.ts";

/** `--profile personal`, or `--share Ops`; without either, what `otherwise` says. */
export const withVault = (command: Command, otherwise: "everywhere" | ProfileKind): Command =>
  command
    .addOption(profileOption(otherwise === "everywhere" ? "both" : otherwise))
    .addOption(new Option("--share <share>", "a share instead, by name or id").conflicts("profile"));

/** `--profile personal`; without it, what `otherwise` says. */
export const profileOption = (otherwise: "both" | ProfileKind): Option => {
  const option = new Option("--profile <kind>", "personal or business").argParser(parseProfile);
  return otherwise === "both" ? option : option.default(otherwise, otherwise.toLowerCase());
};

export function parseProfile(text: string): ProfileKind {
  const kind = profileKinds.find((one) => one === text.toUpperCase());
  if (!kind) throw new InvalidArgumentError("It is personal or business.");
  return kind;
}

export interface YesOption {
  readonly yes?: boolean;
}

export const yesOption = () => new Option("-y, --yes", "do it without asking");

/** Options may be given before and after a command; these are known to all of them. */
export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(new Option("--json", "print JSON, and nothing else, to standard output"))
    .addOption(
      new Option(
        "--language <tag>",
        "the language of failures (or SEALGRAPH_LANGUAGE; then the account's, then LANG)",
      ).choices(locales),
    )
    .addOption(new Option("--server <url>", "the server (or SEALGRAPH_SERVER; then the one signed in to)"))
    .addOption(new Option("--password-stdin", "read the account's password from the first line of standard input"));
}
