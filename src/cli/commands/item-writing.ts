import { type Command, Option } from "commander";
import type { Client, Item, ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type ContentOptions, changeContent, fieldsPatch, noContent, withContent } from "../item-content.ts";
import { remarkOdd } from "../odd-values.ts";
import { withChanges } from "../open.ts";
import { type ProfileOption, parseProfile, profileOption, type YesOption, yesOption } from "../options.ts";
import { printable } from "../output.ts";
import { findFolder, findItem, findTrashedItem, pathsOf } from "../references.ts";
import { itemSummary, stateColour } from "../shapes.ts";

interface AddOptions extends GlobalOptions, ContentOptions {
  readonly kind: string;
  readonly profile: ProfileKind;
  readonly folder?: string;
}

interface EditOptions extends GlobalOptions, ContentOptions, ProfileOption {
  readonly title?: string;
}

interface MoveOptions extends GlobalOptions, ProfileOption {
  readonly folder?: string;
  readonly to?: ProfileKind;
}

/** `item add edit move trash restore purge`. */
export function addItemWritingCommands(item: Command): void {
  const addCommand = item
    .command("add")
    .description("Make an item. Its secret values are asked for, or read from standard input.")
    .argument("<title>", "its title")
    .addOption(profileOption("PERSONAL"))
    .option("--kind <kind>", "login, server, note, card, …: sealgraph item kinds lists all, and their fields", "login")
    .option("--folder <folder>", "path or id of a folder");
  example(
    does(withContent(addCommand), add),
    "sealgraph item add 'Web shop' --set username=ada --set url=https://shop.example --secret password",
    "sealgraph generate | sealgraph item add 'Web shop' --set username=ada --secret-stdin password",
    "sealgraph item add Router --kind server --set host=10.0.0.1 --set port=22 --secret password",
  );
  const editCommand = item
    .command("edit")
    .description("Change what is named, and keep everything else.")
    .argument("<item>", "title or id")
    .addOption(profileOption("both"))
    .option("--title <title>", "a new title");
  example(does(withContent(editCommand), edit), "sealgraph item edit 'Web shop' --secret password --unset totp");
  const moveCommand = item
    .command("move")
    .description("Put an item into another folder, or into the other profile (with a new id; the old one is trashed).")
    .argument("<item>", "title or id")
    .addOption(profileOption("both"))
    .option("--folder <folder>", "path or id of a folder; / is the top")
    .addOption(new Option("--to <profile>", "personal or business").argParser(parseProfile));
  example(does(moveCommand, move), "sealgraph item move 'Web shop' --to business --folder Shops");
  const trashCommand = item
    .command("trash")
    .description("Put an item into the trash.")
    .argument("<item>", "title or id");
  example(does(trashCommand.addOption(profileOption("both")), trash), "sealgraph item trash 'Web shop'");
  const restoreCommand = item
    .command("restore")
    .description("Take an item out of the trash.")
    .argument("<item>", "title or id");
  example(does(restoreCommand.addOption(profileOption("both")), restore), "sealgraph item restore 'Web shop'");
  const purgeCommand = item
    .command("purge")
    .description("Remove an item from the trash for ever, with its history, on all devices.")
    .argument("<item>", "title or id")
    .addOption(profileOption("both"))
    .addOption(yesOption());
  example(does(purgeCommand, purge), "sealgraph item purge 'Web shop' --yes");
}

const add = (context: Context, options: AddOptions, title: string) =>
  withChanges(context, async (client) => {
    const { profile, kind } = options;
    demandTitle(title);
    const folder = options.folder === undefined ? null : (await findFolder(client, options.folder, profile)).id;
    const content = await changeContent(kind, noContent, options, context.ask);
    const item = await client
      .profile(profile)
      .items()
      .add({ kind, title, folder, ...content });
    await answer(context, client, item, "Added");
    remarkOdd(context, item);
  });

function demandTitle(title: string): void {
  if (title.trim() === "") throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "A title is not empty.");
}

const edit = (context: Context, options: EditOptions, reference: string) =>
  withChanges(context, async (client) => {
    if (options.title !== undefined) demandTitle(options.title);
    const item = await findItem(client, reference, options.profile);
    const changed = await changeContent(item.kind, item, options, context.ask);
    const fields = fieldsPatch(item.fields, changed.fields);
    const patch = {
      ...(options.title !== undefined && { title: options.title }),
      ...(Object.keys(fields).length > 0 && { fields }),
      ...(changed.notes !== item.notes && { notes: changed.notes }),
      ...(options.tag && { tags: changed.tags }),
      ...(changed.favorite !== item.favorite && { favorite: changed.favorite }),
    };
    if (Object.keys(patch).length === 0) throw nothingToChange;
    const edited = await client.profile(item.profile).items().edit(item.id, patch, { basedOn: item });
    await answer(context, client, edited, "Changed");
    remarkOdd(context, edited);
  });

const nothingToChange = new CommandFailure(
  exitCode.USAGE,
  "NOTHING_TO_CHANGE",
  "The item is like this already.",
  "Say what to change: --title, --set, --secret, --secret-stdin, --unset, --tag, --favorite.",
);

const move = (context: Context, options: MoveOptions, reference: string) =>
  withChanges(context, async (client) => {
    const { folder: place, to, profile } = options;
    if (place === undefined && to === undefined)
      throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "Where to?", "Give --folder, --to, or both.");
    const item = await findItem(client, reference, profile);
    const top = place === undefined || place === "/";
    const folder = top ? null : (await findFolder(client, place, to ?? item.profile)).id;
    const moved = await client
      .profile(item.profile)
      .items()
      .move(item.id, { folder, ...(to && { profile: to }) });
    await answer(context, client, moved, "Moved");
  });

const trash = (context: Context, { profile }: GlobalOptions & ProfileOption, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findItem(client, reference, profile);
    const items = client.profile(item.profile).items();
    await items.trash(item.id);
    await answer(context, client, await items.get(item.id), "Trashed");
  });

const restore = (context: Context, { profile }: GlobalOptions & ProfileOption, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findTrashedItem(client, reference, profile);
    const items = client.profile(item.profile).items();
    await items.restore(item.id);
    await answer(context, client, await items.get(item.id), "Restored");
  });

const purge = (context: Context, options: GlobalOptions & ProfileOption & YesOption, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findTrashedItem(client, reference, options.profile);
    await context.ask.agreement(`Remove ${printable(item.title)} for ever?`, options.yes);
    await client.profile(item.profile).items().purge(item.id);
    context.out.answer({ id: item.id, purged: true }, () => `Purged ${printable(item.title)}.`);
  });

async function answer({ out }: Context, client: Client, item: Item, done: string): Promise<void> {
  out.answer(itemSummary(item, await pathsOf(client)), () => {
    const state = out.paint(stateColour[item.state], item.state);
    return `${done} ${printable(item.title)} (${item.id}), ${state}`;
  });
}
