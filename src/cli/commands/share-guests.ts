import { type Command, Option } from "commander";
import { type Client, type GuestInvitation, type GuestPermission, SealgraphError } from "../../client/index.ts";
import type { Check } from "../ask.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { daysOption } from "../days-option.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { isAddress } from "../is-address.ts";
import { withKeys } from "../open.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { readerHiddenWarning } from "../reader-hidden.ts";
import { type DryRunOption, dryRunOption, parsePermission, permissionWord } from "../share-options.ts";
import { answerPlan } from "../share-plan.ts";
import { findInShare } from "../share-recipients.ts";
import { atStart } from "../share-shapes.ts";
import { areSixWords } from "../six-words.ts";
import { findShare, titleOfShare } from "../vaults.ts";

interface InviteOptions extends GlobalOptions, DryRunOption {
  readonly name?: string;
  readonly permission: GuestPermission;
  readonly days: number;
}

/** `share invite invitations void verify`: for owners. */
export function addShareGuestCommands(share: Command): void {
  const named = (name: string, description: string) =>
    share.command(name).description(description).argument("<share>", "name or id");
  const inviting = named(
    "invite",
    "Invite somebody who is not of the company into a share, and print the link that is for them alone.",
  )
    .argument("<address>", "their e-mail address")
    .option("--name <name>", "what they are called")
    .addOption(
      new Option("--permission <permission>", "editor, reader or reader-hidden")
        .argParser(parseGuestPermission)
        .default("READER", "reader"),
    )
    .addOption(daysOption())
    .addOption(dryRunOption())
    .addHelpText("after", whatGuestsAre);
  example(
    does(inviting, invite),
    "sealgraph share invite Operations carl@example.net --name 'Carl Gauss' --permission editor",
  );
  const listing = named("invitations", "Invitations into a share that are open, those that ran out included.");
  example(does(listing, invitations), "sealgraph share invitations Operations");
  const voiding = named("void", "Take an invitation into a share back; without one, all that ran out.").argument(
    "[invitation]",
    "address, name or key",
  );
  example(does(voiding, voidOne), "sealgraph share void Operations carl@example.net");
  const verifying = named(
    "verify",
    "Compare a guest's keys with the six words that they say to you; one whose keys have changed is let in again by it.",
  )
    .argument("<who>", "address, name or id of the guest")
    .option("--words-stdin", "read the words from standard input");
  example(does(verifying, verify), "sealgraph share verify Operations carl@example.net");
}

const whatGuestsAre = `
A guest sees this share and nothing else of the company: who is in it by name, and what is in it. Hand the link over by a
way that you trust: whoever has it, and reads the mail of that address, can join as them. They need an account of their
own, with any company or none. The key is given to them when a device of somebody in the share syncs.
While a share has guests, people write in it by name, and no group does.
`;

function parseGuestPermission(text: string): GuestPermission {
  const permission = parsePermission(text);
  if (permission === "OWNER") throw guestOwnsNothing;
  return permission;
}

const guestOwnsNothing = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A guest owns nothing.",
  "editor, reader or reader-hidden",
);

const invite = (context: Context, options: InviteOptions, reference: string, address: string) =>
  withKeys(context, async (client) => {
    const { ask, out } = context;
    const wrong = isAddress(address);
    if (wrong) throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", wrong, "");
    const share = await findShare(client, reference);
    const name = await ask.value({ what: "what they are called", flag: "--name", given: options.name });
    const { permission, days } = options;
    const guest = { address, name, permission, days };
    if (options.dryRun) return answerPlan(context, client, { act: "INVITE", share: share.id, guest });
    const invited = await client.shares.invite(share.id, guest);
    out.answer({ share: share.id, ...invited, expiresAt: invited.expiresAt.toISOString() }, () => invited.link);
    out.note(
      `Hand this link to ${printable(invited.name)} and nobody else, by a way that you trust: whoever has it can join as them.`,
    );
    out.note(
      `It is good until ${moment(invited.expiresAt)}. They open it in a browser, or use it by: sealgraph share join`,
    );
    if (permission === "READER_HIDDEN") out.note(readerHiddenWarning);
  });

const invitations = (context: Context, _: GlobalOptions, reference: string) =>
  withKeys(context, async (client) => {
    const { id } = await findShare(client, reference);
    const open = await client.shares.invitations(id);
    const shapes = open.map((each) => ({ ...each, expiresAt: each.expiresAt.toISOString() }));
    context.out.answer(shapes, () => (open.length > 0 ? columns(open.map(rowOf)) : "No invitation is open."));
  });

const rowOf = ({ key, address, name, permission, expiresAt, expired }: GuestInvitation) => [
  key.slice(0, 8),
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  permissionWord(permission),
  expired ? "ran out" : `until ${moment(expiresAt)}`,
];

const voidOne = (context: Context, _: GlobalOptions, reference: string, invitation?: string) =>
  withKeys(context, async (client) => {
    const share = await findShare(client, reference);
    const keys = await keysOf(client, share.id, invitation);
    for (const key of keys) await client.shares.voidInvitation(share.id, key);
    context.out.answer(
      { share: share.id, void: keys },
      () => `${counted(keys.length, "invitation")} into ${titleOfShare(share)} made void.`,
    );
  });

async function keysOf(client: Client, share: string, reference: string | undefined): Promise<string[]> {
  const open = await client.shares.invitations(share);
  if (reference === undefined) return open.filter(({ expired }) => expired).map(({ key }) => key);
  const named = open.map((each) => ({ ...each, id: each.key }));
  const names = ({ name, address, key }: GuestInvitation) =>
    [name, address, key, key.slice(0, 8)].filter((each): each is string => each !== null);
  return [choose({ what: "invitation", of: names, shown: ({ address }) => address ?? "" }, reference, named).key];
}

interface VerifyOptions extends GlobalOptions {
  readonly wordsStdin?: boolean;
}

const verify = (context: Context, { wordsStdin }: VerifyOptions, reference: string, who: string) =>
  withKeys(context, async (client) => {
    const { share, title, recipient, name, isGuest } = await findInShare(client, reference, who);
    if (!isGuest) throw CommandFailure.of(exitCode.NOT_FOUND, "NOT_FOUND", "cli.said.noGuest", { name: atStart(name) });
    const words = await context.ask.secret({
      what: `the six words that ${name} says to you`,
      variable: "SEALGRAPH_CONTACT_WORDS",
      flag: "--words-stdin",
      fromStdin: wordsStdin,
      shown: true,
      check: areSixWords satisfies Check,
    });
    const already = await client.shares.verifyGuest(share, recipient, words).then(() => false, isSo);
    context.out.answer({ id: share, recipient, already }, () =>
      already
        ? `These are the words of ${name}, who is in ${title} as before: nothing had to be changed.`
        : `${atStart(name)} is in ${title} again, and is given the key when a device of somebody in it syncs.`,
    );
  });

/** The words were right, and there is nothing to let in again. */
function isSo(error: unknown): true {
  if (error instanceof SealgraphError && error.code === "ALREADY_SO") return true;
  throw error;
}
