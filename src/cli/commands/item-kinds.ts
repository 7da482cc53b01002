import type { Command } from "commander";
import { checkItem, type Item, type KindDescription, kinds } from "../../client/index.ts";
import { checkPasswords } from "../../client/strength/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { shownName } from "../fields.ts";
import { findingShape } from "../odd-values.ts";
import { withKeys } from "../open.ts";
import { withVault } from "../options.ts";
import { columns, counted, printable } from "../output.ts";
import { makeProgress } from "../progress.ts";
import { findItem } from "../references.ts";
import { type VaultOptions, vaultsOf } from "../vaults.ts";

/** `item kinds` and `item check`. */
export function addItemKindCommands(item: Command): void {
  const kindsCommand = item
    .command("kinds")
    .description(
      "List the kinds of items with their fields. Any kind and any field may have another name: it is kept.",
    );
  example(does(kindsCommand, list), "sealgraph item kinds");
  const checkCommand = item
    .command("check")
    .description("List what is odd: weak passwords, values that cannot be meant, what has run out. Asks nobody.")
    .argument("[item]", "title or id; all items without");
  example(does(withVault(checkCommand, "everywhere"), check), "sealgraph item check --profile business");
}

async function list({ out }: Context): Promise<void> {
  const shapes = Object.entries<KindDescription>(kinds).map(([kind, { what, fields }]) => ({
    kind,
    what,
    fields: Object.entries(fields)
      .filter(([name]) => name !== "custom")
      .map(([name, field]) => ({ name: shownName(name), ...field })),
  }));
  out.answer(shapes, () =>
    columns(
      shapes.flatMap(({ kind, what, fields }) => [
        [kind, what],
        ...fields.map(({ name, type, secret }) => [`  ${name}`, `${typeWords(type)}${secret ? ", secret" : ""}`]),
      ]),
    ),
  );
}

const typeWords = (type: string) => type.toLowerCase().replace("_", " ");

const check = (context: Context, options: GlobalOptions & VaultOptions, reference: string | undefined) =>
  withKeys(context, async (client) => {
    const { out } = context;
    const items =
      reference === undefined
        ? (await Promise.all((await vaultsOf(client, options)).map((view) => view.items().list()))).flat()
        : [await findItem(client, reference, options)];
    const shapes = (await checkAll(context, items)).filter(({ findings }) => findings.length > 0);
    const looked = counted(items.length, "item");
    out.note(
      shapes.length === 0
        ? `Nothing odd was found in ${looked}.`
        : `Something is odd in ${shapes.length} of ${looked}.`,
    );
    out.answer(shapes, () =>
      columns(
        shapes.flatMap(({ id, title, findings }) =>
          findings.map(({ field, message }) => [id, printable(title), field, message]),
        ),
      ),
    );
  });

/** One after the other: how strong a password is takes a while to find out. */
async function checkAll(context: Context, items: readonly Item[]) {
  const progress = makeProgress(context, "Checking");
  const shapes = [];
  try {
    for (const item of items) {
      const findings = [...checkItem(item), ...(await checkPasswords(item))].map(findingShape);
      shapes.push({ id: item.id, profile: item.profile, title: item.title, findings });
      progress.show(shapes.length, items.length);
    }
  } finally {
    progress.end();
  }
  return shapes;
}
