import { useEffect } from "react";
import {
  type Client,
  type EventMap,
  openClient,
  SealgraphError,
  type Settings,
  type SignIn,
  signIn,
} from "sealgraph/client";
import { followPage, removeIndexedDbStore } from "sealgraph/client/browser";
import { makeValue, useValue } from "../shell/value.ts";
import { clearCopied } from "../ui/clipboard.ts";
import { clearTold } from "../ui/toast.tsx";
import { factorQuestions, takeQuestions } from "./factor-questions.ts";
import { onlyPassword } from "./only-password.ts";
import { openStore } from "./store.ts";

/** Who is at this browser. */
export type Session =
  | { readonly phase: "STARTING" }
  /** What this browser keeps cannot be opened. */
  | { readonly phase: "FAILED"; readonly error: unknown }
  /** It was opened here, and had to be let go of. */
  | { readonly phase: "CLOSED"; readonly reason: EventMap["closed"]["reason"] }
  | { readonly phase: "NOBODY" }
  | { readonly phase: "LOCKED"; readonly client: Client }
  /** Its Secret Key is new: nobody goes on who has not kept the Emergency Kit. */
  | { readonly phase: "KIT"; readonly client: Client; readonly why: KitWhy }
  | { readonly phase: "OPEN"; readonly client: Client };

/** Why there is a new kit: the account is new, was recovered, or was given new keys. */
export type KitWhy = "NEW" | "RECOVERED" | "RENEWED";

export interface Again {
  readonly password: string;
  readonly secretKey?: string;
  readonly surface?: NonNullable<SignIn["surface"]>;
  readonly newPassword?: string;
}

const now = makeValue<Session>({ phase: "STARTING" });
let store: ReturnType<typeof openStore> | null = null;

/** One store for as long as an account uses it; a new one after it was closed. */
async function settings(takeOver = false): Promise<Settings> {
  store ??= openStore(takeOver);
  return {
    url: window.location.origin,
    store: await store.catch((error: unknown) => {
      store = null;
      throw error;
    }),
    // What is changed is kept here first: nobody is left waiting for a server that does not answer.
    patience: 1_500,
    ...factorQuestions,
    passwordStrength: async (password, options) =>
      (await import("sealgraph/client/strength")).passwordStrength(password, options),
  };
}

const kitsToKeep = new WeakMap<Client, KitWhy>();

function show(client: Client): void {
  const why = kitsToKeep.get(client);
  now.set(
    client.locked ? { phase: "LOCKED", client } : why ? { phase: "KIT", client, why } : { phase: "OPEN", client },
  );
}

/** What stands outside of the vault's own pages, and may hold what is in it, goes with them; what is answered late comes no more. */
now.subscribe(() => {
  const { phase } = now.get();
  takeQuestions(phase !== "LOCKED" && phase !== "CLOSED");
  if (phase !== "LOCKED" && phase !== "CLOSED" && phase !== "NOBODY") return;
  clearTold();
  clearCopied();
});

const endsOfFollowing = new WeakMap<Client, () => void>();
const stopFollowingPage = (client: Client) => endsOfFollowing.get(client)?.();

/** Takes over an account: follows the server and the page, and knows when it locks itself, is closed, or is signed out. */
function adopt(client: Client, kitToKeep?: KitWhy): void {
  if (kitToKeep) kitsToKeep.set(client, kitToKeep);
  endsOfFollowing.set(client, followPage(client));
  client.on("locked", () => show(client));
  client.on("closed", ({ reason }) => {
    stopFollowingPage(client);
    store = null;
    now.set({ phase: "CLOSED", reason });
  });
  client.on("signedOut", ({ reason }) => {
    if (reason === "SIGNED_OUT") void leave(client);
  });
  if (client.signedIn) client.follow();
  show(client);
}

async function leave(client: Client): Promise<void> {
  stopFollowingPage(client);
  await client.close();
  store = null;
  now.set({ phase: "NOBODY" });
}

/** Looks whether this browser knows an account. */
function start(takeOver = false): void {
  now.set({ phase: "STARTING" });
  settings(takeOver)
    .then(openClient)
    .then((client) => (client === null ? now.set({ phase: "NOBODY" }) : adopt(client)))
    .catch((error: unknown) => now.set({ phase: "FAILED", error }));
}

/** Why it was not signed in again: for whoever asked, who is shown anew. */
const failedAgain = makeValue<unknown>(null);

/** Signed in or not, what is here opens as it did. */
async function openAsBefore(password: string, way: string | null, why: unknown): Promise<void> {
  const back = await openClient(await settings());
  if (back === null) return now.set({ phase: "NOBODY" });
  await (way === null ? back.unlock(password) : back.unlockWithSession(way)).catch(() => {});
  failedAgain.set(why);
  adopt(back);
}

/** The same, for as long as this component is shown. */
export function useFailedAgain(): unknown {
  useEffect(() => () => failedAgain.set(null), []);
  return useValue(failedAgain);
}

export const session = {
  now,
  settings,
  adopt,
  start,
  /** The keys were renewed: the kit that somebody has opens nothing any more. */
  newKit(client: Client): void {
    kitsToKeep.set(client, "RENEWED");
    show(client);
  },
  /** The kit of a new Secret Key is on paper, as far as anybody can tell. */
  keptKit(client: Client): void {
    kitsToKeep.delete(client);
    show(client);
  },
  /** Throws away what this browser keeps, unread: for a store that cannot be opened any more. */
  async startOver(): Promise<void> {
    await removeIndexedDbStore();
    store = null;
    start();
  },
  async unlock(client: Client, password: string): Promise<void> {
    await onlyPassword(client.unlock(password));
    client.used();
    show(client);
  },
  async lock(client: Client): Promise<void> {
    // Nothing that is shown asks an account that is closed.
    now.set({ phase: "LOCKED", client });
    await client.lock().finally(() => show(client));
  },
  /** Signs this browser out. Where that cannot be, what was open is shown again. */
  async signOut(client: Client, options: { readonly discard: boolean }): Promise<void> {
    now.set({ phase: "STARTING" });
    try {
      await client.signOut(options);
    } catch (error) {
      show(client);
      throw error;
    }
  },
  /** Signs this browser in once more: after its session was ended, or for another surface. What it has stays. */
  async signInAgain(client: Client, input: Again): Promise<void> {
    const { address, deviceName } = client.account;
    // Whoever mistypes is where they were before: open.
    const way = client.locked ? null : await client.makeSession();
    now.set({ phase: "STARTING" });
    stopFollowingPage(client);
    await client.close();
    store = null;
    try {
      adopt(await signIn(await settings(), { address, deviceName, ...input }));
    } catch (error) {
      // Another tab may have taken the store meanwhile.
      await openAsBefore(input.password, way, error).catch((failed: unknown) =>
        now.set({ phase: "FAILED", error: failed }),
      );
      throw error;
    }
  },
};

/** Whether an error is one of these codes of the SDK. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof SealgraphError && codes.includes(error.code);
