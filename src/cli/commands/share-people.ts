import type { Command } from "commander";
import { type Client, SealgraphError } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { moment } from "../output.ts";
import { readerHiddenWarning } from "../reader-hidden.ts";
import {
  type DryRunOption,
  dryRunOption,
  parsePermission,
  parseUntilOrNever,
  permissionHelp,
  permissionWord,
  type RightOptions,
  withRight,
} from "../share-options.ts";
import { leftWithoutOwner, refuseUnlessOwner } from "../share-owners.ts";
import { answerPlan, noteWaiting } from "../share-plan.ts";
import { findInShare } from "../share-recipients.ts";
import { findNewcomer } from "../share-references.ts";
import { atStart } from "../share-shapes.ts";
import { findShare, titleOfShare } from "../vaults.ts";
import { offered } from "./share-create.ts";
import { addShareRemoveCommand } from "./share-remove.ts";

/** `share add remove permission until`: for owners. */
export function addSharePeopleCommands(share: Command): void {
  const named = (name: string, description: string) =>
    share
      .command(name)
      .description(description)
      .argument("<share>", "name or id")
      .argument("<who>", "address, name or id of somebody, or group:NAME");
  const adding = named("add", "Offer a share to somebody, or to all who are in a group.").addOption(dryRunOption());
  example(
    does(withRight(adding), add),
    "sealgraph share add Operations bob@example.com --permission editor",
    "sealgraph share add Operations group:Accounting --until 2027-01-31",
  );
  addShareRemoveCommand(named);
  const permitting = named("permission", "Say what somebody in it may do from now on.")
    .argument("<permission>", "owner, editor, reader or reader-hidden", parsePermission)
    .addOption(dryRunOption())
    .addOption(yesOption())
    .addHelpText("after", permissionHelp);
  example(does(permitting, setPermission), "sealgraph share permission Operations bob@example.com owner");
  const ending = named("until", "Say until when somebody is in it.").argument(
    "<date>",
    "to the end of that day (UTC), to a moment, or never: without end",
    parseUntilOrNever,
  );
  example(
    does(ending, setUntil),
    "sealgraph share until Operations bob@example.com 2027-01-31",
    "sealgraph share until Operations bob@example.com never",
  );
}

type AddOptions = GlobalOptions & RightOptions & DryRunOption;

const add = (context: Context, options: AddOptions, reference: string, who: string) =>
  withKeys(context, async (client) => {
    const share = await findShare(client, reference);
    const { input, name } = await findNewcomer(client, who, options);
    const act = { act: "ADD", share: share.id, recipients: [input] } as const;
    if (options.dryRun) return answerPlan(context, client, act);
    const { waiting } = await client.shares.plan(act);
    await client.shares.add(share.id, [input]);
    const until = options.until ? `, until ${moment(options.until)}` : "";
    context.out.answer(
      { id: share.id, ...input, expiresAt: options.until?.toISOString() ?? null, waiting },
      () => `${atStart(name)} is in ${titleOfShare(share)} now, as ${permissionWord(options.permission)}${until}.`,
    );
    context.out.note(offered);
    if (options.permission === "READER_HIDDEN") context.out.note(readerHiddenWarning);
    await noteWaiting(context, client, waiting);
  });

type PermissionOptions = GlobalOptions & DryRunOption & YesOption;

const setPermission = (context: Context, options: PermissionOptions, reference: string, who: string, word: string) =>
  withKeys(context, async (client) => {
    const permission = parsePermission(word);
    const { share, title, recipient, name, isGroup, you, own } = await findInShare(client, reference, who);
    if (permission === "OWNER" && isGroup) throw noOwner;
    const act = { act: "SET_PERMISSION", share, recipient, permission } as const;
    if (options.dryRun) return answerPlan(context, client, act);
    // Whoever owns it not is refused, or makes an owner as an administrator.
    if (you && own === "OWNER") {
      const alone = await leftWithoutOwner(client, { id: share, permission: own });
      if (alone) context.out.note(alone);
      await context.ask.agreement(
        `Be ${permissionWord(permission)} yourself? Another owner has to undo that.`,
        options.yes,
      );
    }
    await client.shares.setPermission(share, recipient, permission).catch(async (error: unknown) => {
      const isRefused = error instanceof SealgraphError && ["NOT_FOUND", "FORBIDDEN"].includes(error.code);
      if (own === undefined && isRefused && !(await isOwnerless(client, share))) throw ownersAct;
      throw error;
    });
    context.out.answer(
      { id: share, recipient, permission },
      () => `${atStart(name)} is ${permissionWord(permission)} in ${title} now.`,
    );
    if (permission === "READER_HIDDEN") context.out.note(readerHiddenWarning);
  });

/** As far as an administrator is told; what cannot be asked is no reason. */
const isOwnerless = async (client: Client, share: string): Promise<boolean> =>
  client.company.shares.get(share).then(
    ({ ownerless }) => ownerless,
    () => true,
  );

const ownersAct = new CommandFailure(
  exitCode.REFUSED,
  "FORBIDDEN",
  "An owner of this share can act, and says who may what in it.",
  "An administrator makes an owner where none is left: sealgraph share company, with its id, shows who is.",
);

const noOwner = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A group is no owner: people are, by name.",
  "Put the person in by name: sealgraph share add --permission owner",
);

const ownerWithoutEnd = new CommandFailure(
  exitCode.CONFLICT,
  "OWNER",
  "An owner is in a share without end.",
  "Give another permission first: sealgraph share permission",
);

const setUntil = (context: Context, _: GlobalOptions, reference: string, who: string, date: string) =>
  withKeys(context, async (client) => {
    const until = parseUntilOrNever(date);
    const { share, title, recipient, name, permission, own } = await findInShare(client, reference, who);
    if (own !== undefined) refuseUnlessOwner(own);
    if (permission === "OWNER") throw ownerWithoutEnd;
    await client.shares.setExpiry(share, recipient, until);
    context.out.answer({ id: share, recipient, expiresAt: until?.toISOString() ?? null }, () =>
      until === null
        ? `${atStart(name)} is in ${title} without end.`
        : `${atStart(name)} is in ${title} until ${moment(until)}.`,
    );
  });
