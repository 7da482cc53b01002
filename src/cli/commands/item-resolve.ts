import { type Command, Option } from "commander";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withChanges } from "../open.ts";
import { withVault } from "../options.ts";
import { printable } from "../output.ts";
import { findItem, pathsOf } from "../references.ts";
import { itemSummary } from "../shapes.ts";
import { type VaultOptions, vaultWith } from "../vaults.ts";

interface ResolveOptions extends GlobalOptions, VaultOptions {
  readonly keep: "ours" | "theirs";
}

/** `item resolve`. */
export function addItemResolveCommand(item: Command): void {
  const command = item
    .command("resolve")
    .description(
      "Settle a conflict: one item that two devices changed at once. Keep the item as it stands, or put this device's side in its place. The copy goes into the trash.",
    )
    .argument("<copy>", "id of this device's side, as sealgraph item list --conflicts shows it")
    .addOption(new Option("--keep <side>", "which side stays").choices(["ours", "theirs"]).makeOptionMandatory());
  example(
    does(withVault(command, "everywhere"), resolve),
    "sealgraph item resolve 01890a5d-ac96-774b-bcce-b302099a8057 --keep ours",
  );
}

const resolve = (context: Context, options: ResolveOptions, reference: string) =>
  withChanges(context, async (client) => {
    const copy = await findItem(client, reference, options);
    const side = options.keep === "ours" ? "OURS" : "THEIRS";
    const item = await vaultWith(client, copy).items().resolve(copy.id, side);
    context.out.answer(itemSummary(item, await pathsOf(client)), () => `Settled: ${printable(item.title)}.`);
  });
