import type { Command } from "commander";
import type { Share } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withChanges } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { counted } from "../output.ts";
import { leftWithoutOwner } from "../share-owners.ts";
import { findAcceptable, findShareOrOffer, findShareToLeave } from "../share-references.ts";
import { remarksOn, shareShape } from "../share-shapes.ts";
import { findShare, titleOfShare } from "../vaults.ts";
import { parentIn } from "./folder.ts";
import { offererOf } from "./share-looking.ts";

interface FolderOption extends GlobalOptions {
  readonly folder?: string;
}

/** `share accept decline leave place`. */
export function addShareAnsweringCommands(share: Command): void {
  const named = (name: string, description: string) =>
    share.command(name).description(description).argument("<share>", "name or id");
  const accepting = named("accept", "Have a share that is offered to you.").option(
    "--folder <folder>",
    "path or id of the folder of your profile that it is shown in",
  );
  example(
    does(accepting, accept),
    "sealgraph share accept Operations",
    "sealgraph share accept Operations --folder Work",
  );
  const declining = named("decline", "Not have a share that is offered to you, or that you are in through a group.");
  example(does(declining.addOption(yesOption()), decline), "sealgraph share decline Operations");
  const leaving = named("leave", "Go out of a share that you are in by name, for good.");
  example(does(leaving.addOption(yesOption()), leave), "sealgraph share leave Operations");
  const placing = named("place", "Show a share in a folder of your profile. Nobody else sees where you have it.");
  example(
    does(placing.argument("<folder>", "path or id of the folder; / is the top"), place),
    "sealgraph share place Operations Work",
  );
}

const accept = (context: Context, { folder: wanted }: FolderOption, reference: string) =>
  withChanges(context, async (client) => {
    const offer = await findAcceptable(client, reference);
    const folder = await parentIn(client, wanted, { profile: offer.scope });
    const share = await client.shares.accept(offer.id, { folder });
    const isHere = share.key === "HERE";
    const items = isHere ? (await client.shares.open(share.id).items().list()).length : null;
    const titled = titleOfShare(share);
    context.out.answer({ ...shareShape(share), items }, () =>
      items === null
        ? `Accepted. ${titled}: ${context.out.called(remarksOn(share))}.`
        : `${titled}${"from" in offer ? `, from ${offererOf(offer)},` : ""} is yours too, with ${counted(items, "item")}.`,
    );
  });

const decline = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withChanges(context, async (client) => {
    const share = await findShareOrOffer(client, reference);
    await context.ask.agreement(`Decline ${titleOfShare(share)}?`, yes);
    await client.shares.decline(share.id);
    context.out.answer({ id: share.id }, () => `${titleOfShare(share)} is not shown to you any more.`);
    context.out.note(`You may accept it later: sealgraph share accept ${share.id}`);
    if (isInByName(share)) context.out.note(`Or go out of it for good: sealgraph share leave ${share.id}`);
  });

/** A guest is in it by name alone, also while their keys give them no right. */
const isInByName = ({ rights, visited }: Share): boolean =>
  visited !== null || rights.some(({ group }) => group === null);

const leave = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withChanges(context, async (client) => {
    const share = await findShareToLeave(client, reference);
    if (!isInByName(share)) throw throughGroup;
    const alone = await leftWithoutOwner(client, share);
    if (alone) context.out.note(alone);
    await context.ask.agreement(`Leave ${titleOfShare(share)}? Only an owner of it can put you in again.`, yes);
    await client.shares.leave(share.id);
    context.out.answer({ id: share.id }, () => `You are not in ${titleOfShare(share)} any more.`);
  });

const throughGroup = new CommandFailure(
  exitCode.CONFLICT,
  "THROUGH_GROUP",
  "You are in this share through a group, and not by name.",
  "sealgraph share decline has it shown no more; who leaves the group is out of the share too: sealgraph group leave.",
);

const place = (context: Context, _: GlobalOptions, reference: string, where: string) =>
  withChanges(context, async (client) => {
    const share = await findShare(client, reference);
    const folder = await parentIn(client, where, { profile: share.scope });
    await client.shares.place(share.id, folder);
    context.out.answer({ id: share.id, folder }, () => `${titleOfShare(share)} is shown there now.`);
  });
