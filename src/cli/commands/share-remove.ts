import type { Command } from "commander";
import type { Client, Group, ItemToChange } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { changesInWords } from "../share-changes.ts";
import { type DryRunOption, dryRunOption } from "../share-options.ts";
import { answerPlan, namesById } from "../share-plan.ts";
import { findInShare } from "../share-recipients.ts";
import { atStart, toChangeShape } from "../share-shapes.ts";
import { groupsThatHave } from "../still-by-groups.ts";
import { titleOf } from "./group.ts";

type RemoveOptions = GlobalOptions & DryRunOption & YesOption;

/** `share remove`: for owners; and for administrators in the portal, of shares of the company, by id. */
export function addShareRemoveCommand(named: (name: string, description: string) => Command): void {
  const removing = named(
    "remove",
    "Take somebody out of a share. The others get a new key, and you a list of what is to be changed.",
  )
    .addOption(dryRunOption())
    .addOption(yesOption())
    .addHelpText("after", whatItDoesNot);
  example(
    does(removing, remove),
    "sealgraph share remove Operations bob@example.com",
    "sealgraph share remove Operations group:Accounting --dry-run",
  );
}

const whatItDoesNot = `
It undoes nothing: what they had read they know, so change it at the places that it is for (sealgraph share changes lists
it again). The new key keeps from them what is written from now on.
An administrator takes somebody out of any share of the company in the portal, by the id of the share, which the log has.
`;

const remove = (context: Context, options: RemoveOptions, reference: string, who: string) =>
  withKeys(context, async (client) => {
    const { share, title, recipient, name, isGroup, you, permission } = await findInShare(client, reference, who);
    if (you) throw isOneself;
    if (options.dryRun) return answerPlan(context, client, { act: "REMOVE", share, recipient });
    await context.ask.agreement(
      `Take ${name} out of ${title}? What they have read they know; a new key keeps from them what comes.`,
      options.yes,
    );
    await client.shares.remove(share, recipient);
    const still = isGroup ? [] : await groupsThatHave(client, share, recipient);
    const known = still.length > 0 ? [] : await knownTo(client, share, recipient);
    const others = await namesById(client);
    const names = (id: string) => (id === recipient ? name : others(id));
    const by = still.map(({ group }) => group);
    context.out.answer({ id: share, recipient, toChange: known.map(toChangeShape), stillBy: by }, () => [
      still.length === 0 ? `${atStart(name)} is not in ${title} any more.` : hasItStill(atStart(name), title, still),
      ...(known.length > 0 ? changesInWords(known, names) : []),
    ]);
    if (permission === null) context.out.note("Whoever changes something in it next makes its new key by that.");
  });

const hasItStill = (name: string, title: string, groups: readonly Group[]): string =>
  `${name} is not in ${title} by name any more, and HAS IT STILL through ${groups.map(titleOf).join(" and ")}: take the group out of the share, or the person out of the group.`;

/** Nothing of it is known to an administrator who is no recipient. */
async function knownTo(client: Client, share: string, recipient: string): Promise<ItemToChange[]> {
  if (!(await client.shares.list()).some(({ id, key }) => id === share && key !== "PENDING")) return [];
  return (await client.shares.toChange(share)).filter(({ known }) => known.includes(recipient));
}

const isOneself = new CommandFailure(
  exitCode.USAGE,
  "ONESELF",
  "Who goes by themself leaves.",
  "sealgraph share leave",
);
