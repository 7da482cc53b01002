import type { Command } from "commander";
import type { GuestInvitationView } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { askForInvitationHere } from "../invitation-wanted.ts";
import { withChanges, withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { moment, printable } from "../output.ts";
import { permissionWord } from "../share-options.ts";
import { remarksOn, shareShape } from "../share-shapes.ts";
import { titleOfShare } from "../vaults.ts";
import { parentIn } from "./folder.ts";

interface JoinOptions extends GlobalOptions, YesOption {
  readonly folder?: string;
}

/** `share join words`: for guests of other companies. */
export function addShareVisitCommands(share: Command): void {
  const joining = share
    .command("join")
    .description("Become a guest of a share of another company, by the link that you got. It is asked for.")
    .option("--folder <folder>", "path or id of the folder of your profile that it is shown in")
    .addOption(yesOption());
  example(does(joining, join), "sealgraph share join", "sealgraph share join --folder Work");
  const saying = share
    .command("words")
    .description(
      "Six words of your own keys: say them to an owner who has to verify you, by another way than this one.",
    );
  example(does(saying, words), "sealgraph share words");
}

const join = (context: Context, { folder: wanted, yes }: JoinOptions) =>
  withChanges(context, async (client) => {
    const { out } = context;
    const link = await askForInvitationHere(context, client.account.server);
    const view = await client.shares.openInvitation(link);
    await context.ask.agreement(`${invitesYou(view)} Join?`, yes);
    const folder = await parentIn(client, wanted, { profile: view.scope });
    const share = await client.shares.join(link, { folder });
    out.answer(shareShape(share), () => `You are a guest in ${titleOfShare(share)} now.`);
    const remarks = remarksOn(share);
    if (remarks) out.note(`${titleOfShare(share)}: ${remarks}.`);
  });

const invitesYou = ({ fromName, fromAddress, permission, expiresAt, address }: GuestInvitationView): string =>
  `${fromName === null ? "Somebody whose name does not verify" : printable(fromName)}${fromAddress === null ? "" : ` (${printable(fromAddress)})`} invites ${printable(address)} into a share, as ${permissionWord(permission)}, until ${moment(expiresAt)}.`;

const words = (context: Context) =>
  withKeys(context, async (client) => {
    const six = client.shares.ownWords();
    context.out.answer({ words: six }, () => six.join(" "));
    context.out.note(
      "They are no secret. Who hears them knows by them that your keys are the ones that they were shown.",
    );
  });
