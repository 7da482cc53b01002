import type { Command } from "commander";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { askNewPassword } from "../new-password.ts";
import { presentPassword, withAccount } from "../open.ts";
import { counted } from "../output.ts";

interface ChangeOptions extends GlobalOptions {
  readonly newPasswordStdin?: boolean;
}

/** `password change`. */
export function addPasswordCommands(program: Command): void {
  const password = program.command("password").description("The account's password.");
  const changeCommand = password
    .command("change")
    .description("Change the password. All other devices are signed out.")
    .option("--new-password-stdin", "read the new password from standard input, a line after the present one");
  example(does(changeCommand, change), "sealgraph password change");
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
