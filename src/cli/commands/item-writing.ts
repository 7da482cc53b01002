import { type Command, Option } from "commander";
import type { Client, Item, ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type ContentOptions, changeContent, fieldsPatch, noContent, withContent } from "../item-content.ts";
import { remarkOdd } from "../odd-values.ts";
import { withChanges } from "../open.ts";
import { parseProfile, withVault, type YesOption, yesOption } from "../options.ts";
import { printable } from "../output.ts";
import { findFolder, findItem, findTrashedItem, pathsOf, sameAs } from "../references.ts";
import { itemSummary, stateColour } from "../shapes.ts";
import { newIn, type VaultOptions, vaultFor, vaultWith } from "../vaults.ts";

interface AddOptions extends GlobalOptions, ContentOptions {
  readonly kind: string;
  readonly profile: ProfileKind;
  readonly share?: string;
  readonly folder?: string;
}

interface EditOptions extends GlobalOptions, ContentOptions, VaultOptions {
  readonly title?: string;
}

interface MoveOptions extends GlobalOptions, VaultOptions {
  readonly folder?: string;
  readonly to?: ProfileKind;
}

/** `item add edit move trash restore purge`. */
export function addItemWritingCommands(item: Command): void {
  const addCommand = item
    .command("add")
    .description("Make an item. Its secret values are asked for, or read from standard input.")
    .argument("<title>", "its title")
    .option("--kind <kind>", "login, server, note, card, …: sealgraph item kinds lists all, and their fields", "login")
    .option("--folder <folder>", "path or id of a folder");
  example(
    does(withVault(withContent(addCommand), "PERSONAL"), add),
    "sealgraph item add 'Web shop' --set username=ada --set url=https://shop.example --secret password",
    "sealgraph generate | sealgraph item add 'Web shop' --set username=ada --secret-stdin password",
    "sealgraph item add Router --kind server --set host=10.0.0.1 --set port=22 --secret password",
  );
  const editCommand = item
    .command("edit")
    .description("Change what is named, and keep everything else.")
    .argument("<item>", "title or id")
    .option("--title <title>", "a new title");
  example(
    does(withVault(withContent(editCommand), "everywhere"), edit),
    "sealgraph item edit 'Web shop' --secret password --unset totp",
  );
  const moveCommand = item
    .command("move")
    .description("Put an item into another folder, or into the other profile (with a new id; the old one is trashed).")
    .argument("<item>", "title or id")
    .option("--folder <folder>", "path or id of a folder; / is the top")
    .addOption(new Option("--to <profile>", "personal or business").argParser(parseProfile));
  example(
    does(withVault(moveCommand, "everywhere"), move),
    "sealgraph item move 'Web shop' --to business --folder Shops",
  );
  const trashCommand = item
    .command("trash")
    .description("Put an item into the trash.")
    .argument("<item>", "title or id");
  example(does(withVault(trashCommand, "everywhere"), trash), "sealgraph item trash 'Web shop'");
  const restoreCommand = item
    .command("restore")
    .description("Take an item out of the trash.")
    .argument("<item>", "title or id");
  example(does(withVault(restoreCommand, "everywhere"), restore), "sealgraph item restore 'Web shop'");
  const purgeCommand = item
    .command("purge")
    .description("Remove an item from the trash for ever, with its history, on all devices.")
    .argument("<item>", "title or id")
    .addOption(yesOption());
  example(does(withVault(purgeCommand, "everywhere"), purge), "sealgraph item purge 'Web shop' --yes");
}

const add = (context: Context, options: AddOptions, title: string) =>
  withChanges(context, async (client) => {
    const { kind } = options;
    const where = newIn(options);
    demandTitle(title);
    const folder = options.folder === undefined ? null : (await findFolder(client, options.folder, where)).id;
    const content = await changeContent(kind, noContent, options, context.ask);
    const vault = await vaultFor(client, options);
    const item = await vault.items().add({ kind, title, folder, ...content });
    await answer(context, client, item, "Added");
    remarkOdd(context, item);
  });

function demandTitle(title: string): void {
  if (title.trim() === "") throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "A title is not empty.");
}

const edit = (context: Context, options: EditOptions, reference: string) =>
  withChanges(context, async (client) => {
    if (options.title !== undefined) demandTitle(options.title);
    const item = await findItem(client, reference, options);
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
    const edited = await vaultWith(client, item).items().edit(item.id, patch, { basedOn: item });
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
    const { folder: place, to } = options;
    if (place === undefined && to === undefined)
      throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "Where to?", "Give --folder, --to, or both.");
    const item = await findItem(client, reference, options);
    if (to !== undefined) refuseInShare(item);
    const top = place === undefined || place === "/";
    const folder = top ? null : (await findFolder(client, place, to ? { profile: to } : sameAs(item))).id;
    const moved = await vaultWith(client, item)
      .items()
      .move(item.id, { folder, ...(to && { profile: to }) });
    await answer(context, client, moved, "Moved");
  });

/** Out of a share goes what its writers take out of it, for all of them. */
export function refuseInShare({ share }: Pick<Item, "share">): void {
  if (share === null) return;
  throw new CommandFailure(
    exitCode.USAGE,
    "IN_A_SHARE",
    "It is in a share, and not yours alone to move.",
    "sealgraph share take-back takes it out of the share, for everybody.",
  );
}

const trash = (context: Context, options: GlobalOptions & VaultOptions, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findItem(client, reference, options);
    const items = vaultWith(client, item).items();
    await items.trash(item.id);
    await answer(context, client, await items.get(item.id), "Trashed");
  });

const restore = (context: Context, options: GlobalOptions & VaultOptions, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findTrashedItem(client, reference, options);
    const items = vaultWith(client, item).items();
    await items.restore(item.id);
    await answer(context, client, await items.get(item.id), "Restored");
  });

const purge = (context: Context, options: GlobalOptions & VaultOptions & YesOption, reference: string) =>
  withChanges(context, async (client) => {
    const item = await findTrashedItem(client, reference, options);
    await context.ask.agreement(`Remove ${printable(item.title)} for ever?`, options.yes);
    await vaultWith(client, item).items().purge(item.id);
    context.out.answer({ id: item.id, purged: true }, () => `Purged ${printable(item.title)}.`);
  });

async function answer({ out }: Context, client: Client, item: Item, done: string): Promise<void> {
  out.answer(itemSummary(item, await pathsOf(client)), () => {
    const state = out.paint(stateColour[item.state], item.state);
    return `${done} ${printable(item.title)} (${item.id}), ${state}`;
  });
}
