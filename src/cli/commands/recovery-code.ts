import type { Command } from "commander";
import { SealgraphError } from "../../client/index.ts";
import { askRecoveryCode, byCode, type CodeOptions, codeFileOption } from "../ask-recovery-code.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { keepCode, withKeeping } from "../keep-code.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import type { KeepOptions } from "../recovery-sheet.ts";
import { codeIsWorth } from "../recovery-words.ts";
import { companyOnSheet } from "./recovery-setup.ts";

/** `recovery code new check drop`. */
export function addRecoveryCodeCommands(recovery: Command): void {
  const code = recovery
    .command("code")
    .description("The recovery code: 60 digits on paper that open what the recovery group opens.");
  const making = withKeeping(
    code
      .command("new")
      .description("Make a recovery code, in place of the one before. It is shown once, and parts of it typed back.")
      .option("--by-code", "by the code before, which is asked for, where no custodian can act")
      .option(...codeFileOption),
  );
  example(
    does(making, make),
    "sealgraph recovery code new --sheet sheet.pdf",
    "sealgraph recovery code new --split 2/3 --sheet sheet.pdf",
  );
  const checking = code
    .command("check")
    .description("Say whether the code that you have is still the one. Nothing is sent, and nothing opened.")
    .option(...codeFileOption);
  example(
    does(checking, check),
    "sealgraph recovery code check",
    "sealgraph recovery code check --code-file /media/stick/code.txt",
  );
  const dropping = code
    .command("drop")
    .description("Take the recovery code away: what stands on paper opens nothing that is written from then on.")
    .addOption(yesOption());
  example(does(dropping, drop), "sealgraph recovery code drop");
}

interface NewOptions extends GlobalOptions, KeepOptions {
  readonly byCode?: boolean;
  readonly codeFile?: readonly string[];
}

const make = (context: Context, options: NewOptions) =>
  withKeys(context, async (client) => {
    const by = await byCode(context, client, { ...options, code: options.byCode ?? false }, "custodians");
    const company = await companyOnSheet(client);
    const { kept } = await keepCode(context, options, company, (show) => client.recovery.newCode(show, by));
    context.out.answer(kept, () => [
      ...(kept.code === undefined ? [] : [kept.code]),
      ...(kept.parts ?? []),
      "The new code counts from now on; the one before opens nothing that is written from now on.",
    ]);
    context.out.note(codeIsWorth);
  });

const check = (context: Context, options: CodeOptions & GlobalOptions) =>
  withKeys(context, async (client) => {
    await client.recovery.checkCode(await askRecoveryCode(context, options));
    context.out.answer({ right: true }, () => "It is the recovery code. Put it back where it was.");
    context.out.note("That it opens backups, a drill shows: sealgraph recovery drill --code");
  });

const drop = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    await context.ask.agreement("Take the recovery code away? Custodians alone can open backups from then on.", yes);
    await client.recovery.dropCode(await byCode(context, client, {}, "custodians")).catch(sayWhatDemandsIt);
    context.out.answer({ dropped: true }, () => "The code is taken away. Destroy what it stands on.");
  });

function sayWhatDemandsIt(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "LAST_CUSTODIAN") throw error;
  throw new CommandFailure(
    exitCode.CONFLICT,
    "CODE_DEMANDED",
    "The company's policy says that there is a code, or nobody else could open what is backed up.",
    "With a custodian who stays, first: sealgraph policy set organisationBackup recovery-group",
  );
}
