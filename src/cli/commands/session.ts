import type { Command } from "commander";
import { say } from "../../words/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { addKitOptions, howToPrint, type KitOptions, printKit, writeKits } from "../emergency-kit.ts";
import { openKeysAnew, openKeysByPassword, withAccount } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { counted } from "../output.ts";

interface RawOption extends GlobalOptions {
  readonly raw?: boolean;
}

interface TokenOptions extends RawOption {
  readonly header?: boolean;
}

interface ShowKitOptions extends GlobalOptions, KitOptions {
  readonly file?: string;
}

/** `unlock`, `lock`, `token`, `kit`, `logout`. */
export function addSessionCommands(program: Command): void {
  const unlockCommand = program
    .command("unlock")
    .description(
      "Print a session key, one of its own for each terminal. With it in SEALGRAPH_SESSION, commands need no password until you lock.",
    )
    .option("--raw", "print only the key");
  example(does(unlockCommand, unlock), 'eval "$(sealgraph unlock)"');
  const lockCommand = program.command("lock").description("Make every session key of this device worthless.");
  example(does(lockCommand, lock), "sealgraph lock");
  const tokenCommand = program
    .command("token")
    .description("Print what authorises requests of your own for a few minutes, as the explorer's Headers take it.")
    .option("--header", "print it as a line of HTTP")
    .option("--raw", "print only the token");
  example(
    does(tokenCommand, token),
    "sealgraph token",
    'curl -H "$(sealgraph token --header)" -H "content-type: application/json" …',
  );
  const kitCommand = program
    .command("kit")
    .description("Show the Emergency Kit again, or write it to new files. At a terminal it asks for the password.")
    .option("--file <file>", "write it as text to a file that is not there yet (mode 0600)");
  example(
    does(addKitOptions(kitCommand), kit),
    "sealgraph kit --pdf kit.pdf",
    "sealgraph kit --file /media/stick/sealgraph.txt",
  );
  const logoutCommand = program
    .command("logout")
    .description("Sign out and wipe what this device keeps. Changes that were not sent yet are lost.")
    .addOption(yesOption());
  example(does(logoutCommand, logout), "sealgraph logout");
}

const unlock = (context: Context, { raw }: RawOption) =>
  withAccount(context, async (client) => {
    await openKeysByPassword(context, client);
    const session = await client.makeSession();
    context.out.answer({ session }, () => (raw ? session : `export SEALGRAPH_SESSION=${session}`));
  });

const lock = (context: Context) =>
  withAccount(context, async (client) => {
    await client.lock();
    context.out.answer({ locked: true }, () => say(context.out.locale, "cli.answer.locked"));
  });

const token = (context: Context, { raw, header: asHeader }: TokenOptions) =>
  withAccount(context, async (client) => {
    const { token: bearer, expiresAt } = await client.accessToken();
    const authorization = `Bearer ${bearer}`;
    const header = `authorization: ${authorization}`;
    context.out.answer({ token: bearer, header, expiresAt: expiresAt.toISOString() }, () => {
      if (raw) return bearer;
      return asHeader ? header : JSON.stringify({ authorization });
    });
  });

const kit = (context: Context, options: ShowKitOptions) =>
  withAccount(context, async (client) => {
    await openKeysAnew(context, client);
    const emergencyKit = client.emergencyKit();
    const written = await writeKits({ ...options, text: options.file }, emergencyKit, context.out.locale);
    const files = Object.values(written);
    if (files.length > 0) return context.out.answer(written, () => `Written to ${files.join(" and ")}.`);
    printKit(context.out, emergencyKit);
    context.out.note(howToPrint(context.out));
  });

const logout = (context: Context, { yes }: YesOption) =>
  withAccount(context, async (client) => {
    const { pending, refused } = client.status();
    const unsent = pending + refused;
    const lost = unsent === 0 ? "" : ` ${counted(unsent, "change")} that the server does not have will be lost.`;
    await context.ask.agreement(`Sign out and wipe this device?${lost}`, yes ?? unsent === 0);
    const { address } = client.account;
    await client.signOut({ discard: true });
    context.out.answer({ signedOut: true }, () => say(context.out.locale, "cli.answer.signedOut", { address }));
  });
