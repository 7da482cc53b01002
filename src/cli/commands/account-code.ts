import type { Command } from "commander";
import { type Client, recoverAccount, type ShowCode, wrongGroupOfAccountCode } from "../../client/index.ts";
import { again } from "../again.ts";
import type { Check } from "../ask.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { addKitOptions, checkKits, howToPrint, type KitOptions, printKit, writeKits } from "../emergency-kit.ts";
import { wrongGroupInWords } from "../failure.ts";
import { rememberServer } from "../home.ts";
import { isAddress } from "../is-address.ts";
import { askNewPassword } from "../new-password.ts";
import { presentPassword, settingsOf, withAccount } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { moment } from "../output.ts";
import { typedBack } from "../typed-back.ts";
import { deviceOption } from "./account.ts";

interface MakeOptions extends YesOption, KitOptions {}

interface RecoverOptions extends GlobalOptions, YesOption, KitOptions {
  readonly address?: string;
  readonly device: string;
  readonly kit?: string;
  readonly codeStdin?: boolean;
  readonly newPasswordStdin?: boolean;
  readonly newCode?: boolean;
}

/** `code` with its commands, and `recover`. */
export function addAccountCodeCommands(program: Command): void {
  const code = program
    .command("code")
    .description("The account code: 48 digits on paper that open this account once, without password and Secret Key.");
  const makeCommand = code
    .command("make")
    .description("Make an account code, in place of the one before. It is shown once, and parts of it typed back.")
    .option("-y, --yes", "do not ask for parts of it: it is printed, and you keep it");
  example(does(addKitOptions(makeCommand), make), "sealgraph code make", "sealgraph code make --pdf kit-with-code.pdf");
  const removeCommand = code
    .command("remove")
    .description("Take the account code away: what stands on paper opens nothing any more.")
    .addOption(yesOption());
  example(does(removeCommand, remove), "sealgraph code remove");
  const statusCommand = code.command("status").description("Say whether the account has a code, and since when.");
  example(does(statusCommand, status), "sealgraph code status");
  const recoverCommand = program
    .command("recover")
    .description("Get into an account by its account code. It gets a new password and a new Secret Key.")
    .option("--address <e-mail>", "the account's address")
    .addOption(deviceOption())
    .option("--kit <file>", "write the new Emergency Kit to a new file (mode 0600) instead of printing it")
    .option("--code-stdin", "read the account code from the first line of standard input")
    .option("--new-password-stdin", "read the new password from standard input, a line after the code")
    .option("--new-code", "make a new account code at once; the one that is used is used up")
    .addOption(yesOption());
  example(does(addKitOptions(recoverCommand), recover), "sealgraph recover --address ada@example.com");
}

const make = (context: Context, options: MakeOptions) =>
  withAccount(context, async (client) => {
    const { ask, out } = context;
    const kit = client.emergencyKit();
    await checkKits(options, kit.address);
    const password = await presentPassword(context, client);
    const accountCode = await client.accountCode.make(password, typedBack(context, options.yes));
    const written = await writeKits(options, { ...kit, accountCode }, out.locale);
    // Where its owner has just typed parts of it back, it is not shown again.
    out.answer({ accountCode, ...written }, () => (ask.interactive && !options.yes ? counts : accountCode));
    out.note(whatItIsWorth);
  });

const remove = (context: Context, { yes }: YesOption) =>
  withAccount(context, async (client) => {
    const { exists } = await client.accountCode.status();
    if (exists) await context.ask.agreement("Take the account code away?", yes);
    if (exists) await client.accountCode.remove(await presentPassword(context, client));
    context.out.answer({ removed: exists }, () => (exists ? "The code opens nothing any more." : "There is no code."));
  });

const status = (context: Context) =>
  withAccount(context, async (client) => {
    const { exists, createdAt } = await client.accountCode.status();
    const since = createdAt?.toISOString() ?? null;
    context.out.answer({ exists, createdAt: since }, () =>
      exists ? `There is an account code, made at ${createdAt && moment(createdAt)}.` : "There is no account code.",
    );
  });

async function recover(context: Context, options: RecoverOptions): Promise<void> {
  const { ask, out } = context;
  const given = { what: "your e-mail address", flag: "--address", given: options.address, check: isAddress };
  const address = await ask.value(given);
  await checkKits({ ...options, text: options.kit }, address);
  // Said before anything is done: afterwards there is a new Secret Key, and it has to be shown first.
  if (options.newCode && !ask.interactive) await ask.agreement("Is the new code kept?", options.yes);
  const wanted = { ...codeWanted, fromStdin: options.codeStdin };
  const settings = await settingsOf(context);
  try {
    let password = "";
    const { client, emergencyKit } = await again(
      context,
      wanted,
      { code: "ACCOUNT_CODE_REFUSED", most: 3 },
      async () => {
        const code = await ask.secret(wanted);
        password ||= await askNewPassword(context, options.newPasswordStdin);
        return recoverAccount(settings, { address, code, password, deviceName: options.device });
      },
    );
    await rememberServer(context.home, context.server);
    const code = options.newCode ? await makeCode(client, password, typedBack(context, options.yes)) : null;
    const kit = { ...emergencyKit, accountCode: code?.made ?? null };
    const written = await writeKits({ ...options, text: options.kit }, kit, out.locale);
    const isWritten = Object.keys(written).length > 0;
    const { user, tenant, device, server } = client.account;
    const shown = isWritten ? written : { secretKey: kit.secretKey };
    out.answer(
      { user, tenant, device, address, server, ...shown, accountCode: kit.accountCode },
      () => `Signed in as ${address} on ${server}; all other devices are signed out.`,
    );
    if (!isWritten && !out.json) printKit(out, kit);
    if (!isWritten) out.note(howToPrint(out));
    out.note(kit.accountCode ? whatItIsWorth : "The account code is used up: sealgraph code make makes another one.");
    if (code?.failed) throw code.failed;
    await client.close();
  } finally {
    await settings.store.close();
  }
}

/** The account is recovered, and its new Secret Key has to be shown, whatever becomes of this. */
const makeCode = (client: Client, password: string, show: ShowCode) =>
  client.accountCode.make(password, show).then(
    (made) => ({ made, failed: null }),
    (failed: unknown) => ({ made: null, failed }),
  );

const isAccountCode: Check = (text) => {
  const group = wrongGroupOfAccountCode(text);
  return group === null ? null : wrongGroupInWords(group);
};

const codeWanted = {
  what: "the account code (8 groups of 6 digits)",
  variable: "SEALGRAPH_ACCOUNT_CODE",
  flag: "--code-stdin",
  shown: true,
  check: isAccountCode,
};

const counts = "The account code counts from now on; any that there was before opens nothing.";

const whatItIsWorth =
  "Whoever finds this code and knows your address opens your account. Keep it where nobody looks, apart from your devices.";
