import type { Command } from "commander";
import { type RecoveryToAgree, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns } from "../output.ts";
import { groupRows, switchRows } from "../recovery-shapes.ts";
import { namesById } from "../share-plan.ts";

/** `recovery agree`: for everybody, of themself. */
export function addRecoveryAgreeCommand(recovery: Command): void {
  const command = recovery
    .command("agree")
    .description(
      "Hand your keys over though nobody but administrators by a partner's break-glass set recovery up. It is shown first, and is for you alone.",
    )
    .addOption(yesOption());
  example(does(command, agree), "sealgraph recovery agree");
}

const agree = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    const names = await namesById(client);
    let shown: RecoveryToAgree | null = null;
    await client.recovery
      .agree(async (what) => {
        shown = what;
        context.out.note(columns([...switchRows(what.on, names), ...groupRows(what.group, names)]).join("\n"));
        await context.ask.agreement(
          "Whoever is in this group opens your business profile, and shares of the company that you write in. Ask a colleague first whom you know. Agree?",
          yes,
        );
      })
      .catch(sayNothingWaits);
    context.out.answer(shown, () => context.out.called("Your keys are handed over with the next sync: sealgraph sync"));
  });

function sayNothingWaits(error: unknown): never {
  if (!(error instanceof SealgraphError) || !["NOT_FOUND", "ALREADY_SO"].includes(error.code)) throw error;
  throw new CommandFailure(
    exitCode.CONFLICT,
    error.code,
    error.code === "ALREADY_SO" ? "You have agreed to it already." : "There is nothing to agree to.",
    "sealgraph recovery status says how recovery stands.",
  );
}
