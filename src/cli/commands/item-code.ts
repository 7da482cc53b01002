import type { Command } from "commander";
import { totpCode } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { fieldsOf } from "../fields.ts";
import { withKeys } from "../open.ts";
import { withVault } from "../options.ts";
import { counted } from "../output.ts";
import { refuseHidden } from "../reader-hidden.ts";
import { findItem } from "../references.ts";
import type { VaultOptions } from "../vaults.ts";
import { tellOf } from "./item.ts";

interface CodeOptions extends GlobalOptions, VaultOptions {
  readonly field: string;
}

/** `item code`. */
export function addItemCodeCommand(item: Command): void {
  const command = item
    .command("code")
    .description("Print the code that an item's TOTP secret gives now.")
    .argument("<item>", "title or id")
    .option("--field <name>", "the field with the TOTP secret", "totp");
  example(does(withVault(command, "everywhere"), code), "sealgraph item code 'Web shop'");
}

const code = (context: Context, options: CodeOptions, reference: string) =>
  withKeys(context, async (client) => {
    const item = await findItem(client, reference, options);
    refuseHidden(item);
    const field = fieldsOf(item.fields).find(({ name }) => name === options.field);
    if (field === undefined)
      throw new CommandFailure(
        exitCode.NOT_FOUND,
        "NO_SUCH_FIELD",
        "The item has no TOTP secret there.",
        "sealgraph item edit takes one: --secret totp.",
      );
    const made = totpCode(field.value, new Date());
    context.out.answer({ id: item.id, ...made }, () => made.code);
    context.out.note(`Good for ${counted(made.validFor, "second")}.`);
    await tellOf(client, item, "USED");
  });
