import type { Command } from "commander";
import type { Client, CopyState, LinkedCopy } from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withChanges, withKeys } from "../open.ts";
import { withVault } from "../options.ts";
import { columns, counted, printable } from "../output.ts";
import { findItem } from "../references.ts";
import { findShare, namesOfShares, type ShareNames, titleOfShare, type VaultOptions } from "../vaults.ts";
import { parentIn } from "./folder.ts";

interface MakeOptions extends GlobalOptions, VaultOptions {
  readonly in?: string;
}

/** `copy` and its commands. */
export function addCopyCommands(program: Command): void {
  const copy = program
    .command("copy")
    .description("Copies of items in a second share, that follow the item: one login for two audiences.")
    .addHelpText("after", whatItIs);
  const making = copy
    .command("make")
    .description("Put a copy of an item into a share, and keep it as the item is. The item stays where it is.")
    .argument("<item>", "title or id")
    .argument("<into>", "name or id of a share that you write in")
    .option("--in <folder>", "path or id of a folder in that share");
  example(
    does(withVault(making, "everywhere"), make),
    "sealgraph copy make 'Supplier login' Accountants",
    "sealgraph copy make 'Supplier login' Accountants --share Sales --in Suppliers",
  );
  example(
    does(copy.command("list").description("List your linked copies, and how each stands."), list),
    "sealgraph copy list",
  );
  const named = (name: string, description: string) =>
    copy.command(name).description(description).argument("<copy>", "title or id, as sealgraph copy list shows them");
  example(
    does(named("again", "Give a copy what its item has now, whoever changed the copy."), again),
    "sealgraph copy again 'Supplier login'",
  );
  example(
    does(named("unlink", "Have a copy follow no more. It stays as it is, an item like any other."), unlink),
    "sealgraph copy unlink 'Supplier login'",
  );
}

const whatItIs = `
Whoever is in the share of the copy sees an item like any other, and not where it comes from. What somebody changes in the
item comes to the copy when a device of yours syncs, and of yours alone: a link is your own, and nobody else follows it.
Only the item is followed. A copy that was changed where it is, by whomever, is left so until you take the item again or
let go of it.
Favourite, tags and folder are each place's own. Whoever is put into that share later has the copy too.
`;

const make = (context: Context, options: MakeOptions, reference: string, into: string) =>
  withChanges(context, async (client) => {
    const item = await findItem(client, reference, options);
    const share = await findShare(client, into);
    const folder = await parentIn(client, options.in, { share: share.id });
    const copy = await client.copies.make(item, { share: share.id, folder });
    context.out.answer(copy, () => `${printable(item.title)} has a copy in ${titleOfShare(share)} now (${copy.id}).`);
  });

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const [copies, names] = [await client.copies.list(), await namesOfShares(client)];
    if (copies.length === 0) context.out.note("There is no linked copy of yours. Make one by sealgraph copy make.");
    context.out.answer(copies, () =>
      columns(
        copies.map((copy) => [
          copy.id,
          titleOf(copy),
          `in ${shareIn(names, copy.share)}`,
          `of ${copy.source.share === null ? whose(copy) : shareIn(names, copy.source.share)}`,
          inWords[copy.state],
        ]),
      ),
    );
  });

const again = (context: Context, _: GlobalOptions, reference: string) =>
  withChanges(context, async (client) => {
    const { id } = await findCopy(client, reference);
    const copy = await client.copies.followAgain(id);
    context.out.answer(copy, () => `${titleOf(copy)} is as its item is, and follows it.`);
  });

const unlink = (context: Context, _: GlobalOptions, reference: string) =>
  withChanges(context, async (client) => {
    const copy = await findCopy(client, reference);
    await client.copies.unlink(copy.id);
    context.out.answer({ id: copy.id, unlinked: true }, () => `${titleOf(copy)} follows no more, and stays as it is.`);
  });

/** Throws NOT_FOUND, AMBIGUOUS. */
async function findCopy(client: Client, reference: string): Promise<LinkedCopy> {
  const names = await namesOfShares(client);
  const shown = (copy: LinkedCopy) => `${titleOf(copy)} in ${shareIn(names, copy.share)}`;
  const of = ({ title }: LinkedCopy) => (title === null ? [] : [title]);
  return choose({ what: "linked copy", of, shown }, reference, await client.copies.list());
}

const titleOf = ({ title }: LinkedCopy): string => (title === null ? "(cannot be read here)" : printable(title));

const whose = ({ source }: LinkedCopy): string => `the ${(source.profile ?? "").toLowerCase()} profile`;

const shareIn = (names: ShareNames, id: string): string => titleOfShare({ id, name: names.get(id) ?? null });

const inWords: Readonly<Record<CopyState, string>> = {
  FOLLOWING: "as the item is",
  BEHIND: "behind: sealgraph sync",
  DIVERGED: "changed where it is, and left so: sealgraph copy again, or sealgraph copy unlink",
  SOURCE_GONE: "left as it is: the item is in the trash, moved or gone",
  SOURCE_HIDDEN: "left as it is: you are shown no secrets of the item any more",
  COPY_GONE: "in the trash, moved or gone",
  NO_RIGHT: "left as it is: you do not write in that share any more",
  DENIED: "left as it is: the company wants it in the business profile",
  FROZEN: "left as it is: the server was caught: sealgraph evidence list",
};

/** How many copies wait for a word of their maker's; a sentence for whoever syncs. */
export const divergedInWords = (count: number): string[] =>
  count === 0
    ? []
    : [`${counted(count, "linked copy", "linked copies")} changed where it is, and left so: sealgraph copy list.`];
