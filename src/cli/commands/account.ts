import { hostname } from "node:os";
import { type Command, Option } from "commander";
import {
  type Client,
  completeSignUp,
  openInvitation,
  requestApproval,
  requestSignUp,
  SealgraphError,
  type Settings,
  signIn,
} from "../../client/index.ts";
import { parseSecretKey } from "../../crypto/client/secret-key.ts";
import { say } from "../../words/index.ts";
import { again } from "../again.ts";
import type { Check } from "../ask.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { founderInWords } from "../desk-shapes.ts";
import { addKitOptions, checkKits, howToPrint, type KitOptions, printKit, writeKits } from "../emergency-kit.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { rememberServer } from "../home.ts";
import { askForInvitation, demandInvited } from "../invitation-wanted.ts";
import { askNewPassword, chooseNewPassword, newPasswordWanted } from "../new-password.ts";
import { addressHere, passwordWanted, removed, sayPassword, settingsOf } from "../open.ts";
import { printable } from "../output.ts";
import { waitForApproval } from "./wait-for-approval.ts";

interface SignUpOptions extends GlobalOptions, KitOptions {
  readonly address?: string;
  readonly name?: string;
  readonly invited?: boolean;
  readonly device: string;
  readonly kit?: string;
  readonly codeStdin?: boolean;
  readonly request?: boolean;
  readonly complete?: string;
}

interface LoginOptions extends GlobalOptions {
  readonly address?: string;
  readonly device: string;
  readonly secretKeyStdin?: boolean;
  readonly approve?: boolean;
  readonly portal?: boolean;
  readonly partner?: boolean;
}

export const deviceOption = () => new Option("--device <name>", "name of this device").default(hostname());

/** `signup` and `login`. */
export function addAccountCommands(program: Command): void {
  const signup = program
    .command("signup")
    .description("Make an account. A code is mailed to the address; then the Secret Key is shown.")
    .option("--address <e-mail>", "the address that the account will bear")
    .option("--name <name>", "your name")
    .option("--invited", "join the company that has invited you: by the link in SEALGRAPH_INVITATION or a prompt")
    .addOption(deviceOption())
    .option("--kit <file>", "write the Emergency Kit to a new file (mode 0600) instead of printing it")
    .option("--code-stdin", "read the code from standard input, a line after the password")
    .option("--request", "only have the code mailed, and print the id to go on with")
    .option("--complete <id>", "go on with the code (SEALGRAPH_CODE, --code-stdin or a prompt)");
  example(
    does(addKitOptions(signup), signUp),
    'sealgraph signup --address ada@example.com --name "Ada Lovelace" --kit ~/emergency-kit.txt',
  );
  const login = program
    .command("login")
    .description(
      "Sign in on this device with the password and the Secret Key, or with the password and a device that approves this one. With --json and --approve the words come first, as a line of their own.",
    )
    .option("--address <e-mail>", "the account's address")
    .addOption(deviceOption())
    .option("--secret-key-stdin", "read the Secret Key from standard input, a line after the password")
    .option("--portal", "also to administer the company from here")
    .addOption(
      new Option("--partner", "also to look after a partner's companies from here, as its staff").conflicts("portal"),
    )
    .addOption(
      new Option(
        "--approve",
        "show six words instead, and wait until they are typed on a device that is signed in",
      ).conflicts("secretKeyStdin"),
    );
  example(
    does(login, signInHere),
    "sealgraph login --address ada@example.com",
    "sealgraph login --address ada@example.com --approve",
  );
}

async function signUp(given: Context, options: SignUpOptions): Promise<void> {
  const { context, link } = options.invited ? await askForInvitation(given) : { context: given, link: null };
  const { ask, out } = context;
  const settings = await settingsOf(context);
  try {
    const invitation = link === null ? null : await invitationFrom(context, settings, link);
    const address = await ask.value({
      what: "your e-mail address",
      flag: "--address",
      given: options.address ?? invitation?.address,
      check: isAddress,
    });
    if (invitation) demandInvited(invitation.address, address);
    if (options.request) {
      const { signUp: id, expiresAt } = await requestSignUp(settings, address, out);
      out.answer({ signUp: id, expiresAt: expiresAt.toISOString() }, () => id);
      return out.note(say(out.locale, "cli.answer.codeSent"));
    }
    await checkKits({ ...options, text: options.kit }, address);
    const name = invitation?.name ?? (await ask.value({ what: "your name", flag: "--name", given: options.name }));
    const password = await chooseNewPassword(context, {
      ...passwordWanted(context),
      what: "a password for the account",
    });
    const id = options.complete ?? (await requestSignUp(settings, address, out)).signUp;
    if (options.complete === undefined) out.note(say(out.locale, "cli.answer.codeSent"));
    const wanted = { ...codeWanted, fromStdin: options.codeStdin };
    const { client, emergencyKit } = await again(context, wanted, { code: "CODE_REFUSED", most: 5 }, async () => {
      const code = (await ask.secret(wanted)).trim();
      const newcomer = { signUp: id, address, code, password, deviceName: options.device, locale: out.locale };
      return completeSignUp(settings, { ...newcomer, ...(invitation ? { invitation: invitation.link } : { name }) });
    });
    await rememberServer(context.home, context.server);
    // All of it is here already; from now on it is known when that was seen last.
    await client.syncNow().catch(() => {});
    const written = await writeKits({ ...options, text: options.kit }, emergencyKit, out.locale);
    const isWritten = Object.keys(written).length > 0;
    answerAccount(context, client, isWritten ? written : { secretKey: emergencyKit.secretKey });
    if (!isWritten && !out.json) printKit(out, emergencyKit);
    if (!isWritten) out.note(howToPrint(out));
    await client.close();
  } finally {
    await settings.store.close();
  }
}

/** Shows what the invitation is for, before anything is typed. */
async function invitationFrom({ out }: Context, settings: Settings, link: string) {
  const { company, address, name, founder } = await openInvitation(settings, link);
  out.note(
    `${company === null ? "A company without a name" : printable(company)} invites "${printable(name)}" (${printable(address)}).`,
  );
  if (founder !== null) out.note(founderInWords(founder));
  return { link, address, name };
}

async function signInHere(context: Context, options: LoginOptions): Promise<void> {
  const given = { what: "your e-mail address", flag: "--address", given: options.address, check: isAddress };
  const address = await context.ask.value(given);
  if (options.approve) return signInApproved(context, options, address);
  await again(context, passwordWanted(context), { code: "WRONG_CREDENTIALS", most: 3 }, () =>
    signInOnce(context, options, address),
  );
}

async function signInOnce(context: Context, options: LoginOptions, address: string): Promise<void> {
  const { ask } = context;
  const password = await ask.secret(passwordWanted(context));
  const secretKey = await secretKeyFor(context, address, options.secretKeyStdin);
  const settings = await settingsOf(context);
  try {
    const surface = options.partner ? "PARTNER" : options.portal ? "PORTAL" : "APP";
    const known = { address, password, deviceName: options.device, surface } as const;
    const begin = (more: { readonly newPassword?: string }) =>
      secretKey === null
        ? signIn(settings, { ...known, ...more }).catch(sayPassword)
        : signIn(settings, { ...known, ...more, secretKey });
    const client = await begin({}).catch(async (error: unknown) => {
      if (!(error instanceof SealgraphError) || error.code !== "PASSWORD_TOO_OLD") throw error;
      context.out.note("The password is older than the company allows: choose a new one.");
      return begin({ newPassword: await nextPassword(context, error) });
    });
    await welcome(context, client);
  } catch (error) {
    if (options.partner && error instanceof SealgraphError && error.code === "PORTAL_RESTRICTED") throw noStaff;
    throw error;
  } finally {
    await settings.store.close();
  }
}

const noStaff = new CommandFailure(
  exitCode.REFUSED,
  "NO_STAFF",
  "You have no role at a partner.",
  "An owner of the partner gives you one: sealgraph partner staff set. A company becomes a partner by an operator's code, in the portal: sealgraph partner redeem",
);

/** Throws the error itself where nobody can be asked. */
async function nextPassword(context: Context, error: SealgraphError): Promise<string> {
  const { ask } = context;
  if (!ask.interactive && !ask.has(newPasswordWanted())) throw error;
  return askNewPassword(context, undefined);
}

async function signInApproved(context: Context, options: LoginOptions, address: string): Promise<void> {
  if ((await addressHere(context)) !== null) throw hereAlready;
  const settings = await settingsOf(context);
  try {
    const asked = await requestApproval(settings, { address, deviceName: options.device });
    const granted = await waitForApproval(context, asked);
    const wanted = passwordWanted(context);
    const client = await again(context, wanted, { code: "WRONG_CREDENTIALS", most: 3 }, async () =>
      granted.signIn(await context.ask.secret(wanted)).catch(sayPassword),
    );
    await welcome(context, client);
  } finally {
    await settings.store.close();
  }
}

async function welcome(context: Context, client: Client): Promise<void> {
  await rememberServer(context.home, context.server);
  await client.viewer();
  answerAccount(context, client, {});
  if (client.status().removed) context.out.note(removed);
  context.out.note(say(context.out.locale, "cli.answer.unlock"));
  await client.close();
}

const hereAlready = new CommandFailure(
  exitCode.USAGE,
  "HERE_ALREADY",
  "This folder has an account, and its Secret Key.",
  "sealgraph login asks for the password alone. For another account set SEALGRAPH_HOME to another folder.",
);

/** Null where this device keeps the account's Secret Key and no other was given. */
async function secretKeyFor(context: Context, address: string, fromStdin: boolean | undefined): Promise<string | null> {
  const what = "the Secret Key (SG1-…, from the Emergency Kit)";
  const wanted = { what, variable: "SEALGRAPH_SECRET_KEY", flag: "--secret-key-stdin", fromStdin, check: isSecretKey };
  if (!context.ask.has(wanted) && (await addressHere(context)) === address) return null;
  return context.ask.secret(wanted);
}

function answerAccount({ out }: Context, { account }: Client, more: Readonly<Record<string, string>>): void {
  const { user, tenant, device, address, server, name } = account;
  out.answer({ user, tenant, device, address, server, name, ...more }, () =>
    say(out.locale, "cli.answer.signedIn", { address, server }),
  );
}

const codeWanted = { what: "the code from the mail", variable: "SEALGRAPH_CODE", flag: "--code-stdin", shown: true };

export const isAddress: Check = (text) => (/^[^\s@]+@[^\s@]+$/.test(text.trim()) ? null : "This is no e-mail address.");

const isSecretKey: Check = (text) => {
  try {
    parseSecretKey(text);
    return null;
  } catch {
    return "This is no Secret Key: a character is wrong or missing.";
  }
};
