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
import { factorQuestions } from "./factor-questions.ts";
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
  | { readonly phase: "OPEN"; readonly client: Client };

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

const show = (client: Client) => now.set({ phase: client.locked ? "LOCKED" : "OPEN", client });

/** Takes over an account: follows the server and the page, and knows when it locks itself, is closed, or is signed out. */
function adopt(client: Client): void {
  const stopFollowingPage = followPage(client);
  client.on("locked", () => show(client));
  client.on("closed", ({ reason }) => {
    stopFollowingPage();
    store = null;
    now.set({ phase: "CLOSED", reason });
  });
  client.on("signedOut", ({ reason }) => {
    if (reason !== "SIGNED_OUT") return;
    stopFollowingPage();
    void leave(client);
  });
  if (client.signedIn) client.follow();
  show(client);
}

async function leave(client: Client): Promise<void> {
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
  /** Throws away what this browser keeps, unread: for a store that cannot be opened any more. */
  async startOver(): Promise<void> {
    await removeIndexedDbStore();
    store = null;
    start();
  },
  async unlock(client: Client, password: string): Promise<void> {
    await client.unlock(password);
    client.used();
    show(client);
  },
  async lock(client: Client): Promise<void> {
    await client.lock();
    show(client);
  },
  /** Signs this browser in once more: after its session was ended, or for another surface. What it has stays. */
  async signInAgain(client: Client, input: Again): Promise<void> {
    const { address, deviceName } = client.account;
    // Whoever mistypes is where they were before: open.
    const way = client.locked ? null : await client.makeSession();
    // Nothing that is shown asks an account that is closed.
    now.set({ phase: "STARTING" });
    await client.close();
    store = null;
    try {
      adopt(await signIn(await settings(), { address, deviceName, ...input }));
    } catch (error) {
      const back = await openClient(await settings());
      if (back === null) now.set({ phase: "NOBODY" });
      else {
        // Signed in or not, what is here opens as it did.
        await (way === null ? back.unlock(input.password) : back.unlockWithSession(way)).catch(() => {});
        failedAgain.set(error);
        adopt(back);
      }
      throw error;
    }
  },
};

/** Whether an error is one of these codes of the SDK. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof SealgraphError && codes.includes(error.code);
