import type { Command } from "commander";
import { does, example } from "../context.ts";
import { yesOption } from "../options.ts";
import { confirm, erase, remove, resetSecondFactor, resume, setPrimary, setRole, suspend } from "./user-deeds.ts";
import { list } from "./user-list.ts";
import { changeAddress, rename } from "./user-own.ts";

/** `user` and its commands. But for `list` and `rename` they are for administrators, signed in to the portal. */
export function addUserCommands(program: Command): void {
  const user = program.command("user").description("The people of the company.");
  const listing = user
    .command("list")
    .description("Who is in the company.")
    .option("--removed", "who was removed, or left, and can still be deleted: for administrators, in the portal");
  example(does(listing, list), "sealgraph user list", "sealgraph user list --removed");
  const named = (name: string, description: string) =>
    user.command(name).description(description).argument("<user>", "address, name or id");
  example(
    does(
      named("role", "Make somebody an administrator, or a user again.").argument("<role>", "administrator or user"),
      setRole,
    ),
    "sealgraph user role bob@example.com administrator",
  );
  example(
    does(
      named("suspend", "Sign somebody out everywhere at once, until resumed. Nothing of theirs is lost.").addOption(
        yesOption(),
      ),
      suspend,
    ),
    "sealgraph user suspend bob@example.com",
  );
  example(does(named("resume", "Let somebody in again."), resume), "sealgraph user resume bob@example.com");
  example(
    does(
      named(
        "remove",
        "Take somebody out of the company and all its groups. Nothing is deleted: account and personal profile go along with them, to an account of their own or another company; the business profile stays with the company, closed.",
      ).addOption(yesOption()),
      remove,
    ),
    "sealgraph user remove bob@example.com",
  );
  example(
    does(
      named(
        "delete",
        "Remove somebody, and erase all that the company has of them: account and both profiles. Nobody brings that back. Also of whoever was removed before: sealgraph user list --removed.",
      ).addOption(yesOption()),
      erase,
    ),
    "sealgraph user delete bob@example.com",
  );
  example(
    does(
      named(
        "reset-second-factor",
        "Take somebody's second factors away, who lost them. It opens nothing of theirs, and they are told by mail.",
      ).addOption(yesOption()),
      resetSecondFactor,
    ),
    "sealgraph user reset-second-factor bob@example.com",
  );
  example(
    does(
      named("primary", "Hand the primary user's place to another administrator.").addOption(yesOption()),
      setPrimary,
    ),
    "sealgraph user primary eve@example.com",
  );
  example(
    does(
      named("confirm", "Confirm what was signed and needs an administrator: it is shown first.").addOption(yesOption()),
      confirm,
    ),
    "sealgraph user confirm bob@example.com",
  );
  const renaming = user
    .command("rename")
    .description("Change your own name. Where there are administrators besides you, one of them confirms it.")
    .argument("<name>", "1 to 100 characters");
  example(does(renaming, rename), "sealgraph user rename 'Robert Martin'");
  const moving = user
    .command("address")
    .description("Change your own address: a code goes to the new one. An administrator besides you confirms it.")
    .argument("<address>", "the new one, by which you sign in from then on")
    .option("--request", "only have the code mailed, and print what --complete takes: for scripts")
    .option("--complete <request>", "go on with a code that was mailed before");
  example(does(moving, changeAddress), "sealgraph user address bob@example.org");
}
