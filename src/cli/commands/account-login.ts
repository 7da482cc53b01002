import { type Client, requestApproval, SealgraphError, signIn } from "../../client/index.ts";
import { parseSecretKey } from "../../crypto/client/secret-key.ts";
import { say } from "../../words/index.ts";
import { answerAccount } from "../account-answer.ts";
import { again } from "../again.ts";
import type { Check } from "../ask.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { rememberServer } from "../home.ts";
import { isAddress } from "../is-address.ts";
import { askNewPassword, newPasswordWanted } from "../new-password.ts";
import { addressHere, passwordWanted, removed, sayPassword, settingsOf } from "../open.ts";
import { waitForApproval } from "./wait-for-approval.ts";

interface LoginOptions extends GlobalOptions {
  readonly address?: string;
  readonly device: string;
  readonly secretKeyStdin?: boolean;
  readonly approve?: boolean;
  readonly portal?: boolean;
  readonly partner?: boolean;
}

export async function signInHere(context: Context, options: LoginOptions): Promise<void> {
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

const isSecretKey: Check = (text) => {
  try {
    parseSecretKey(text);
    return null;
  } catch {
    return "This is no Secret Key: a character is wrong or missing.";
  }
};
