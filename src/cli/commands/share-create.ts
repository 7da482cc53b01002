import { type Command, Option } from "commander";
import type { Client, CreateShare, Item, ShareScope } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { refuseBothProfiles } from "../elsewhere.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withChanges } from "../open.ts";
import { counted } from "../output.ts";
import { readerHiddenWarning } from "../reader-hidden.ts";
import { findFolder, findItem } from "../references.ts";
import { collect, type DryRunOption, dryRunOption, type RightOptions, withRight } from "../share-options.ts";
import { answerPlan, noteWaiting } from "../share-plan.ts";
import { findNewcomers } from "../share-references.ts";
import { shareShape, sizeOf } from "../share-shapes.ts";
import { titleOfShare } from "../vaults.ts";

interface CreateOptions extends GlobalOptions, RightOptions, DryRunOption {
  readonly item?: readonly string[];
  readonly folder?: string;
  readonly with?: readonly string[];
  readonly personal?: boolean;
}

/** `share create`. */
export function addShareCreateCommand(share: Command): void {
  const creating = share
    .command("create")
    .description("Make a share, move items or a folder into it, and put others in: all at once, or nothing.")
    .argument("<name>", "1 to 100 characters")
    .option("--item <item>", "title or id of an item that goes into it; can be given more than once", collect)
    .addOption(
      new Option("--folder <folder>", "path or id of a folder: what is in it goes into the share").conflicts("item"),
    )
    .option("--with <who>", "address, name or id of somebody, or group:NAME; can be given more than once", collect)
    .option("--personal", "it has nothing to do with the company, and is in no log of it")
    .addOption(dryRunOption());
  example(
    does(withRight(creating), create),
    "sealgraph share create Operations --folder Work/Servers --with bob@example.com --permission editor",
    "sealgraph share create Wifi --item 'Office wifi' --with group:everyone",
    "sealgraph share create Audit --with eve@example.com --until 2027-01-31 --dry-run",
  );
}

const create = (context: Context, options: CreateOptions, name: string) =>
  withChanges(context, async (client) => {
    const input = await inputOf(client, name, options);
    const act = { act: "CREATE", input } as const;
    if (options.dryRun) return answerPlan(context, client, act);
    const { waiting, moved } = await client.shares.plan(act);
    const share = await client.shares.create(input);
    context.out.answer({ ...shareShape(share), moved, waiting }, () => [
      `${titleOfShare(share)} is there (${share.id}), ${scopes[share.scope]}, with ${sizeOf(share)}${moved > 0 ? `, and ${counted(moved, "item or folder", "items and folders")} in it` : ""}.`,
    ]);
    if (input.recipients?.length) context.out.note(offered);
    if (options.with && options.permission === "READER_HIDDEN") context.out.note(readerHiddenWarning);
    await noteWaiting(context, client, waiting);
  });

const scopes: Readonly<Record<ShareScope, string>> = {
  BUSINESS: "a share of the company",
  PERSONAL: "a personal share",
};

/** Said to whoever puts others in. */
export const offered = "It is offered to them: they see it when they sync, and have it once they accept.";

const endOfNobody = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "--until says how long others are in it, and nobody is put in.",
  "Say who: --with bob@example.com",
);

async function inputOf(client: Client, name: string, options: CreateOptions): Promise<CreateShare> {
  if (options.until && !options.with?.length) throw endOfNobody;
  const where = options.personal ? ({ profile: "PERSONAL" } as const) : { own: true };
  const things: Item[] = [];
  for (const reference of options.item ?? []) things.push(await findItem(client, reference, where));
  refuseBothProfiles(things);
  const items = things.map(({ id }) => id);
  const folder = options.folder === undefined ? undefined : (await findFolder(client, options.folder, where)).id;
  const recipients = (await findNewcomers(client, options.with ?? [], options)).map(({ input }) => input);
  return {
    name,
    ...(options.personal && { scope: "PERSONAL" }),
    ...(items.length > 0 && { items }),
    ...(folder !== undefined && { folder }),
    ...(recipients.length > 0 && { recipients }),
  };
}
