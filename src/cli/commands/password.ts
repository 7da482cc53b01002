import { type Command, Option } from "commander";
import type { ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { askNewPassword } from "../new-password.ts";
import { presentPassword, withAccount, withChanges } from "../open.ts";
import { parseProfile } from "../options.ts";
import { counted } from "../output.ts";

interface ChangeOptions extends GlobalOptions {
  readonly newPasswordStdin?: boolean;
}

/** `password change` and `profile rotate`. */
export function addPasswordCommands(program: Command): void {
  const password = program.command("password").description("The account's password.");
  const changeCommand = password
    .command("change")
    .description("Change the password. All other devices are signed out.")
    .option("--new-password-stdin", "read the new password from standard input, a line after the present one");
  example(does(changeCommand, change), "sealgraph password change");
  const profile = program.command("profile").description("The two profiles.");
  const rotateCommand = profile
    .command("rotate")
    .description("Start a new key epoch: what is written from now on is sealed under a new key.")
    .addOption(new Option("--profile <kind>", "personal or business").argParser(parseProfile).makeOptionMandatory());
  example(does(rotateCommand, rotate), "sealgraph profile rotate --profile business");
}

const change = (context: Context, options: ChangeOptions) =>
  withAccount(context, async (client) => {
    const current = await presentPassword(context, client);
    const next = await askNewPassword(context, options.newPasswordStdin);
    const { sessionsEnded } = await client.changePassword({ current, next });
    context.out.answer(
      { sessionsEnded },
      () => `The password is changed; ${counted(sessionsEnded, "other session")} ended with it.`,
    );
  });

const rotate = (context: Context, { profile }: GlobalOptions & { readonly profile: ProfileKind }) =>
  withChanges(context, async (client) => {
    const { epoch } = await client.rotate(profile);
    context.out.answer({ profile, epoch }, () => `The ${profile.toLowerCase()} profile is in key epoch ${epoch} now.`);
  });
