import { type Client, openClient, SealgraphError } from "../client/index.ts";
import { fileStore } from "../client/node.ts";
import type { SecretWanted } from "./ask.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, explain } from "./failure.ts";

/** The settings under which a client works from this folder. */
export const settingsOf = async ({ server, home }: Context) => ({
  url: server,
  store: await fileStore(home.store),
  patience: 5_000,
});

/** The address of the account that this folder belongs to; null where nobody ever signed in. */
export async function addressHere(context: Context): Promise<string | null> {
  const settings = await settingsOf(context);
  try {
    const client = await openClient(settings);
    const address = client?.account.address ?? null;
    await client?.close();
    return address;
  } finally {
    await settings.store.close();
  }
}

export const passwordWanted = ({ options }: Context): SecretWanted => ({
  what: "the account's password",
  variable: "SEALGRAPH_PASSWORD",
  flag: "--password-stdin",
  fromStdin: options.passwordStdin,
});

/** Works with the account that is signed in here, locked as it may be; closes it whatever happens. */
export async function withAccount(context: Context, work: (client: Client) => Promise<void>): Promise<void> {
  const settings = await settingsOf(context);
  try {
    const client = await openClient(settings);
    if (client === null) throw new SealgraphError("NOT_SIGNED_IN");
    try {
      await work(client);
    } finally {
      await client.close();
    }
  } finally {
    await settings.store.close();
  }
}

/** Works with the account unlocked: by SEALGRAPH_SESSION, else by the password. */
export const withKeys = (context: Context, work: (client: Client) => Promise<void>): Promise<void> =>
  withAccount(context, async (client) => {
    await openKeys(context, client);
    const pending = client.status().pending;
    try {
      await work(client);
    } catch (error) {
      throw client.status().pending > pending ? notSent(error) : error;
    }
  });

/** A change that was signed, whose answer did not come: nothing is lost by it. */
const notSent = (error: unknown) =>
  new CommandFailure(
    explain(error).exit,
    "NOT_SENT",
    `${explain(error).message} The change is kept here, and nobody knows yet whether the server has it.`,
    "sealgraph sync finds out, and sends it if need be.",
  );

/** As `withKeys`, but goes on locked where there is neither a session key nor a password. */
export const withKeysIfGiven = (context: Context, work: (client: Client) => Promise<void>): Promise<void> =>
  withAccount(context, async (client) => {
    if (process.env.SEALGRAPH_SESSION || context.ask.has(passwordWanted(context))) await openKeys(context, client);
    await work(client);
  });

async function openKeys(context: Context, client: Client): Promise<void> {
  const session = process.env.SEALGRAPH_SESSION;
  if (session && !context.options.passwordStdin) return client.unlockWithSession(session);
  await openKeysByPassword(context, client);
}

/** Unlocks by the password, which is asked for at a terminal. Throws LOCKED where nobody can be asked. */
export async function openKeysByPassword(context: Context, client: Client): Promise<void> {
  const wanted = passwordWanted(context);
  if (!context.ask.interactive && !context.ask.has(wanted))
    throw new CommandFailure(
      exitCode.NOT_OPEN,
      "LOCKED",
      "The account is locked.",
      'Unlock it with eval "$(sealgraph unlock)", or give SEALGRAPH_PASSWORD or --password-stdin.',
    );
  await client.unlock(await context.ask.secret(wanted));
}
