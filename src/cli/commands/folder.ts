import { type Command, Option } from "commander";
import type { Client, Folder, ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withChanges, withKeys } from "../open.ts";
import { parseProfile, withVault, type YesOption, yesOption } from "../options.ts";
import { columns, printable } from "../output.ts";
import { findFolder, findTrashedFolder, pathsOf, sameAs } from "../references.ts";
import { folderShape, stateColour, stateHelp } from "../shapes.ts";
import { newIn, type VaultOptions, vaultFor, vaultsOf, vaultWith } from "../vaults.ts";
import { refuseInShare } from "./item-writing.ts";

interface ListOptions extends GlobalOptions, VaultOptions {
  readonly trash?: boolean;
}

interface AddOptions extends GlobalOptions {
  readonly profile: ProfileKind;
  readonly share?: string;
  readonly in?: string;
}

interface MoveOptions extends GlobalOptions, VaultOptions {
  readonly in?: string;
  readonly to?: ProfileKind;
}

type ReferenceOptions = GlobalOptions & VaultOptions;

/** `folder` and its commands. */
export function addFolderCommands(program: Command): void {
  const folder = program.command("folder").description("Look at folders and change them.");
  const onFolder = (name: string, description: string) =>
    withVault(
      folder.command(name).description(description).argument("<folder>", "path, such as Work/Servers, or id"),
      "everywhere",
    );
  const listCommand = folder
    .command("list")
    .description("List folders by their paths.")
    .addHelpText("after", stateHelp)
    .option("--trash", "what is in the trash instead");
  example(does(withVault(listCommand, "everywhere"), list), "sealgraph folder list --profile business");
  const addCommand = folder
    .command("add")
    .description("Make a folder.")
    .argument("<name>", "its name")
    .option("--in <folder>", "path or id of the folder to make it in");
  example(does(withVault(addCommand, "PERSONAL"), add), "sealgraph folder add Servers --in Work");
  const renameCommand = onFolder("rename", "Give a folder another name.").argument("<name>", "the new name");
  example(does(renameCommand, rename), "sealgraph folder rename Work/Servers Machines");
  const moveCommand = onFolder("move", "Put a folder, with all that is in it, somewhere else.")
    .option("--in <folder>", "path or id of the folder to put it into; / is the top, as with --to alone")
    .addOption(new Option("--to <profile>", "into the other profile").argParser(parseProfile));
  example(
    does(moveCommand, move),
    "sealgraph folder move Work/Servers --in /",
    "sealgraph folder move Work --to business",
  );
  example(does(onFolder("trash", "Put a folder into the trash."), trash), "sealgraph folder trash Work/Servers");
  example(
    does(onFolder("restore", "Take a folder out of the trash."), restore),
    "sealgraph folder restore Work/Servers",
  );
  const purgeCommand = onFolder("purge", "Remove a folder from the trash for ever.").addOption(yesOption());
  example(does(purgeCommand, purge), "sealgraph folder purge Work/Servers --yes");
}

const list = (context: Context, options: ListOptions) =>
  withKeys(context, async (client) => {
    const { trash } = options;
    const read = (await vaultsOf(client, options)).map((view) =>
      trash ? view.trash().then((all) => all.folders) : view.folders().list(),
    );
    const paths = await pathsOf(client);
    const shapes = (await Promise.all(read)).flat().map((folder) => folderShape(folder, paths));
    if (!trash) shapes.sort((one, other) => one.path.localeCompare(other.path));
    context.out.answer(shapes, () =>
      columns(
        shapes.map((folder) => [
          context.out.paint(stateColour[folder.state], "●"),
          folder.id,
          printable(folder.shareName ?? folder.profile.toLowerCase()),
          printable(trash ? folder.name : folder.path),
        ]),
      ),
    );
  });

const add = (context: Context, options: AddOptions, name: string) =>
  withChanges(context, async (client) => {
    demandName(name);
    const folder = await parentIn(client, options.in, newIn(options));
    const folders = (await vaultFor(client, options)).folders();
    if ((await folders.list()).some((one) => one.folder === folder && one.name === name.trim())) throw isThere;
    await answer(context, client, await folders.add({ name, folder }), "Added");
  });

/** Paths are written with a slash, so a name cannot hold one. */
function demandName(name: string): void {
  if (!name.includes("/")) return;
  throw new CommandFailure(
    exitCode.USAGE,
    "BAD_NAME",
    "A folder's name holds no slash: it parts the names of a path.",
    "Make a folder in another one with --in: sealgraph folder add Servers --in Work",
  );
}

const isThere = new CommandFailure(
  exitCode.CONFLICT,
  "FOLDER_EXISTS",
  "A folder of this name is there already.",
  "Use it, or choose another name: sealgraph folder list shows all.",
);

const rename = (context: Context, options: ReferenceOptions, reference: string, name = "") =>
  withChanges(context, async (client) => {
    demandName(name);
    const folder = await findFolder(client, reference, options);
    await answer(context, client, await vaultWith(client, folder).folders().rename(folder.id, name), "Renamed");
  });

const move = (context: Context, options: MoveOptions, reference: string) =>
  withChanges(context, async (client) => {
    const { to } = options;
    if (options.in === undefined && to === undefined)
      throw new CommandFailure(exitCode.USAGE, "MISSING_VALUE", "Where to?", "Give --in, --to, or both.");
    const folder = await findFolder(client, reference, options);
    if (to !== undefined) refuseInShare(folder);
    const place = await parentIn(client, options.in, to ? { profile: to } : sameAs(folder));
    const folders = vaultWith(client, folder).folders();
    await answer(
      context,
      client,
      await folders.move(folder.id, { folder: place, ...(to && { profile: to }) }),
      "Moved",
    );
  });

const trash = (context: Context, options: ReferenceOptions, reference: string) =>
  withChanges(context, async (client) => {
    const folder = await findFolder(client, reference, options);
    const folders = vaultWith(client, folder).folders();
    await folders.trash(folder.id);
    await answer(context, client, await folders.get(folder.id), "Trashed");
  });

const restore = (context: Context, options: ReferenceOptions, reference: string) =>
  withChanges(context, async (client) => {
    const folder = await findTrashedFolder(client, reference, options);
    const folders = vaultWith(client, folder).folders();
    await folders.restore(folder.id);
    await answer(context, client, await folders.get(folder.id), "Restored");
  });

const purge = (context: Context, options: ReferenceOptions & YesOption, reference: string) =>
  withChanges(context, async (client) => {
    const folder = await findTrashedFolder(client, reference, options);
    await context.ask.agreement(`Remove ${printable(folder.name)} for ever?`, options.yes);
    await vaultWith(client, folder).folders().purge(folder.id);
    context.out.answer({ id: folder.id, purged: true }, () => `Purged ${printable(folder.name)}.`);
  });

/** Null is the top. */
export const parentIn = async (
  client: Client,
  folder: string | undefined,
  where: VaultOptions,
): Promise<string | null> =>
  folder === undefined || folder === "/" ? null : (await findFolder(client, folder, where)).id;

async function answer({ out }: Context, client: Client, folder: Folder, done: string): Promise<void> {
  const shape = folderShape(folder, await pathsOf(client));
  const state = out.paint(stateColour[folder.state], folder.state);
  out.answer(shape, () => `${done} ${printable(shape.path || folder.name)} (${folder.id}), ${state}`);
}
