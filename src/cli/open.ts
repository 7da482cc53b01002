import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, openClient, SealgraphError } from "../client/index.ts";
import { fileStore } from "../client/node.ts";
import { passwordStrength } from "../client/strength/index.ts";
import { say } from "../words/index.ts";
import { again } from "./again.ts";
import type { SecretWanted } from "./ask.ts";
import { addAuthenticator, askForFactor } from "./ask-for-factor.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, explain } from "./failure.ts";
import type { Home } from "./home.ts";
import { counted } from "./output.ts";

/** The settings under which a client works from this folder. */
export const settingsOf = async (context: Context, patience?: number) => ({
  url: context.server,
  store: await fileStore(context.home.store, patience === undefined ? {} : { wait: patience }).catch(
    async (error: unknown) => {
      if (error instanceof SealgraphError && error.code === "STORE_BUSY") throw await busy(context.home);
      throw error;
    },
  ),
  patience: 5_000,
  secondFactor: askForFactor(context),
  ...(context.ask.interactive && { addSecondFactor: addAuthenticator(context) }),
  passwordStrength,
});

async function busy({ folder, store }: Home): Promise<CommandFailure> {
  const holder = (await readFile(join(store, "lock"), "utf8").catch(() => "")).trim();
  return CommandFailure.of(exitCode.CONFLICT, "STORE_BUSY", "cli.said.busy", { process: holder || "none", folder });
}

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

export const passwordWanted = ({ options, out }: Context): SecretWanted => ({
  what: "the account's password",
  check: (typed) => (typed === "" ? say(out.locale, "cli.argument.password") : null),
  variable: "SEALGRAPH_PASSWORD",
  flag: "--password-stdin",
  fromStdin: options.passwordStdin,
});

/**
 * Works with the account that is signed in here, locked as it may be; closes it whatever happens. Waits for other processes
 * in this folder, a few seconds unless `patience` says how many milliseconds.
 */
export async function withAccount<T = void>(
  context: Context,
  work: (client: Client) => Promise<T>,
  patience?: number,
): Promise<T> {
  const settings = await settingsOf(context, patience);
  try {
    const client = await openClient(settings);
    if (client === null) throw new SealgraphError("NOT_SIGNED_IN");
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  } finally {
    await settings.store.close();
  }
}

/** Works with the account unlocked: by SEALGRAPH_SESSION, else by the password. */
export const withKeys = <T = void>(context: Context, work: (client: Client) => Promise<T>): Promise<T> =>
  withAccount(context, async (client) => {
    await openKeys(context, client);
    return work(client);
  });

/**
 * As `withKeys`, for work that changes something. What waits from before is sent first, where the server answers. What
 * cannot be sent is kept, and that is no failure: a note says so.
 */
export const withChanges = (context: Context, work: (client: Client) => Promise<void>): Promise<void> =>
  withKeys(context, async (client) => {
    if (client.status().pending > 0) await sendFirst(context, client);
    const { refused } = client.status();
    await work(client).catch((error: unknown) => {
      throw client.status().refused > refused ? keptUnwritten(error) : error;
    });
    const { pending } = client.status();
    if (pending > 0) context.out.note(client.status().removed ? keptOfRemoved(pending) : kept(pending));
  });

async function sendFirst({ out }: Context, client: Client): Promise<void> {
  const silence = client.on("trouble", (error) => out.note(explain(error, out).message));
  try {
    await client.syncNow();
  } catch (error) {
    if (explain(error).exit !== exitCode.UNREACHABLE) throw error;
  } finally {
    silence();
  }
}

/** Where nothing can be written now, what was changed is not lost, and goes by itself once it can. */
function keptUnwritten(error: unknown): unknown {
  if (!(error instanceof SealgraphError) || error.code !== "READ_ONLY") return error;
  const { exit, code, message, hint } = explain(error);
  const its = "It is kept here, and sealgraph sync sends it once that is over (sealgraph queue list).";
  return new CommandFailure(exit, code, `${message} ${its}`, hint);
}

const kept = (pending: number): string =>
  `The server cannot be reached. ${counted(pending, "change")} kept here: sealgraph sync sends ${pending === 1 ? "it" : "them"}.`;

const keptOfRemoved = (pending: number): string => `${removed} ${counted(pending, "change")} kept here until then.`;

/** To whoever was put out of their company. */
export const removed =
  "You are in the company no more: what is here can be read. To write, go on with an account of your own (sealgraph company leave) or in another company (sealgraph company join).";

/** As `withKeysIfGiven`, but goes on locked, and says so, where the session key is of no use any more. */
export const withKeysThatOpen = (context: Context, work: (client: Client) => Promise<void>): Promise<void> =>
  withAccount(context, async (client) => {
    if (sessionOf(context) || context.ask.has(passwordWanted(context)))
      await openKeys(context, client).catch((error: unknown) => {
        if (!(error instanceof SealgraphError) || error.code !== "WRONG_SESSION") throw error;
        context.out.note("SEALGRAPH_SESSION does not open this account any more: sealgraph unlock prints a new one.");
      });
    await work(client);
  });

/** As `withKeys`, but goes on locked where there is neither a session key nor a password. */
export const withKeysIfGiven = (context: Context, work: (client: Client) => Promise<void>): Promise<void> =>
  withAccount(context, async (client) => {
    if (sessionOf(context) || context.ask.has(passwordWanted(context))) await openKeys(context, client);
    await work(client);
  });

const sessionOf = ({ surroundings }: Context) => surroundings.environment.SEALGRAPH_SESSION;

async function openKeys(context: Context, client: Client): Promise<void> {
  const session = sessionOf(context);
  if (session && !context.options.passwordStdin) return client.unlockWithSession(session);
  await openKeysByPassword(context, client);
}

/**
 * As `openKeys`, but a person at a terminal is asked for the password: whoever finds one that somebody left shall not walk
 * away with the Secret Key.
 */
export const openKeysAnew = (context: Context, client: Client): Promise<void> =>
  context.ask.interactive ? openKeysByPassword(context, client) : openKeys(context, client);

/** Unlocks by the password, which is asked for at a terminal. Throws LOCKED where nobody can be asked. */
export async function openKeysByPassword(context: Context, client: Client): Promise<void> {
  const wanted = passwordWanted(context);
  if (!context.ask.interactive && !context.ask.has(wanted))
    throw CommandFailure.of(exitCode.NOT_OPEN, "LOCKED", "cli.said.locked");
  await again(context, wanted, { code: "WRONG_CREDENTIALS", most: 3 }, async () => {
    const password = await context.ask.secret(wanted);
    await client.unlock(password).catch(sayPassword);
  });
}

/** The password itself, for what has to be proven by it; the account is unlocked with it. */
export async function presentPassword(context: Context, client: Client): Promise<string> {
  const wanted = { ...passwordWanted(context), what: "the present password" };
  return again(context, wanted, { code: "WRONG_CREDENTIALS", most: 3 }, async () => {
    const typed = await context.ask.secret(wanted);
    await client.unlock(typed).catch(sayPassword);
    return typed;
  });
}

/** Where only the password was asked for, nothing else can be wrong. */
export function sayPassword(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.code !== "WRONG_CREDENTIALS") throw error;
  throw CommandFailure.of(exitCode.NOT_OPEN, error.code, "cli.said.wrongPassword");
}
