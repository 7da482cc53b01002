import { type Command, Option } from "commander";
import { type Client, foundIn, type Item, searchable } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type Field, fieldsOf } from "../fields.ts";
import { withKeys } from "../open.ts";
import { withVault } from "../options.ts";
import { columns, printable } from "../output.ts";
import { refuseHidden } from "../reader-hidden.ts";
import { findFolder, findItem, findTrashedItem, pathsOf } from "../references.ts";
import { itemShape, itemSummary, stateColour, stateHelp, versionShape } from "../shapes.ts";
import { type VaultOptions, vaultsOf, vaultWith } from "../vaults.ts";

interface ListOptions extends GlobalOptions, VaultOptions {
  readonly folder?: string;
  readonly kind?: string;
  readonly tag?: string;
  readonly favorite?: boolean;
  readonly search?: string;
  readonly trash?: boolean;
  readonly conflicts?: boolean;
}

interface GetOptions extends GlobalOptions, VaultOptions {
  readonly field?: string;
  readonly show?: boolean;
  readonly trash?: boolean;
}

const hidden = "••••••••";

const showOption = () => new Option("--show", "show hidden values too");

/** `item` with its reading commands. */
export function addItemCommands(program: Command): Command {
  const item = program.command("item").description("Look at items and change them.");
  const listCommand = item
    .command("list")
    .description("List items, without their values.")
    .addHelpText("after", stateHelp)
    .option("--folder <folder>", "only those in this folder (path or id)")
    .option("--kind <kind>", "only this kind: login, note, card, …")
    .option("--tag <tag>", "only those with this tag")
    .option("--favorite", "only favourites")
    .option("--search <text>", "only titles with this text")
    .option("--trash", "what is in the trash instead")
    .option("--conflicts", "only this device's side of conflicts: sealgraph item resolve settles them");
  example(
    does(withVault(listCommand, "everywhere"), list),
    "sealgraph item list --profile business --folder Work/Servers",
  );
  const getCommand = item
    .command("get")
    .description("Show one item, its secrets hidden, or one of its values.")
    .argument("<item>", "title or id")
    .option("--field <name>", "print only this value: a field, title or notes")
    .addOption(showOption())
    .option("--trash", "look in the trash instead");
  example(does(withVault(getCommand, "everywhere"), get), "sealgraph item get 'Web shop' --field password");
  const historyCommand = item
    .command("history")
    .description("Show all versions of an item, verified, newest first.")
    .argument("<item>", "title or id")
    .addOption(showOption());
  example(does(withVault(historyCommand, "everywhere"), history), "sealgraph item history 'Web shop' --show");
  return item;
}

const list = (context: Context, options: ListOptions) =>
  withKeys(context, async (client) => {
    const { kind, tag, favorite, search = "", trash, conflicts } = options;
    const folder = options.folder === undefined ? undefined : (await findFolder(client, options.folder, options)).id;
    const isFound = foundIn(search);
    const wanted = (item: Item) =>
      (folder === undefined || item.folder === folder) &&
      (kind === undefined || item.kind === kind) &&
      (tag === undefined || item.tags.includes(tag)) &&
      (!favorite || item.favorite) &&
      (!conflicts || item.conflictOf !== null) &&
      isFound(searchable([item.title]));
    const read = (await vaultsOf(client, options)).map((view) =>
      trash ? view.trash().then((all) => all.items) : view.items().list(),
    );
    const items = (await Promise.all(read)).flat().filter(wanted);
    if (items.length === 0) context.out.note(await whyNone(client, options));
    const paths = await pathsOf(client);
    const shapes = items.map((item) => itemSummary(item, paths));
    context.out.answer(shapes, () =>
      columns(
        shapes.map((item) => [
          context.out.paint(stateColour[item.state], "●"),
          item.id,
          printable(item.shareName ?? item.profile.toLowerCase()),
          item.kind,
          printable(item.path),
          printable(item.title),
        ]),
      ),
    );
  });

/** Why a list is empty, and what to do next. */
async function whyNone(client: Client, options: ListOptions): Promise<string> {
  if (options.trash) return "Nothing like this is in the trash.";
  const all = await Promise.all((await vaultsOf(client, options)).map((view) => view.items().list()));
  if (all.flat().length > 0) return "There is no such item here: sealgraph item list shows all that are.";
  const { profile, share } = options;
  const inProfile = profile === undefined ? "" : ` in the ${profile.toLowerCase()} profile`;
  const where = share === undefined ? inProfile : " in this share";
  return `There is no item${where} on this device yet. Make one by sealgraph item add, bring many by sealgraph import, or fetch what other devices have by sealgraph sync.`;
}

const get = (context: Context, options: GetOptions, reference: string) =>
  withKeys(context, async (client) => {
    const find = options.trash ? findTrashedItem : findItem;
    const item = await find(client, reference, options);
    if (options.show) refuseHidden(item);
    if (options.field !== undefined) {
      printField(context, item, options.field);
      return tellOf(client, item, "COPIED");
    }
    const shape = itemShape(item, await pathsOf(client), options.show === true);
    context.out.answer(shape, () =>
      columns([
        ["Title", printable(shape.title)],
        ["Kind", shape.kind],
        shape.shareName === null ? ["Profile", shape.profile.toLowerCase()] : ["Share", printable(shape.shareName)],
        ["Folder", printable(shape.path)],
        ...shape.fields.map(({ name, value }) => [printable(name), value === null ? hidden : printable(value, true)]),
        ["Notes", shape.notes === null ? hidden : printable(shape.notes, true)],
        ["Tags", printable(shape.tags.join(", "))],
        ["Version", String(shape.version)],
        ["State", context.out.paint(stateColour[shape.state], shape.state)],
        ["Id", shape.id],
      ]),
    );
    if (item.hidden) context.out.note("You are reader-hidden in this share: its secrets are left out.");
    await tellOf(client, item, "VIEWED");
  });

/** For the company's log, where its policy records it of business items. */
export const tellOf = (client: Client, item: Item, kind: "VIEWED" | "COPIED" | "USED"): Promise<void> =>
  vaultWith(client, item).items().report(kind, item.id);

/** Nothing but the value: what a script puts into a variable. Several of one name stand on lines of their own. */
function printField({ out }: Context, item: Item, name: string): void {
  const others: Field[] = [
    { name: "title", value: item.title, secret: false },
    { name: "notes", value: item.notes, secret: true },
  ];
  const fields = [...fieldsOf(item.fields), ...others].filter((field) => field.name === name);
  if (fields.length === 0 || name === "notes") refuseHidden(item);
  if (fields.length === 0)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NO_SUCH_FIELD",
      "The item has no field of this name.",
      "sealgraph item get shows the names.",
    );
  const values = fields.map(({ value }) => value);
  out.answer({ id: item.id, field: name, values }, () => values);
}

const history = (context: Context, options: GetOptions, reference: string) =>
  withKeys(context, async (client) => {
    const item = await findItem(client, reference, options);
    if (options.show) refuseHidden(item);
    const versions = await vaultWith(client, item).items().history(item.id);
    const shapes = versions.map((version) => versionShape(version, options.show === true));
    context.out.answer(shapes, () =>
      shapes.flatMap(({ version, title, fields, notes }) => [
        `Version ${version}: ${printable(title)}`,
        ...columns([
          ...fields.map(({ name, value }) => ["", printable(name), value === null ? hidden : printable(value, true)]),
          ["", "Notes", notes === null ? hidden : printable(notes, true)],
        ]),
      ]),
    );
    await tellOf(client, item, "VIEWED");
  });
