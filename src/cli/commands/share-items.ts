import { type Command, Option } from "commander";
import type { Client, Folder, Item, ProfileKind, Share } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { refuseBothProfiles } from "../elsewhere.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withChanges } from "../open.ts";
import { parseProfile, type YesOption, yesOption } from "../options.ts";
import { counted, printable } from "../output.ts";
import { findFolder, findItem } from "../references.ts";
import { collect, type DryRunOption, dryRunOption } from "../share-options.ts";
import { answerPlan } from "../share-plan.ts";
import { findShare, titleOfShare, type VaultOptions } from "../vaults.ts";
import { parentIn } from "./folder.ts";

interface ThingsOption extends GlobalOptions {
  readonly folder?: readonly string[];
}

interface DestinationOptions extends GlobalOptions {
  readonly to?: ProfileKind;
  readonly in?: string;
}

/** `share put take-back rename close`. */
export function addShareItemCommands(share: Command): void {
  const named = (name: string, description: string) =>
    share.command(name).description(description).argument("<share>", "name or id");
  const withThings = (command: Command) =>
    command
      .argument("[items...]", "titles or ids")
      .option(
        "--folder <folder>",
        "path or id of a folder, with all that is in it; can be given more than once",
        collect,
      );
  const withDestination = (command: Command) =>
    command
      .addOption(
        new Option("--to <profile>", "personal or business; without it, what the share is").argParser(parseProfile),
      )
      .option("--in <folder>", "path or id of a folder there");
  const putting = named(
    "put",
    "Move items and folders of yours into a share. They are new there, without their history; the old ones go into the trash.",
  );
  example(
    does(withThings(putting), put),
    "sealgraph share put Operations 'Web shop' Router",
    "sealgraph share put Operations --folder Work/Servers",
  );
  const taking = named(
    "take-back",
    "Move items and folders out of a share into your profile: nobody else has them any more, and whoever read them knows them.",
  );
  example(
    does(withDestination(withThings(taking)), takeBack),
    "sealgraph share take-back Operations 'Web shop' --in Work",
  );
  const renaming = named("rename", "Give a share another name, for everybody.").argument(
    "<name>",
    "1 to 100 characters",
  );
  example(does(renaming, rename), "sealgraph share rename Operations 'Operations and support'");
  const closing = named("close", "End a share for everybody. All that is in it is moved back into your profile.");
  example(
    does(withDestination(closing).addOption(dryRunOption()).addOption(yesOption()), close),
    "sealgraph share close Operations --in Work",
  );
}

/** Ids of the items and folders that were named. Throws where none was. */
async function thingsOf(client: Client, items: readonly string[], { folder = [] }: ThingsOption, where: VaultOptions) {
  const things: (Item | Folder)[] = [];
  for (const reference of items) things.push(await findItem(client, reference, where));
  for (const reference of folder) things.push(await findFolder(client, reference, where));
  if (things.length === 0)
    throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "Which?", "Name items, or a folder by --folder.");
  refuseBothProfiles(things);
  return things.map(({ id }) => id);
}

const put = (context: Context, options: ThingsOption, reference: string, ...items: string[]) =>
  withChanges(context, async (client) => {
    const share = await findShare(client, reference);
    const moved = await client.shares.addItems(share.id, await thingsOf(client, items, options, { own: true }));
    context.out.answer(
      { id: share.id, moved },
      () => `${counted(moved.length, "item or folder", "items and folders")} moved into ${titleOfShare(share)}.`,
    );
  });

async function destinationOf(client: Client, { scope }: Share, { to, in: folder }: DestinationOptions) {
  const profile = to ?? scope;
  return { profile, folder: await parentIn(client, folder, { profile }) };
}

const takeBack = (
  context: Context,
  options: ThingsOption & DestinationOptions,
  reference: string,
  ...items: string[]
) =>
  withChanges(context, async (client) => {
    const share = await findShare(client, reference);
    const ids = await thingsOf(client, items, options, { share: share.id });
    const known = await client.shares.toChange(share.id);
    const moved = await client.shares.takeBack(share.id, ids, await destinationOf(client, share, options));
    context.out.answer(
      { id: share.id, moved },
      () => `${counted(moved.length, "item or folder", "items and folders")} taken out of ${titleOfShare(share)}.`,
    );
    if (othersKnow(share, known.length)) context.out.note(whatTheyKnow);
  });

/** Whoever went before is on the list of `share changes` as long as something of theirs is. */
const othersKnow = ({ members, groups, guests }: Share, toChange: number): boolean =>
  members + groups + guests > 1 || toChange > 0;

const whatTheyKnow = "Whoever was in it knows what they have read: change what shall be kept from them.";

const rename = (context: Context, _: GlobalOptions, reference: string, name: string) =>
  withChanges(context, async (client) => {
    const share = await findShare(client, reference);
    await client.shares.rename(share.id, name);
    context.out.answer({ id: share.id, name }, () => `${titleOfShare(share)} is called ${printable(name)} now.`);
  });

type CloseOptions = DestinationOptions & DryRunOption & YesOption;

const close = (context: Context, options: CloseOptions, reference: string) =>
  withChanges(context, async (client) => {
    const share = await findShare(client, reference);
    if (options.dryRun) return answerPlan(context, client, { act: "CLOSE", share: share.id });
    const destination = await destinationOf(client, share, options);
    await context.ask.agreement(
      `End ${titleOfShare(share)} for everybody? All that is in it is moved into your ${destination.profile.toLowerCase()} profile.`,
      options.yes,
    );
    const known = await client.shares.toChange(share.id);
    await client.shares.close(share.id, { destination });
    context.out.answer({ id: share.id }, () => `${titleOfShare(share)} has ended.`);
    if (othersKnow(share, known.length)) context.out.note(whatTheyKnow);
  });
